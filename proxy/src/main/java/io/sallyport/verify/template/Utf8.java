package io.sallyport.verify.template;

/** Tells valid UTF-8 (RFC 3629: shortest form, no surrogates, at most U+10FFFF). */
final class Utf8 {
  private Utf8() {}

  static boolean isValid(Slice text) {
    byte[] bytes = text.array;
    int at = text.offset;
    int end = text.offset + text.length;
    while (at < end) {
      int first = bytes[at++];
      if (first >= 0) {
        continue;
      }
      int more = continuationBytes(first & 0xff);
      if (more == 0 || end - at < more || !secondFits(first & 0xff, bytes[at] & 0xff)) {
        return false;
      }
      for (int i = 1; i < more; i++) {
        if ((bytes[at + i] & 0xc0) != 0x80) {
          return false;
        }
      }
      at += more;
    }
    return true;
  }

  private static int continuationBytes(int first) {
    if (first >= 0xc2 && first <= 0xdf) {
      return 1;
    }
    if (first >= 0xe0 && first <= 0xef) {
      return 2;
    }
    return first >= 0xf0 && first <= 0xf4 ? 3 : 0;
  }

  private static boolean secondFits(int first, int second) {
    int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    return second >= least && second <= most;
  }
}
