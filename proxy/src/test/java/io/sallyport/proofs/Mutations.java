package io.sallyport.proofs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a forger without the key can make of a genuine delivery: changes of single bytes anywhere,
 * of the decoded signature, of whole fields, and second copies of everything that is named.
 */
final class Mutations {
  /** One forgery, and how it was made. */
  record Mutation(String how, Delivery delivery) {}

  private final Delivery genuine;
  private final Random random;
  private final int positions;
  private final Consumer<Mutation> sink;

  private Mutations(Delivery genuine, Random random, int positions, Consumer<Mutation> sink) {
    this.genuine = genuine;
    this.random = random;
    this.positions = positions;
    this.sink = sink;
  }

  /**
   * Makes them.
   *
   * @param positions how many bytes of the body are changed; all, where it has no more
   * @param signatures the texts of the signatures in the delivery
   */
  static void of(
      Delivery genuine,
      Set<String> signatures,
      Random random,
      int positions,
      Consumer<Mutation> sink) {
    Mutations mutations = new Mutations(genuine, random, positions, sink);
    mutations.body();
    mutations.fields();
    mutations.target();
    signatures.stream().sorted().forEach(mutations::signature);
    mutations.secondMembers();
    mutations.boundaries();
  }

  private void put(String how, Delivery delivery) {
    if (!delivery.isSameAs(genuine)) {
      sink.accept(new Mutation(how, delivery));
    }
  }

  private void body() {
    byte[] body = genuine.body();
    for (int at : places(body.length)) {
      put("body bit at " + at, genuine.body(flipped(body, at, 1 << random.nextInt(8))));
      put("body byte at " + at, genuine.body(replaced(body, at)));
      switch (random.nextInt(3)) {
        case 0 -> put("body byte dropped at " + at, genuine.body(without(body, at, 1)));
        case 1 -> put("body byte doubled at " + at, genuine.body(inserted(body, at, body[at])));
        default -> put("body byte put in at " + at, genuine.body(inserted(body, at, anyByte())));
      }
    }
    if (body.length > 1) {
      int cut = 1 + random.nextInt(body.length - 1);
      put("body cut at " + cut, genuine.body(without(body, cut, body.length - cut)));
      put("no body", genuine.body(new byte[0]));
    }
    for (String end : List.of("\n", " ", "\r\n", "\0", "}", "&a=b")) {
      byte[] more = end.getBytes(StandardCharsets.ISO_8859_1);
      put("body longer", genuine.body(joined(body, more)));
      put("body after more", genuine.body(joined(more, body)));
    }
    put(
        "byte order mark",
        genuine.body(joined(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, body)));
    put("body twice", genuine.body(joined(body, body)));
  }

  private void fields() {
    for (int index = 0; index < genuine.fields().size(); index++) {
      Map.Entry<String, String> field = genuine.fields().get(index);
      String name = field.getKey();
      for (int at : places(Math.min(field.getValue().length(), 4096), positions / 4)) {
        int bit = 1 << random.nextInt(7);
        put(name + " bit at " + at, genuine.changing(index, value -> bitFlipped(value, at, bit)));
      }
      put("no " + name, genuine.without(name));
      put("empty " + name, genuine.changing(index, value -> ""));
      put("longer " + name, genuine.changing(index, value -> value + "0"));
      put("shorter " + name, genuine.changing(index, Mutations::withoutLast));
      put("second " + name, genuine.with(name, field.getValue()));
      put("other second " + name, genuine.with(name, field.getValue() + "0"));
      put("other first " + name, genuine.withFirst(name, field.getValue() + "0"));
      put("empty second " + name, genuine.with(name.toLowerCase(Locale.ROOT), ""));
      put("twice in one " + name, genuine.changing(index, value -> value + "," + value));
    }
  }

