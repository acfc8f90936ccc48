package io.sallyport.cli;

/** The server said no; exit code 4. */
public final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  Refused(String message) {
    super(message);
  }
}
