package io.sallyport.cli.hand;

import io.sallyport.cli.Progress;
import java.io.PrintWriter;
import java.util.function.LongConsumer;

/** How far going through many bytes has come: a bar on a terminal, which goes when it is done. */
final class ReadBar implements LongConsumer, AutoCloseable {
  private final Progress progress;
  private final int all;
  private long bytes;
  private int shown = -1;

  /**
   * Nothing is shown yet.
   *
   * @param terminal whether a person looks; otherwise nothing ever is
   * @param bytesAll how many there are
   */
  ReadBar(PrintWriter out, boolean terminal, String label, long bytesAll) {
    this.all = mebibytes(bytesAll);
    this.progress = new Progress(out, terminal, label + ", MiB:", all);
  }

  /** So many bytes more. */
  @Override
  public void accept(long more) {
    bytes += more;
    int now = Math.min(all, mebibytes(bytes));
    if (now > shown) {
      shown = now;
      progress.show(now);
    }
  }

  @Override
  public void close() {
    progress.clear();
  }

  private static int mebibytes(long bytes) {
    return Math.toIntExact(bytes >> 20);
  }
}
