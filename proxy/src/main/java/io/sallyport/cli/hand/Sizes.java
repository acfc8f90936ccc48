package io.sallyport.cli.hand;

import java.util.Locale;

/** Sizes as people read them. */
final class Sizes {
  private static final long UNIT = 1_024;
  private static final String[] NAMES = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Sizes() {}

  static String text(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= UNIT && unit < NAMES.length - 1) {
      size /= UNIT;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", size, NAMES[unit]);
  }
}
