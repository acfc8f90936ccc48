package io.sallyport.verify.template;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Every filter of the policy language, in one list. A new one is one line here. */
final class Filters {
  /** Compiles a filter from its arguments. */
  @FunctionalInterface
  interface Compiler {
    Filter compile(FilterArgs args) throws TemplateFault;
  }

  private static final Map<String, Compiler> ALL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("lower", plain(TextFilters::lower)),
              Map.entry("upper", plain(TextFilters::upper)),
              Map.entry("trim", plain(TextFilters::trim)),
              Map.entry("replace", TextFilters::replace),
              Map.entry("unescape", TextFilters::unescape),
              Map.entry("escape-json", plain(TextFilters::escapeJson)),
              Map.entry("json", plain(JsonOutline::container, input -> Extent.json())),
              Map.entry("kind", weak(TextFilters::kind, Extent.of(ByteSet.range('a', 'z'), 4))),
              Map.entry("escape-query", plain(UrlFilters::escapeQuery, Extent::rewritten)),
              Map.entry("encode-uri", plain(UrlFilters::encodeUri, Extent::visible)),
              Map.entry("legacy-query", plain(UrlFilters::legacyQuery, Extent::rewritten)),
              Map.entry("port", UrlFilters::port),
              Map.entry("qsh", QueryStringHash::compile),
              Map.entry("md5", digest("MD5", 16)),
              Map.entry("sha1", digest("SHA-1", 20)),
              Map.entry("sha256", DigestFilters::sha256),
              Map.entry("sha384", digest("SHA-384", 48)),
              Map.entry("sha512", digest("SHA-512", 64)),
              Map.entry("crc32", weak(DigestFilters::crc32, Extent.of(ByteSet.DIGITS, 1))),
              Map.entry("hmac", DigestFilters::hmac),
              Map.entry("hex", plain(CodeFilters::hex, Extent::hex)),
              Map.entry("HEX", plain(CodeFilters::upperHex, Extent::hex)),
              Map.entry("base64", plain(CodeFilters::base64, Extent::base64)),
              Map.entry("base64url", plain(CodeFilters::base64url, Extent::base64)),
              Map.entry("unhex", plain(CodeFilters::unhex)),
              Map.entry("unbase64", plain(CodeFilters::unbase64)),
              Map.entry("unbase64url", plain(CodeFilters::unbase64url)),
              Map.entry("split", ListFilters::split),
              Map.entry("names", ListFilters::names),
              Map.entry("values", ListFilters::values),
              Map.entry("first", ListFilters::first),
              Map.entry("last", ListFilters::last),
              Map.entry("sort", ListFilters::sort),
              Map.entry("unique", ListFilters::unique),
              Map.entry("non-blank", ListFilters::nonBlank),
              Map.entry("without", ListFilters::without),
              Map.entry("headers", ListFilters::headers),
              Map.entry("concat", ListFilters::concat),
              Map.entry("join", ListFilters::join),
              Map.entry("pairs", ListFilters::pairs),
              Map.entry("lines", ListFilters::lines)));

  private Filters() {}

  static Filter compile(FilterArgs args) throws TemplateFault {
    Compiler compiler = ALL.get(args.filter());
    if (compiler == null) {
      throw new TemplateFault(
          args.offset(),
          "no filter is called " + args.filter() + NearestName.hint(args.filter(), ALL.keySet()));
    }
    return compiler.compile(args);
  }

  private static Compiler plain(UnaryOperator<Slice> step) {
    return args -> {
      args.count(0, 0, args.filter() + " without arguments");
      return Filter.Bytes.plain(step);
    };
  }

  private static Compiler plain(UnaryOperator<Slice> step, UnaryOperator<Extent> extent) {
    return args -> {
      args.count(0, 0, args.filter() + " without arguments");
      return Filter.Bytes.plain(step, extent);
    };
  }

  private static Compiler digest(String algorithm, int bytes) {
    return plain(
        input -> DigestFilters.digest(algorithm, input), input -> Extent.fixed(ByteSet.ALL, bytes));
  }

  private static Compiler weak(UnaryOperator<Slice> step, Extent extent) {
    return args -> {
      args.count(0, 0, args.filter() + " without arguments");
      return Filter.Bytes.weakly(step, extent);
    };
  }
}