  private void target() {
    String target = genuine.target();
    int mark = target.indexOf('?');
    put("method", genuine.method(genuine.method().equals("POST") ? "PUT" : "POST"));
    put("query put on", genuine.target(target + (mark < 0 ? "?" : "&") + "a=b"));
    if (mark < 0) {
      return;
    }
    put("no query", genuine.target(target.substring(0, mark)));
    for (int at : places(target.length() - mark - 1)) {
      int place = mark + 1 + at;
      put("query bit at " + at, genuine.target(bitFlipped(target, place, 1 << random.nextInt(7))));
    }
    for (String pair : target.substring(mark + 1).split("&", -1)) {
      put("query pair twice", genuine.target(target + "&" + pair));
      String name = pair.split("=", 2)[0];
      put("query name twice", genuine.target(target + "&" + name + "=forged"));
      put(
          "query name before",
          genuine.target(
              target.substring(0, mark + 1) + name + "=forged&" + target.substring(mark + 1)));
    }
  }

  /** Bits of the decoded signature, and its lengths, written again as the sender writes it. */
  private void signature(String text) {
    if (text.chars().filter(c -> c == '.').count() == 2) {
      int last = text.lastIndexOf('.');
      coded(text, text.substring(last + 1), it -> text.substring(0, last + 1) + it);
      return;
    }
    int start =
        Math.max(
            text.lastIndexOf(',') + 1,
            text.indexOf('=') == text.length() - 1 ? 0 : afterPrefix(text));
    coded(text, text.substring(start), it -> text.substring(0, start) + it);
  }

  private static int afterPrefix(String text) {
    String unpadded = text.replaceFirst("=+$", "");
    return unpadded.lastIndexOf('=') + 1;
  }

  private void coded(String whole, String code, Function<String, String> around) {
    for (Coding coding : Coding.values()) {
      byte[] bytes = coding.decode(code);
      if (bytes.length == 0) {
        continue;
      }
      for (int at : places(bytes.length)) {
        byte[] other = flipped(bytes, at, 1 << random.nextInt(8));
        exchange("signature bit", whole, around.apply(coding.encode(other)));
      }
      exchange(
          "signature shorter",
          whole,
          around.apply(coding.encode(without(bytes, bytes.length - 1, 1))));
      exchange(
          "signature longer", whole, around.apply(coding.encode(inserted(bytes, 0, (byte) 0))));
      exchange("signature of zeros", whole, around.apply(coding.encode(new byte[bytes.length])));
      return;
    }
  }

  private void exchange(String how, String text, String other) {
    byte[] from = text.getBytes(StandardCharsets.ISO_8859_1);
    String body = new String(genuine.body(), StandardCharsets.ISO_8859_1);
    if (body.contains(text)) {
      put(how, genuine.body(body.replace(text, other).getBytes(StandardCharsets.ISO_8859_1)));
      return;
    }
    for (int index = 0; index < genuine.fields().size(); index++) {
      if (genuine.fields().get(index).getValue().contains(text)) {
        put(how, genuine.changing(index, value -> value.replace(text, other)));
        return;
      }
    }
    if (from.length > 0 && genuine.target().contains(text)) {
      put(how, genuine.target(genuine.target().replace(text, other)));
    }
  }

  /** A JSON member or a form field that stands a second time, before or behind the first. */
  private void secondMembers() {
    String body = new String(genuine.body(), StandardCharsets.ISO_8859_1);
    if (body.startsWith("{")) {
      for (String name : names(body)) {
        String forged = "\"" + name + "\":\"forged\"";
        put(name + " before", genuine.body(latin1("{" + forged + "," + body.substring(1))));
        int end = body.lastIndexOf('}');
        put(
            name + " behind",
            genuine.body(latin1(body.substring(0, end) + "," + forged + body.substring(end))));
      }
    } else if (body.contains("=") && !body.contains("<")) {
      for (String pair : body.split("&", -1)) {
        String name = pair.split("=", 2)[0];
        put(name + " before", genuine.body(latin1(name + "=forged&" + body)));
        put(name + " behind", genuine.body(latin1(body + "&" + name + "=forged")));
        put(name + " twice", genuine.body(latin1(body + "&" + pair)));
      }
    }
  }

