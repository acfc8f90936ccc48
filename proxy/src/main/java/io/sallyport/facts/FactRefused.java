package io.sallyport.facts;

/** A fact's value is not what its rule allows. Stackless: senders cause it. */
final class FactRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FactRefused(String detail) {
    super(detail, null, false, false);
  }

  String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
