package io.sallyport.ingress;

/** Which octets may stand where in a request head (RFC 9110 §5.6.2, RFC 9112 §3 and §5). */
public final class Octets {
  public static final byte TAB = '\t';
  public static final byte LF = '\n';
  public static final byte CR = '\r';
  public static final byte SPACE = ' ';
  public static final byte COLON = ':';

  private static final boolean[] TOKEN = new boolean[256];
  private static final boolean[] TARGET = new boolean[256];
  private static final boolean[] VALUE = new boolean[256];

  static {
    for (int c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[c - 'a' + 'A'] = true;
    }
    for (int c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
    for (int c = 0x21; c < 0x7f; c++) {
      TARGET[c] = true;
    }
    // A fragment never belongs in a request; a backslash is a slash to some upstreams.
    TARGET['#'] = false;
    TARGET['\\'] = false;
    for (int c = 0x20; c < 0x100; c++) {
      VALUE[c] = c != 0x7f;
    }
    VALUE[TAB] = true;
  }

  private Octets() {}

  /** A character of a token: method, field name. */
  public static boolean isToken(byte b) {
    return TOKEN[b & 0xff];
  }

  /** A character of a request target. */
  public static boolean isTarget(byte b) {
    return TARGET[b & 0xff];
  }

  /** A character of a field value: visible ASCII, space, tab, obs-text. */
  public static boolean isValue(byte b) {
    return VALUE[b & 0xff];
  }

  /** Space or tab, which may stand around a field value. */
  public static boolean isBlank(byte b) {
    return b == SPACE || b == TAB;
  }

  /** An ASCII digit. */
  public static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** The value of a hexadecimal digit, or -1. */
  public static int hex(byte b) {
    if (isDigit(b)) {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** Whether the range reads as the lower-case ASCII text, whatever its own case. */
  public static boolean matches(byte[] bytes, int start, int end, String lower) {
    if (end - start != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      byte b = bytes[start + i];
      int folded = b >= 'A' && b <= 'Z' ? b + 32 : b;
      if (folded != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
