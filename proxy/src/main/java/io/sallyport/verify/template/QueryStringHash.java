package io.sallyport.verify.template;

import io.sallyport.verify.template.Place.Kind;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code qsh} and {@code qsh('/base')}: Atlassian's query string hash of a URL or target: the hex
 * SHA-256 of METHOD, path below the app's base path, and canonical query, joined by ampersands. The
 * {@code jwt} parameter, which carries the token itself, is left out.
 *
 * @see <a href="https://developer.atlassian.com/cloud/bitbucket/query-string-hash">Query string
 *     hash</a>
 */
final class QueryStringHash {
  private static final Slice TOKEN = Slice.ofUtf8("jwt");
  private static final Coverage PINNED =
      Coverage.of(
          Place.whole(Kind.METHOD),
          Place.whole(Kind.PATH),
          Place.whole(Kind.QUERY).without(Set.of("jwt")));

  private QueryStringHash() {}

  static Filter compile(FilterArgs args) throws TemplateFault {
    args.count(0, 1, "qsh, or qsh('/base')");
    Slice base = args.args().isEmpty() ? Slice.EMPTY : Slice.of(args.bytes(0));
    if (base.length > 0 && (base.at(0) != '/' || base.at(base.length - 1) == '/')) {
      throw args.fault(0, "want a path like /app, without a slash at its end");
    }
    return new Filter.Bytes(
        (input, reading) -> hash(reading.inbound().method(), input, base),
        input ->
            input.covers(Coverage.of(Place.whole(Kind.PATH), Place.whole(Kind.QUERY)))
                ? PINNED
                : Coverage.none(),
        Coverage.of(Place.whole(Kind.METHOD)),
        false,
        false,
        input -> Extent.fixed(ByteSet.of("0123456789abcdef"), 64));
  }

  private static Slice hash(String method, Slice url, Slice base) {
    int mark = url.indexOf((byte) '?', 0);
    Slice path = path(mark < 0 ? url : url.sub(0, mark), base);
    Slice query = mark < 0 ? Slice.EMPTY : query(url.sub(mark + 1, url.length));
    Slice request =
        new Bytes(url.length + 16)
            .add(TextFilters.upper(Slice.ofLatin1(method)))
            .add('&')
            .add(path)
            .add('&')
            .add(query)
            .toSlice();
    return CodeFilters.hex(DigestFilters.digest("SHA-256", request));
  }

  private static Slice path(Slice url, Slice base) {
    int scheme = url.indexOf(new byte[] {':', '/', '/'}, 0);
    Slice path = scheme < 0 ? url : url.sub(UrlFilters.authorityEnd(url, scheme + 3), url.length);
    boolean below =
        base.length > 0
            && path.length >= base.length
            && path.sub(0, base.length).equals(base)
            && (path.length == base.length || path.at(base.length) == '/');
    Slice rest = below ? path.sub(base.length, path.length) : path;
    while (rest.length > 1 && rest.at(rest.length - 1) == '/') {
      rest = rest.sub(0, rest.length - 1);
    }
    if (rest.length == 0) {
      return Slice.ofLatin1("/");
    }
    Bytes out = new Bytes(rest.length);
    for (int i = 0; i < rest.length; i++) {
      // An ampersand in the path could otherwise pass for the start of the query.
      if (rest.at(i) == '&') {
        out.add(Slice.ofLatin1("%26"));
      } else {
        out.add(rest.at(i));
      }
    }
    return out.toSlice();
  }

  /** Sorted by encoded name; the sorted values of a repeated name stand behind it with commas. */
  private static Slice query(Slice query) {
    TreeMap<Slice, TreeSet<Numbered>> byName = new TreeMap<>();
    int number = 0;
    for (Pair pair : UrlPairs.parse(query, "the query")) {
      if (!pair.name().equals(TOKEN)) {
        byName
            .computeIfAbsent(encode(pair.name()), name -> new TreeSet<>())
            .add(new Numbered(encode(pair.valueOrEmpty()), number++));
      }
    }
    Bytes out = new Bytes(query.length + 16);
    byName.forEach(
        (name, values) -> {
          if (out.size() > 0) {
            out.add('&');
          }
          out.add(name);
          char sign = '=';
          for (Numbered value : values) {
            out.add(sign).add(value.text());
            sign = ',';
          }
        });
    return out.toSlice();
  }

  /** Equal values stay two. */
  private record Numbered(Slice text, int number) implements Comparable<Numbered> {
    @Override
    public int compareTo(Numbered other) {
      int byText = text.compareTo(other.text);
      return byText != 0 ? byText : Integer.compare(number, other.number);
    }
  }

  private static Slice encode(Slice text) {
    return UrlFilters.encode(text, UrlFilters.UNRESERVED);
  }
}
