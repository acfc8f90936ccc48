package io.sallyport.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** A bar that is drawn over itself on a terminal, and stands once, when done, anywhere else. */
public final class Progress {
  private static final int CELLS = 20;

  private final PrintWriter out;
  private final boolean terminal;
  private final String label;
  private final int all;
  private int drawn;

  public Progress(PrintWriter out, boolean terminal, String label, int all) {
    this.out = out;
    this.terminal = terminal;
    this.label = label;
    this.all = all;
  }

  /** So many are done. */
  public void show(int done) {
    if (terminal && done < all) {
      String line = line(done);
      drawn = line.length();
      out.print("\r" + line);
      out.flush();
    }
  }

  /** All are. */
  public void finish(Duration took) {
    String seconds = String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
    out.println((terminal ? "\r" : "") + line(all) + "  " + seconds);
    out.flush();
  }

  /** Takes the bar away, as if there had been none. */
  public void clear() {
    if (drawn > 0) {
      out.print("\r" + " ".repeat(drawn) + "\r");
      out.flush();
      drawn = 0;
    }
  }

  private String line(int done) {
    int full = all == 0 ? CELLS : CELLS * done / all;
    return label + " " + "█".repeat(full) + "░".repeat(CELLS - full) + " " + done + "/" + all;
  }
}
