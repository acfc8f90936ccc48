package io.sallyport.ingress.http1;

/**
 * How large a request head may be.
 *
 * @param bytesMax the whole head, request line and all fields
 * @param targetBytesMax the request target
 * @param fieldsMax how many fields, repeated ones counted
 */
public record HeadLimits(int bytesMax, int targetBytesMax, int fieldsMax) {
  public static final HeadLimits DEFAULT = new HeadLimits(16 * 1024, 8 * 1024, 100);
}
