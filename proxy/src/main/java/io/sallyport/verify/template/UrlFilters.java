package io.sallyport.verify.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Filters that rewrite URLs the way a sender's own code does before it signs. */
final class UrlFilters {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /** What JavaScript's encodeURIComponent and Node's querystring.escape leave as it is. */
  private static final boolean[] COMPONENT = set(LETTERS + "-_.!~*'()");

  /** What JavaScript's encodeURI leaves as it is (ECMA-262 §19.2.6.4). */
  private static final boolean[] URI = set(LETTERS + ";,/?:@&=+$-_.!~*'()#");

  /** Unreserved characters of RFC 3986 §2.3. */
  static final boolean[] UNRESERVED = set(LETTERS + "-._~");

  private static final byte[] HTTPS = "https://".getBytes(StandardCharsets.US_ASCII);

  private static final String HEX = "0123456789ABCDEF";

  private UrlFilters() {}

  /**
   * {@code escape-query}: what follows the first question mark, percent-encoded as a whole; an
   * empty query goes with its mark (Contentful).
   */
  static Slice escapeQuery(Slice url) {
    int mark = url.indexOf((byte) '?', 0);
    if (mark < 0) {
      return url;
    }
    if (mark == url.length - 1) {
      return url.sub(0, mark);
    }
    return Bytes.concat(url.sub(0, mark + 1), encode(url.sub(mark + 1, url.length), COMPONENT));
  }

  /** {@code encode-uri}: percent-encodes what may not stand in a URL, and percent signs, too. */
  static Slice encodeUri(Slice url) {
    return encode(url, URI);
  }

  /**
   * {@code legacy-query}: the query read and written again as Node's querystring module does, which
   * brings the values of a repeated name together (Twilio).
   */
  static Slice legacyQuery(Slice url) {
    int mark = url.indexOf((byte) '?', 0);
    if (mark < 0 || mark == url.length - 1) {
      return url;
    }
    Map<Slice, List<Slice>> byName = new LinkedHashMap<>();
    for (Pair pair : UrlPairs.parse(url.sub(mark + 1, url.length), "the query")) {
      byName.computeIfAbsent(pair.name(), name -> new ArrayList<>()).add(pair.valueOrEmpty());
    }
    Bytes out = new Bytes(url.length + 16).add(url.sub(0, mark));
    byName.forEach(
        (name, values) ->
            values.forEach(
                value ->
                    out.add(out.size() == mark ? '?' : '&')
                        .add(encode(name, COMPONENT))
                        .add('=')
                        .add(encode(value, COMPONENT))));
    return out.toSlice();
  }

  /** {@code port(add)}: with the scheme's port where it names none; {@code port(drop)}: without. */
  static Filter port(FilterArgs args) throws TemplateFault {
    args.count(1, 1, "port(add) or port(drop)");
    return switch (args.text(0)) {
      case "add" -> Filter.Bytes.plain(UrlFilters::withPort, Extent::rewritten);
      case "drop" -> Filter.Bytes.plain(UrlFilters::withoutPort, Extent::rewritten);
      default -> throw args.fault(0, "want add or drop, got \"" + args.text(0) + "\"");
    };
  }

  private static Slice withPort(Slice url) {
    int host = hostStart(url);
    if (host < 0 || portStart(url, host) >= 0) {
      return url;
    }
    int end = authorityEnd(url, host);
    boolean secure = url.indexOf(HTTPS, 0) == 0;
    return new Bytes(url.length + 4)
        .add(url.sub(0, end))
        .add(Slice.ofLatin1(secure ? ":443" : ":80"))
        .add(url.sub(end, url.length))
        .toSlice();
  }

  private static Slice withoutPort(Slice url) {
    int host = hostStart(url);
    int port = host < 0 ? -1 : portStart(url, host);
    return port < 0
        ? url
        : Bytes.concat(url.sub(0, port), url.sub(authorityEnd(url, host), url.length));
  }

  private static int hostStart(Slice url) {
    int scheme = url.indexOf(new byte[] {':', '/', '/'}, 0);
    if (scheme < 0) {
      return -1;
    }
    int from = scheme + 3;
    int end = authorityEnd(url, from);
    for (int i = end - 1; i >= from; i--) {
      if (url.at(i) == '@') {
        return i + 1;
      }
    }
    return from;
  }

  static int authorityEnd(Slice url, int from) {
    int end = from;
    while (end < url.length && url.at(end) != '/' && url.at(end) != '?' && url.at(end) != '#') {
      end++;
    }
    return end;
  }

  /** The colon before the port; −1 where there is none. An IPv6 address has colons in brackets. */
  private static int portStart(Slice url, int host) {
    for (int i = authorityEnd(url, host) - 1; i >= host && url.at(i) != ']'; i--) {
      if (url.at(i) == ':') {
        return i;
      }
    }
    return -1;
  }

  /** Percent-encodes, in upper case, every byte that is not in the set. */
  static Slice encode(Slice text, boolean[] kept) {
    Bytes out = new Bytes(text.length + 16);
    for (int i = 0; i < text.length; i++) {
      byte b = text.at(i);
      if (b >= 0 && kept[b]) {
        out.add(b);
      } else {
        out.add('%').add(HEX.charAt((b >> 4) & 15)).add(HEX.charAt(b & 15));
      }
    }
    return out.toSlice();
  }

  private static boolean[] set(String characters) {
    boolean[] set = new boolean[128];
    characters.chars().forEach(c -> set[c] = true);
    return set;
  }
}
