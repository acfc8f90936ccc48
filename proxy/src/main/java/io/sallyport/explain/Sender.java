package io.sallyport.explain;

/**
 * Who should have sent it, in the words of its preset.
 *
 * @param title as people call it
 * @param register where its webhooks are registered
 * @param secret what its key is, and where it is found
 */
public record Sender(String title, String register, String secret) {

  /** Where a policy uses no preset. */
  public static Sender unnamed(String integration) {
    return new Sender(
        "the sender of `" + integration + "`", "see its documentation", "see its documentation");
  }
}
