package io.sallyport.cli;

/** Nobody answered, or there is no key to ask with; exit code 3. */
public class Unreachable extends Exception {
  private static final long serialVersionUID = 1L;

  public Unreachable(String message) {
    super(message);
  }
}
