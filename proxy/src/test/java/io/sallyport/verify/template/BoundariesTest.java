package io.sallyport.verify.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.sallyport.verify.template.Boundaries.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Threat row 9: what is said to be pinned, no second reading of the same text may change. */
class BoundariesTest {
  private static final String ALPHABET = "ab:";
  private static final int CHARS_MAX = 3;
  private static final List<String> PATTERNS =
      List.of(
          "[ab]*",
          "[ab]+",
          "[ab]{2}",
          "a*",
          "a|ab",
          "ab|ba",
          "b+",
          "[ab:]*",
          "[^:]{1,2}",
          "[b:]{2}",
          ".*",
          ":?a",
          "(?:ab)*",
          "[:a]+b",
          "a{1,2}|b");
  private static final List<String> TEXTS = List.of(":", "a", "b:", "ab", "::");

  private record Sort(Piece piece, List<String> values) {}

  /** More than a thousand templates, each held against every text it can make. */
  @Test
  void noTwoReadingsOfOneTextDifferWhereItIsPinned() {
    Random random = new Random(20260501);
    int pinnedOnes = 0;
    for (int round = 0; round < 1_500; round++) {
      List<Sort> sorts = new ArrayList<>();
      int count = 2 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        sorts.add(random.nextInt(3) == 0 ? text(random) : value(random, i));
      }
      List<Piece> pieces = sorts.stream().map(Sort::piece).toList();
      List<String> pinned = new Boundaries(pieces).pinned().words();
      pinnedOnes += pinned.size();
      holdsUp(sorts, pinned);
    }
    assertThat(pinnedOnes).isGreaterThan(500);
  }

  private static void holdsUp(List<Sort> sorts, List<String> pinned) {
    Map<String, List<String>> readings = new HashMap<>();
    for (List<String> values : all(sorts, 0)) {
      List<String> known = readings.putIfAbsent(String.join("", values), values);
      for (int i = 0; known != null && i < values.size(); i++) {
        if (pinned.contains("header:h" + i)) {
          assertThat(values.get(i))
              .as("%s of %s, pinned %s", values, sorts, pinned)
              .isEqualTo(known.get(i));
        }
      }
    }
  }

  private static List<List<String>> all(List<Sort> sorts, int from) {
    if (from == sorts.size()) {
      return List.of(List.of());
    }
    List<List<String>> all = new ArrayList<>();
    for (List<String> rest : all(sorts, from + 1)) {
      for (String value : sorts.get(from).values()) {
        List<String> one = new ArrayList<>();
        one.add(value);
        one.addAll(rest);
        all.add(one);
      }
    }
    return all;
  }

  private static Sort text(Random random) {
    String text = TEXTS.get(random.nextInt(TEXTS.size()));
    return new Sort(Piece.text(Slice.ofUtf8(text)), List.of(text));
  }

  private static Sort value(Random random, int index) {
    String pattern = PATTERNS.get(random.nextInt(PATTERNS.size()));
    boolean optional = random.nextInt(4) == 0;
    List<String> values = new ArrayList<>();
    for (String text : texts(CHARS_MAX)) {
      if (java.util.regex.Pattern.matches(pattern, text)) {
        values.add(text);
      }
    }
    Extent extent = PatternExtent.of(Pattern.compile(pattern));
    if (optional) {
      values.add("");
      extent = extent.orNothing();
    }
    Coverage place = Coverage.ofWords(List.of("header:h" + index));
    return new Sort(Piece.value(place, extent), values.stream().distinct().toList());
  }

  private static List<String> texts(int charsMax) {
    List<String> all = new ArrayList<>(List.of(""));
    List<String> last = List.of("");
    for (int length = 1; length <= charsMax; length++) {
      List<String> next = new ArrayList<>();
      for (String text : last) {
        ALPHABET.chars().forEach(c -> next.add(text + (char) c));
      }
      all.addAll(next);
      last = next;
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{body} ~ body",
        "{key}{body} ~ body",
        "{param:x}{body}{key:id} ~ body",
        "{header:A}{body} ~ ``",
        "{url}{body} ~ ``",
        "{body}{url} ~ ``",
        "{url}{body|json} ~ body url",
        "{body|json}{url} ~ body url",
        "{method}{url}{body|json} ~ body method url",
        "{method}{url}{body} ~ method",
        "{method}{url} ~ method url",
        "{header:A}\\n{header:B}\\n{body} ~ body header:a header:b",
        "{header:A}.{header:B}.{body} ~ ``",
        "{header:A*}\\n{body} ~ body",
        "{header:A}.{path:p}.{body} ~ ``",
        "{path:p}.{header:A} ~ header:a path:p",
        "{path:p}.{header:A}.{body|sha256|hex} ~ body header:a path:p",
        "{body|sha256}{header:A} ~ body header:a",
        "{header:A}{body|sha1|base64} ~ body header:a",
        "{header:A}{body|base64} ~ ``",
        "{method} {target}\\n{body} ~ body method target",
        "{header:A?}\\n{body} ~ body header:a",
        "{[header:a, header:b]|join(',')} ~ ``",
        "{[path:a, header:b]|join(',')} ~ header:b path:a",
        "{[path:a, header:b]|join(',')|sha256}{body} ~ body header:b path:a",
        "{[header:a, header:b]|join(',')|sha256}{body} ~ body",
        "{[json:/a, /b]|lines} ~ ``",
        "{[json:/a]|lines} ~ json:/a",
        "{[json:/a, /b]|pairs('=','&')} ~ ``",
        "{[path:a, path:b]|non-blank|values|join(',')} ~ ``",
        "{[path:b, path:a]|sort|values|join(',')} ~ ``",
        "{json:/a|escape-query} {body} ~ ``",
        "{json:/a|escape-query}\\n{json:/b}\\n{path:p} ~ path:p",
        "{header:A|escape-query}\\n{body} ~ body header:a",
        "{target|escape-query|encode-uri}\\n{body} ~ body target",
        "{method}{url|legacy-query} ~ method url",
        "{form|sort|concat} ~ ``",
        "{form|sort|pairs('=','&')} ~ ``",
        "{form|sort|replace('=&','_')|pairs('=','&')} ~ form",
        "{form|lines} ~ ``",
        "{header:A|split(',')|join(',')} ~ header:a",
        "{header:A|split(',')|concat} ~ ``",
      })
  void pinsWhatTheTextItselfTellsApart(String signed, String pinned) throws TemplateFault {
    Template template =
        TemplateLanguage.builder(Map.of("x", List.of()))
            .build()
            .template(signed.replace("\\n", "\n").replace("{param:x}", "{param:x?}"));

    assertThat(String.join(" ", template.pins().words())).isEqualTo(pinned);
    assertThat(template.takesIn().covers(template.pins())).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{header:A}.{header:T}.{body} ~ [^.]{1,256} ~ body header:a header:t",
        "{header:A}.{header:T}.{body} ~ .{1,256} ~ ``",
        "{header:A}{header:T}{body} ~ [0-9]{8} ~ body header:a header:t",
        "{header:A}{header:T}{body} ~ [0-9]{1,8} ~ ``",
        "{header:A|legacy-query}{header:T}{body} ~ [?=a]{5} ~ ``",
        "{header:A|port(drop)}{header:T}{body} ~ [:/0]{9} ~ ``",
        "{header:A}{header:T}{body} ~ [a-z-]+ ~ body header:a header:t",
        "{body}{header:T} ~ .* ~ body header:t",
        "{header:T}{body} ~ .* ~ body header:t",
        "{body}{header:A} ~ [a-f0-9]{40} ~ body header:a",
        "{[header:A, header:T, body]|join(':')} ~ [^:]* ~ body header:a header:t",
      })
  void pinsMoreWhereMoreIsAsked(String signed, String like, String pinned) throws TemplateFault {
    Language language = TemplateLanguage.builder(Map.of()).build();
    Bounds asked =
        Bounds.none()
            .like(language.template("{header:A?}"), Pattern.compile(like))
            .time(language.template("{header:T}"), Bounds.Time.UNIX);

    assertThat(String.join(" ", language.template(signed).pins(asked).words())).isEqualTo(pinned);
  }

  /** Twitch: the first colon of an RFC 3339 time stands at a certain place in it. */
  @Test
  void findsATimeByItsForm() throws TemplateFault {
    Language language = TemplateLanguage.builder(Map.of()).build();
    Bounds asked =
        Bounds.none()
            .like(language.template("{header:A}"), Pattern.compile("[A-Za-z0-9_=-]{1,128}"))
            .time(language.template("{header:T}"), Bounds.Time.RFC3339);

    assertThat(language.template("{header:A}{header:T}{body}").pins(asked).words())
        .containsExactly("body", "header:a", "header:t");
  }

  /** SNS: of all fields only the message may hold a line feed. */
  @Test
  void readsLinesFromBothEnds() throws TemplateFault {
    Language language = TemplateLanguage.builder(Map.of()).build();
    Pattern line = Pattern.compile("[^\\n]*");
    Bounds asked =
        Bounds.none()
            .like(language.template("{json:/Id}"), line)
            .like(language.template("{json:/Subject?}"), line)
            .time(language.template("{json:/Time}"), Bounds.Time.RFC3339)
            .is(language.template("{json:/Type}"), "Notification");
    String fields = "{[json:/Message, /Id, /Subject?, /Time, /Type]|lines}";

    assertThat(language.template(fields).pins(asked).words())
        .containsExactly("json:/Id", "json:/Message", "json:/Subject", "json:/Time", "json:/Type");
    assertThat(
            language
                .template("{[json:/Message, /Subject?, /Time, /Type]|lines}")
                .pins(asked)
                .words())
        .as("a message may end in what looks like a subject")
        .containsExactly("json:/Time", "json:/Type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "[0-9]{10} ~ 0123456789 ~ true",
        "^AC[0-9]{2}$ ~ AC0123456789 ~ true",
        "[0-9]{1,3} ~ 0123456789 ~ false",
        "a|bc ~ abc ~ false",
        "ab|cd ~ abcd ~ true",
        "(?:ab){2} ~ ab ~ true",
        "\\d+\\.\\d ~ 0123456789. ~ false",
        "[a-c\\-]{2} ~ abc- ~ true",
      })
  void readsPatterns(String pattern, String bytes, boolean exact) {
    Extent extent = PatternExtent.of(Pattern.compile(pattern));

    assertThat(extent.alphabet()).isEqualTo(ByteSet.of(bytes));
    assertThat(extent.exact()).isEqualTo(exact);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {"(?i)[a-z]{3}", "\\pL{2}", "[[:alpha:]]{2}", "\\x41{2}", "\\Qa\\E", "é{2}"})
  void knowsNothingOfWhatItDoesNotRead(String pattern) {
    Extent extent = PatternExtent.of(Pattern.compile(pattern));

    assertThat(extent.exact()).isFalse();
    assertThat(extent.alphabet().has(0xc3)).isTrue();
  }
}
