package io.sallyport.cli;

/** What a command's exit code says. The numbers are part of the public contract. */
public final class ExitCode {

  /** Done. */
  public static final int DONE = 0;

  /** A check failed, or the command broke. */
  public static final int FAILED = 1;

  /** The command line was not understood. */
  public static final int USAGE = 2;

  /** The server was not reachable. */
  public static final int UNREACHABLE = 3;

  /** The server refused. */
  public static final int REFUSED = 4;

  /**
   * Done in part: some of several were done, and the rest are named on stderr. Or it is not known
   * whether an order was done: look before it is given again, it may be done for two minutes yet.
   */
  public static final int PARTIAL = 5;

  /**
   * The server can promise nothing more (sysexits.h, EX_SOFTWARE): its disk has failed, or, of many
   * nodes, another process has its place, another installation the Redis, or there is no place for
   * one more. Whoever supervises it starts it again.
   */
  public static final int STORE_FAILED = 70;

  private ExitCode() {}
}
