package io.sallyport.verify.template;

import java.util.ArrayList;
import java.util.List;

/** JSON pointers (RFC 6901) as lists of their unescaped reference tokens. */
final class JsonPointer {
  static final int SEGMENTS_MAX = 64;

  private JsonPointer() {}

  /**
   * @param pointer empty for the whole document, otherwise beginning with a slash
   * @param offset where the pointer stands, for the fault
   */
  static List<String> parse(String pointer, int offset) throws TemplateFault {
    if (pointer.isEmpty()) {
      return List.of();
    }
    if (pointer.charAt(0) != '/') {
      throw new TemplateFault(
          offset, "a JSON pointer begins with a slash: want /" + pointer + ", or nothing for all");
    }
    List<String> segments = new ArrayList<>();
    int from = 1;
    while (true) {
      int slash = pointer.indexOf('/', from);
      String raw = slash < 0 ? pointer.substring(from) : pointer.substring(from, slash);
      segments.add(unescape(raw, offset + from));
      if (slash < 0) {
        break;
      }
      from = slash + 1;
    }
    if (segments.size() > SEGMENTS_MAX) {
      throw new TemplateFault(offset, "a pointer has at most " + SEGMENTS_MAX + " segments");
    }
    return List.copyOf(segments);
  }

  static String write(List<String> segments) {
    StringBuilder text = new StringBuilder();
    for (String segment : segments) {
      text.append('/').append(segment.replace("~", "~0").replace("/", "~1"));
    }
    return text.toString();
  }

  private static String unescape(String raw, int offset) throws TemplateFault {
    for (int i = raw.indexOf('~'); i >= 0; i = raw.indexOf('~', i + 1)) {
      if (i + 1 == raw.length() || (raw.charAt(i + 1) != '0' && raw.charAt(i + 1) != '1')) {
        throw new TemplateFault(
            offset + i, "in a pointer ~ stands only as ~0 (a tilde) or ~1 (a slash)");
      }
    }
    return raw.replace("~1", "/").replace("~0", "~");
  }

  /** Whether {@code prefix} is an ancestor of {@code path}, or the same. */
  static boolean isPrefix(List<String> prefix, List<String> path) {
    return prefix.size() <= path.size() && path.subList(0, prefix.size()).equals(prefix);
  }
}
