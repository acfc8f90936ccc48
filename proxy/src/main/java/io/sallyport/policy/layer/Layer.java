package io.sallyport.policy.layer;

/**
 * One file of the language.
 *
 * @param label how problems name it; distinct among the layers of a policy
 * @param base where the names in it start from
 * @param content its bytes, unread
 */
public record Layer(String label, Base base, Content content) {

  public static Layer of(String label, Base base, byte[] bytes) {
    return new Layer(label, base, new Content(bytes));
  }

  /** Bytes that are not written to again. */
  public static final class Content {
    private final byte[] bytes;

    Content(byte[] bytes) {
      this.bytes = bytes;
    }

    /** The array itself; read only. */
    public byte[] bytes() {
      return bytes;
    }
  }
}
