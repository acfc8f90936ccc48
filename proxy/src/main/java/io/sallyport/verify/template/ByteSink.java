package io.sallyport.verify.template;

/** Takes bytes in order, without keeping the array: a Mac, a digest, a buffer. */
@FunctionalInterface
public interface ByteSink {
  void write(byte[] array, int offset, int length);
}
