package io.sallyport.proofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * The table that stands beside each accept: every way to bend a genuine delivery must be refused.
 *
 * <pre>{@code
 * Tampering.with(gate, delivery)
 *     .signature("X-Signature", "sha256=", Spelling.HEX)
 *     .covering("X-Timestamp")
 *     .body()
 *     .times(signedAt, Duration.ofMinutes(5), Duration.ofMinutes(5))
 *     .keys("another key")
 *     .rows();
 * }</pre>
 */
final class Tampering {
  /** Bodies up to this size are changed at every bit, longer ones at this many places. */
  private static final int BODY_BYTES_ALL = 512;

  private final PresetGate gate;
  private final Delivery genuine;
  private final List<DynamicTest> rows = new ArrayList<>();

  private Tampering(PresetGate gate, Delivery genuine) {
    this.gate = gate;
    this.genuine = genuine;
    row("genuine", () -> gate.accepted(genuine));
  }

  static Tampering with(PresetGate gate, Delivery genuine) {
    return new Tampering(gate, genuine);
  }

  Stream<DynamicTest> rows() {
    return rows.stream();
  }

  /** The whole body is signed. */
  Tampering body() {
    byte[] body = genuine.body();
    row(
        "each bit of the body",
        () -> {
          int stride = Math.max(1, body.length / BODY_BYTES_ALL);
          for (int at = 0; at < body.length; at += stride) {
            for (int bit = 0; bit < 8; bit++) {
              refuses("bit " + bit + " of byte " + at, genuine.body(flipped(body, at, bit)));
            }
          }
        });
    row("no body", () -> refuses("no body", genuine.body(new byte[0])));
    for (int cut : new int[] {1, body.length / 2, body.length - 1}) {
      row("body cut at " + cut, () -> refuses("cut", genuine.body(Arrays.copyOf(body, cut))));
    }
    for (String more : List.of("\n", "\r\n", " ", "\0", "{}")) {
      row(
          "body longer by " + escaped(more),
          () -> refuses("longer", genuine.body(latin1(body) + more)));
      row(
          "body begun by " + escaped(more),
          () ->
              refuses(
                  "begun",
                  genuine.body((more + latin1(body)).getBytes(StandardCharsets.ISO_8859_1))));
    }
    row("a byte order mark", () -> refuses("mark", genuine.body("\ufeff" + utf8(body))));
    return this;
  }

  /** The value of this field is signed. */
  Tampering covering(String name) {
    String value = genuine.field(name);
    row(
        "each bit of " + name,
        () -> {
          for (int at = 0; at < value.length(); at++) {
            for (int bit = 0; bit < 8; bit++) {
              int place = at;
              int mask = 1 << bit;
              refuses(
                  "bit " + bit + " of " + at,
                  genuine.changing(name, it -> bitFlipped(it, place, mask)));
            }
          }
        });
    changes(name, "0 before", it -> "0" + it);
    changes(name, "0 behind", it -> it + "0");
    changes(name, "a dot behind", it -> it + ".");
    changes(name, "a sign", it -> "+" + it);
    field(name);
    twiceInOne(name);
    return this;
  }

  /**
   * The same where the field may hold several signatures with spaces between them: blanks around
   * one are no part of it, and one that holds is enough.
   */
  Tampering signatureOfSeveral(String name, String prefix, Spelling spelling) {
    return signature(name, prefix, spelling, true);
  }

  /** The signature stands in this field, behind this text, written so. */
  Tampering signature(String name, String prefix, Spelling spelling) {
    return signature(name, prefix, spelling, false);
  }

