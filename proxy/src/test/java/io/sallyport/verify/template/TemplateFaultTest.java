package io.sallyport.verify.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verify.template.Language.LetRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateFaultTest {
  private static final TemplateLanguage PLAIN = language();

  private static LetRule rule(
      String from, Optional<String> list, Optional<String> pair, List<String> names) {
    return new LetRule(from, list, pair, names, Optional.empty(), false);
  }

  private static TemplateLanguage language() {
    try {
      return TemplateLanguage.builder(Map.of())
          .let("sig", rule("{header:S}", Optional.of(","), Optional.of("="), List.of()))
          .let("req", rule("{header:R}", Optional.of("."), Optional.empty(), List.of("a", "b")))
          .let("plain", rule("{header:P}", Optional.empty(), Optional.empty(), List.of()))
          .build();
    } catch (TemplateFault e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{jsn:/a}              ~ 1 ~ did you mean json",
        "a{bdy}                ~ 2 ~ did you mean body",
        "{sgi.t}               ~ 1 ~ did you mean sig",
        "{\"a\": 1}            ~ 1 ~ written {{",
        "{}                    ~ 1 ~ written {{",
        "{body                 ~ 0 ~ is not closed",
        "{body|                ~ 6 ~ filter's name",
        "{body|sha255}         ~ 6 ~ did you mean sha256",
        "{body|nothing-near-it}~ 6 ~ known are HEX",
        "{body|split(',}       ~ 12 ~ quote is not closed",
        "{body|split()}        ~ 12 ~ argument in quotes",
        "{body|split}          ~ 6 ~ want split(',')",
        "{body|split('')}      ~ 12 ~ separator is missing",
        "{body|sha256('x')}    ~ 6 ~ without arguments",
        "{body|hmac('sha2')}   ~ 11 ~ did you mean sha1",
        "{body|port(ad)}       ~ 11 ~ want add or drop",
        "{body|replace('','x')}~ 14 ~ characters to replace",
        "{body|unescape('3G')} ~ 15 ~ two hex digits",
        "{body|qsh('app/')}    ~ 10 ~ want a path",
        "{body|sort}           ~ 6 ~ split it first",
        "{body|concat}         ~ 6 ~ split it first",
        "{form|split(',')}     ~ 6 ~ here is a list",
        "{form}                ~ 0 ~ this is a list",
        "{query|sort}          ~ 0 ~ this is a list",
        "a{sig}                ~ 1 ~ this is a list",
        "{body|split(',')|lines} ~ 17 ~ have none",
        "{[query:a, b]|pairs('=','&')} ~ 14 ~ have none",
        "{query|values|lines}  ~ 14 ~ have none",
        "{[form]|concat}       ~ 2 ~ a list in a list",
        "{[json:/a}            ~ 9 ~ want ]",
        "{[]|concat}           ~ 2 ~ source is missing",
        "{json:a}              ~ 6 ~ begins with a slash",
        "`{json:/a~2}`         ~ 8 ~ `~0`",
        "{json}                ~ 1 ~ like json:/a/b",
        "{header}              ~ 1 ~ like header:NAME",
        "{header:}             ~ 1 ~ like header:NAME",
        "{header:a b}          ~ 1 ~ no header",
        "{header:a*b}          ~ 1 ~ no header",
        "{body:x}              ~ 1 ~ stands alone",
        "{key:name}            ~ 1 ~ key or key:id",
        "{xml:}                ~ 1 ~ like xml:/root/child",
        "{param:absent}        ~ 1 ~ no parameter absent",
        "{plain.part}          ~ 7 ~ has no parts",
        "{req.c}               ~ 5 ~ has no part c",
        "{body}|{body          ~ 7 ~ is not closed",
        "{body?x}              ~ 1 ~ no source is called body?x",
      })
  void pointsAtTheFaultAndSaysWhatIsWanted(String template, int offset, String wanted) {
    assertThatThrownBy(() -> PLAIN.template(template))
        .isInstanceOfSatisfying(
            TemplateFault.class,
            fault -> {
              assertThat(fault).hasMessageContaining(wanted);
              assertThat(fault.offset()).isEqualTo(offset);
              assertThat(fault.getMessage()).doesNotEndWith(".");
            });
  }

  @Test
  void boundsWhatAnAuthorCanWrite() {
    List<String> tooMuch =
        List.of(
            "x".repeat(8_193),
            "{body}".repeat(65),
            "{body" + "|lower".repeat(17) + "}",
            "{[json:/a" + ",/a".repeat(64) + "]|concat}",
            "{json:" + "/a".repeat(65) + "}");

    assertThat(tooMuch)
        .allSatisfy(
            text ->
                assertThatThrownBy(() -> PLAIN.template(text)).isInstanceOf(TemplateFault.class));
  }

  @Test
  void anOptionalParameterNeedNotBeGiven() throws TemplateFault {
    assertThat(PLAIN.template("{param:absent?}").text(ARequest.withBody("").in(PLAIN))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "body ~ {header:A} ~ , ~ = ~ `` ~ is a source",
        "a.b  ~ {header:A} ~ , ~ = ~ `` ~ want a name",
        "a    ~ {header:A} ~ `` ~ `` ~ `` ~ is empty",
        "a    ~ {nope:A}   ~ , ~ = ~ `` ~ no source",
        "a    ~ {header:A} ~ , ~ = ~ x,y ~ have names already",
        "a    ~ {header:A} ~ , ~    ~ x,x ~ stands twice",
        "a    ~ {header:A} ~   ~    ~ x,y ~ want split",
        "a    ~ {header:A} ~   ~ =  ~ `` ~ separator between parts first",
        "a    ~ {later.x}  ~ , ~ =  ~ `` ~ no source",
        "a    ~ {item:/x}  ~ , ~ =  ~ `` ~ event by event",
      })
  void refusesLetsThatSayNothing(
      String name, String from, String list, String pair, String names, String wanted) {
    LetRule rule =
        rule(
            from,
            Optional.ofNullable(list),
            Optional.ofNullable(pair),
            names == null || names.isEmpty() ? List.of() : List.of(names.split(",", -1)));

    assertThatThrownBy(() -> TemplateLanguage.builder(Map.of()).let(name, rule))
        .isInstanceOf(TemplateFault.class)
        .hasMessageContaining(wanted);
  }

  @Test
  void onlyOneLetMayHaveGroups() throws TemplateFault {
    LetRule groups =
        new LetRule(
            "{header:A}", Optional.empty(), Optional.empty(), List.of(), Optional.of(" "), false);
    LetRule both =
        new LetRule(
            "{header:A}", Optional.of(","), Optional.empty(), List.of(), Optional.empty(), true);
    TemplateLanguage.Builder builder = TemplateLanguage.builder(Map.of()).let("one", groups);

    assertThatThrownBy(() -> builder.let("two", groups))
        .isInstanceOf(TemplateFault.class)
        .hasMessageContaining("only one let");
    assertThatThrownBy(() -> builder.let("three", both)).isInstanceOf(TemplateFault.class);
  }

  @Test
  void aDocumentComesFromTheRequest() {
    assertThatThrownBy(() -> TemplateLanguage.builder(Map.of()).document("constant"))
        .isInstanceOf(TemplateFault.class);
    assertThatThrownBy(() -> TemplateLanguage.builder(Map.of()).document("{item:/a}"))
        .isInstanceOf(TemplateFault.class);
  }

  @Property(tries = 5_000)
  void anyTextCompilesOrIsAFaultInsideTheText(@ForAll("nearTemplates") String text) {
    try {
      PLAIN.template(text);
    } catch (TemplateFault fault) {
      assertThat(fault.offset()).isBetween(0, text.length());
      assertThat(fault.getMessage()).isNotBlank();
    }
  }

  @Property(tries = 2_000)
  void whatCompilesReadsOrRefusesAnyRequest(
      @ForAll("nearTemplates") String text, @ForAll byte[] body, @ForAll String query) {
    Template template;
    try {
      template = PLAIN.template(text);
    } catch (TemplateFault fault) {
      return;
    }
    Reading reading =
        ARequest.post("/x?" + query)
            .body(body)
            .header("S", query)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .in(PLAIN);
    reading.useKey("k", new byte[] {1});
    try {
      template.bytes(reading);
      template.values(reading, 8);
    } catch (Unreadable unreadable) {
      assertThat(unreadable.detail()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> nearTemplates() {
    return Arbitraries.of(
            "{",
            "}",
            "{{",
            "[",
            "]",
            "|",
            "?",
            ",",
            ":",
            "'",
            "(",
            ")",
            " ",
            "/",
            "..",
            "body",
            "json:/a",
            "json:",
            "raw:/",
            "item:../",
            "query",
            "query:a",
            "form",
            "header:S",
            "sig",
            "sig.t",
            "req.a",
            "key",
            "key:id",
            "split(',')",
            "sort",
            "concat",
            "join(':')",
            "lines",
            "sha256",
            "hex",
            "unbase64",
            "kind",
            "qsh",
            "port(add)",
            "replace('a','b')",
            "first",
            "names",
            "headers('S')",
            "legacy-query",
            "escape-json",
            "crc32",
            "hmac('sha1')",
            "\u00e9",
            "{body}",
            "{query|sort|concat}",
            "{form|",
            "{[json:/a, /b?]|",
            "{json:/a|")
        .list()
        .ofMaxSize(12)
        .map(pieces -> String.join("", pieces));
  }
}