  /** The ends of names and values moved by one, or hidden in an escape, in form and query. */
  private void boundaries() {
    String body = new String(genuine.body(), StandardCharsets.ISO_8859_1);
    if (body.contains("=") && !body.startsWith("{") && !body.contains("<")) {
      moved(body).forEach(it -> put("boundary moved in the body", genuine.body(latin1(it))));
    }
    int mark = genuine.target().indexOf('?');
    if (mark >= 0) {
      moved(genuine.target().substring(mark + 1))
          .forEach(
              it ->
                  put(
                      "boundary moved in the query",
                      genuine.target(genuine.target().substring(0, mark + 1) + it)));
    }
  }

  private static List<String> moved(String pairs) {
    List<String> others = new ArrayList<>();
    for (int i = 1; i < pairs.length() - 1; i++) {
      char here = pairs.charAt(i);
      if (here == '=' || here == '&') {
        String before = pairs.substring(0, i);
        String behind = pairs.substring(i + 1);
        others.add(before + (here == '=' ? "%3D" : "%26") + behind);
        others.add(before + behind.charAt(0) + here + behind.substring(1));
        others.add(before.substring(0, i - 1) + here + before.charAt(i - 1) + behind);
        others.add(before + behind);
        if (here == '&') {
          others.add(before + "%26" + behind.replaceFirst("=", "%3D"));
        }
      }
    }
    return others;
  }

  private static List<String> names(String json) {
    List<String> names = new ArrayList<>();
    java.util.regex.Matcher matcher =
        java.util.regex.Pattern.compile("\"([A-Za-z0-9_.-]{1,64})\"\\s*:").matcher(json);
    while (matcher.find() && names.size() < 40) {
      if (!names.contains(matcher.group(1))) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  private List<Integer> places(int length) {
    return places(length, positions);
  }

  /** All places, or a sample that has the first and the last. */
  private List<Integer> places(int length, int most) {
    List<Integer> places = new ArrayList<>();
    if (length <= most) {
      for (int i = 0; i < length; i++) {
        places.add(i);
      }
      return places;
    }
    places.add(0);
    places.add(length - 1);
    for (int i = 2; i < most; i++) {
      places.add(random.nextInt(length));
    }
    return places;
  }

  private byte anyByte() {
    return (byte) random.nextInt(256);
  }

  private byte[] replaced(byte[] bytes, int at) {
    byte[] changed = bytes.clone();
    changed[at] =
        "0123456789abcdefAZ\"{}[],:&=%+-./\\ \n"
            .getBytes(StandardCharsets.US_ASCII)[random.nextInt(35)];
    return changed;
  }

  private static byte[] flipped(byte[] bytes, int at, int bit) {
    byte[] changed = bytes.clone();
    changed[at] ^= (byte) bit;
    return changed;
  }

  private static byte[] without(byte[] bytes, int at, int count) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.write(bytes, at + count, bytes.length - at - count);
    return out.toByteArray();
  }

  private static byte[] inserted(byte[] bytes, int at, byte more) {
    return joined(
        joined(without(bytes, at, bytes.length - at), new byte[] {more}), without(bytes, 0, at));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  private static String bitFlipped(String text, int at, int bit) {
    return text.substring(0, at) + (char) (text.charAt(at) ^ bit) + text.substring(at + 1);
  }

  private static String withoutLast(String text) {
    return text.isEmpty() ? text : text.substring(0, text.length() - 1);
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** How a signature may be written. */
  private enum Coding {
    HEX {
      @Override
      byte[] strictly(String text) {
        return HexFormat.of().parseHex(text);
      }

      @Override
      String encode(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
      }
    },
    BASE64 {
      @Override
      byte[] strictly(String text) {
        return Base64.getDecoder().decode(text);
      }

      @Override
      String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
      }
    },
    BASE64URL {
      @Override
      byte[] strictly(String text) {
        return Base64.getUrlDecoder().decode(text);
      }

      @Override
      String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      }
    };

    abstract byte[] strictly(String text);

    abstract String encode(byte[] bytes);

    /** The bytes; none where the text is not written so. */
    byte[] decode(String text) {
      try {
        return strictly(text);
      } catch (IllegalArgumentException e) {
        return new byte[0];
      }
    }
  }
}