  private Tampering signature(String name, String prefix, Spelling spelling, boolean several) {
    String value = genuine.field(name);
    int start = value.indexOf(prefix) + prefix.length();
    int end = endOf(value, start);
    String text = value.substring(start, end);
    byte[] bytes = spelling.decode(text);
    UnaryOperator<String> around = it -> value.substring(0, start) + it + value.substring(end);

    row(
        "each bit of the signature",
        () -> {
          for (int at = 0; at < bytes.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
              signed(name, around, spelling.encode(flipped(bytes, at, bit)));
            }
          }
        });
    row(
        "the signature at each length",
        () -> {
          for (int length = 0; length < bytes.length; length++) {
            signed(name, around, spelling.encode(Arrays.copyOf(bytes, length)));
          }
        });
    row(
        "its text at each length",
        () -> {
          for (int length = 0; length < text.length(); length++) {
            signed(name, around, text.substring(0, length));
          }
        });
    Map<String, String> others = new LinkedHashMap<>();
    others.put("a zero byte more", spelling.encode(Arrays.copyOf(bytes, bytes.length + 1)));
    others.put("twice as long", spelling.encode(doubled(bytes)));
    others.put("zeros", spelling.encode(new byte[bytes.length]));
    if (!several) {
      others.put("a space before", " " + text);
      others.put("a space behind", text + " ");
    }
    others.put("a zero character behind", text + "\0");
    others.put("a quote around", "\"" + text + "\"");
    others.put("a semicolon behind", text + ";");
    others.putAll(spelling.variants(text));
    others.forEach((how, other) -> row("signature with " + how, () -> signed(name, around, other)));
    field(name);
    if (!several) {
      twiceInOne(name);
    }
    if (!prefix.isEmpty()) {
      prefixes(name, prefix);
    }
    return this;
  }

  private void prefixes(String name, String prefix) {
    changes(name, "no \"" + prefix + "\"", it -> it.replace(prefix, ""));
    changes(
        name, "upper case before it", it -> it.replace(prefix, prefix.toUpperCase(Locale.ROOT)));
    for (String other : List.of("sha1=", "sha512=", "md5=", "none=", "v0=", "v2=", "v1a,", "v0,")) {
      if (!other.equals(prefix)) {
        changes(name, "\"" + other + "\" before it", it -> it.replace(prefix, other));
      }
    }
  }

  /** Both edges of the time in which the signed instant counts. */
  Tampering times(Instant signedAt, Duration past, Duration future) {
    row("at the last instant", () -> gate.at(signedAt.plus(past)).accepted(genuine));
    row("an instant too late", () -> refusesAt(signedAt.plus(past).plusMillis(1)));
    row("a second too late", () -> refusesAt(signedAt.plus(past).plusSeconds(1)));
    row("at the first instant", () -> gate.at(signedAt.minus(future)).accepted(genuine));
    row("an instant too early", () -> refusesAt(signedAt.minus(future).minusMillis(1)));
    row("a second too early", () -> refusesAt(signedAt.minus(future).minusSeconds(1)));
    return this;
  }

  /** These are not the key. */
  Tampering keys(String... others) {
    for (String other : others) {
      row(
          "another key",
          () -> assertThat(gate.otherKey(other).judge(genuine).verdict()).isEqualTo("reject"));
    }
    return this;
  }

  /** Where the whole URL is signed: another path, another host, another query. */
  Tampering url(String registered) {
    String target = genuine.target();
    row(
        "another query",
        () ->
            refuses("query", genuine.target(target + (target.contains("?") ? "&" : "?") + "a=b")));
    for (String other :
        List.of(
            registered.replace("https://", "http://"),
            registered + "/",
            registered.replaceFirst("//[^/]+", "//evil.example.com"),
            registered.toUpperCase(Locale.ROOT))) {
      row(
          "registered as " + other,
          () -> assertThat(gate.registeredAs(other).judge(genuine).verdict()).isEqualTo("reject"));
    }
    return this;
  }

  /** A row of many. */
  Tampering refusingAll(String how, Stream<Delivery> forged) {
    List<Delivery> all = forged.toList();
    row(how, () -> all.forEach(it -> refuses(how, it)));
    return this;
  }

  /** A row of one's own. */
  Tampering refusing(String how, UnaryOperator<Delivery> change) {
    row(how, () -> refuses(how, change.apply(genuine)));
    return this;
  }

  private void field(String name) {
    String value = genuine.field(name);
    row("no " + name, () -> refuses("missing", genuine.without(name)));
    row("empty " + name, () -> refuses("empty", genuine.changing(name, it -> "")));
    row("blank " + name, () -> refuses("blank", genuine.changing(name, it -> "  ")));
    row("the same " + name + " twice", () -> refuses("twice", genuine.with(name, value)));
    row("another " + name + " behind", () -> refuses("behind", genuine.with(name, "0")));
    row("another " + name + " before", () -> refuses("before", genuine.withFirst(name, "0")));
    row(
        "an empty " + name + " behind, in another case",
        () -> refuses("empty", genuine.with(name.toUpperCase(Locale.ROOT), "")));
  }

  private void twiceInOne(String name) {
    changes(name, "twice in one", it -> it + ", " + it);
  }

  private void changes(String name, String how, UnaryOperator<String> change) {
    row(name + ": " + how, () -> refuses(how, genuine.changing(name, change)));
  }

  private void signed(String name, UnaryOperator<String> around, String other) {
    refuses(name + " " + other, genuine.changing(name, it -> around.apply(other)));
  }

  private void refusesAt(Instant instant) {
    assertThat(gate.at(instant).judge(genuine).verdict()).isEqualTo("reject");
  }

  private void refuses(String how, Delivery forged) {
    if (!forged.isSameAs(genuine)) {
      assertThat(gate.judge(forged).verdict()).as("%s: %s", how, forged).isEqualTo("reject");
    }
  }

  private void row(String name, Executable executable) {
    rows.add(dynamicTest(name, executable));
  }

  /** Where the signature's text ends: at what separates it from others, or at the end. */
  private static int endOf(String value, int start) {
    int end = start;
    while (end < value.length() && " ,;|&.\"".indexOf(value.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static byte[] flipped(byte[] bytes, int at, int bit) {
    byte[] changed = bytes.clone();
    changed[at] ^= (byte) (1 << bit);
    return changed;
  }

  private static byte[] doubled(byte[] bytes) {
    byte[] twice = Arrays.copyOf(bytes, bytes.length * 2);
    System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
    return twice;
  }

  private static String bitFlipped(String text, int at, int mask) {
    return text.substring(0, at) + (char) (text.charAt(at) ^ mask) + text.substring(at + 1);
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String escaped(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
  }
}
