package io.sallyport.verify.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verify.template.Language.ItemsRule;
import io.sallyport.verify.template.Language.LetRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoverageTest {
  private static TemplateLanguage language() {
    try {
      return TemplateLanguage.builder(Map.of())
          .let(
              "s",
              new LetRule(
                  "{header:S}",
                  Optional.of(","),
                  Optional.of("="),
                  List.of(),
                  Optional.empty(),
                  false))
          .let(
              "f",
              new LetRule(
                  "{form:F}",
                  Optional.of("."),
                  Optional.empty(),
                  List.of("signature", "payload"),
                  Optional.empty(),
                  false))
          .let(
              "j",
              new LetRule(
                  "{header:J}",
                  Optional.empty(),
                  Optional.empty(),
                  List.of(),
                  Optional.empty(),
                  true))
          .let(
              "alias",
              new LetRule(
                  "{header:A}",
                  Optional.empty(),
                  Optional.empty(),
                  List.of(),
                  Optional.empty(),
                  false))
          .items(new ItemsRule.Pointers(List.of("/events/*")))
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
        "{body} ~ {json:/a} ~ true",
        "{body} ~ {raw:/a/b} ~ true",
        "{body} ~ {xml:/a} ~ true",
        "{body} ~ {form:a} ~ true",
        "{body} ~ {form|concat} ~ true",
        "{body} ~ {item:/a} ~ true",
        "{body} ~ {item:../../a} ~ true",
        "{body} ~ {header:X} ~ false",
        "{body} ~ {query:a} ~ false",
        "{body} ~ {s.t} ~ false",
        "{body} ~ constant ~ true",
        "{body|sha256|hex} ~ {json:/a} ~ true",
        "{body|escape-json} ~ {json:/a} ~ true",
        "{body|md5|base64} ~ {json:/a} ~ true",
        "{body|crc32} ~ {json:/a} ~ false",
        "{body|kind} ~ {json:/a} ~ false",
        "{body|split(',')|first} ~ {json:/a} ~ false",
        "{body|split(',')|last} ~ {json:/a} ~ false",
        "{raw:/a|names|concat} ~ {json:/a/b} ~ false",
        "{url} ~ {query:a} ~ true",
        "{url} ~ {path:store} ~ true",
        "{url|port(add)|legacy-query} ~ {query:a} ~ true",
        "{url} ~ {target} ~ false",
        "{target} ~ {query:a} ~ true",
        "{target} ~ {path:store} ~ true",
        "{target} ~ {url} ~ false",
        "{target} ~ {method} ~ false",
        "{target|qsh} ~ {method} ~ true",
        "{target|qsh} ~ {query:a} ~ true",
        "{target|qsh} ~ {query:jwt} ~ false",
        "{target|qsh} ~ {query|concat} ~ false",
        "{header:X|qsh} ~ {header:X} ~ false",
        "{endpoint} ~ {url} ~ false",
        "{query|sort|concat} ~ {query:a} ~ false",
        "{query|without('sig')|replace('=&','_')|pairs('=','&')} ~ {query:a} ~ true",
        "{query|without('sig')|replace('=&','_')|pairs('=','&')} ~ {query:sig} ~ false",
        "{query|without('sig')|replace('=&','_')|pairs('=','&')} ~ {query|concat} ~ false",
        "{form|unique|sort|concat} ~ {form:a} ~ false",
        "{form|unique|sort|concat} ~ {json:/a} ~ false",
        "{form|pairs('=','&')} ~ {form:a} ~ false",
        "{form|replace('=&','_')|pairs('=','&')} ~ {form:a} ~ true",
        "{form|values|concat} ~ {form:a} ~ false",
        "{[json:/b, /a]|values|sort|concat} ~ {json:/a} ~ false",
        "{form|join(',')} ~ {form:a} ~ false",
        "{s|join(',')} ~ {s.t} ~ false",
        "{s|pairs('=',',')} ~ {s.t} ~ true",
        "{header:X} ~ {header:x} ~ true",
        "{header:X} ~ {header:Y} ~ false",
        "{header:X-*|lower} ~ {header:X-1} ~ false",
        "{header:Authorization} ~ {auth:Bearer} ~ true",
        "{auth:Bearer} ~ {header:Authorization} ~ false",
        "{auth:Bearer} ~ {auth:bearer} ~ true",
        "{json:/a} ~ {json:/a} ~ true",
        "{json:/a} ~ {json:/a/b} ~ true",
        "{raw:/a} ~ {json:/a/b} ~ true",
        "{json:/a/b} ~ {json:/a} ~ false",
        "{json:/a} ~ {json:/ab} ~ false",
        "{json:/a} ~ {xml:/a} ~ false",
        "{json:/events/0} ~ {item:/id} ~ true",
        "{json:/events/0/id} ~ {item:/id} ~ true",
        "{json:/events/0/id} ~ {item:/name} ~ false",
        "{json:/events} ~ {item:/id} ~ true",
        "{json:/other} ~ {item:/id} ~ false",
        "{item} ~ {item:/id} ~ true",
        "{item:/id} ~ {item:/id} ~ true",
        "{item:/id} ~ {item:../../id} ~ false",
        "{item:/id} ~ {json:/events/0/id} ~ false",
        "{[item:/id, /type]|join(':')} ~ {item:/type} ~ false",
        "{[path:id, item:/type]|join(':')} ~ {item:/type} ~ true",
        "{[json:/a, header:b]|concat} ~ {header:b} ~ false",
        "{[path:a, header:b]|join(':')} ~ {header:b} ~ true",
        "{s.t} ~ {s.t} ~ true",
        "{s.t} ~ {s.v1} ~ false",
        "{s.t} ~ {header:S} ~ false",
        "{header:S} ~ {s.t} ~ true",
        "{j.a} ~ {j./a/b} ~ true",
        "{j.a} ~ {j.b} ~ false",
        "{header:J} ~ {j./a/b} ~ true",
        "{alias} ~ {header:A} ~ true",
        "{header:A} ~ {alias} ~ true",
        "{claim:iss} ~ {claim:iss} ~ true",
        "{claim:iss} ~ {claim:sub} ~ false",
        "{claim:act} ~ {claim:/act/sub} ~ true",
        "{claim:kid} ~ {jose:kid} ~ false",
        "{method}{key} ~ {method}{key:id} ~ true",
        "{header:L|split(',')|headers('T')|pairs(':',';')} ~ {header:t} ~ true",
        "{header:L|split(',')|headers('T')|pairs(':',';')} ~ {header:u} ~ false",
        "{header:L|split(',')|headers('T')|join(';')} ~ {header:t} ~ false",
      })
  void coversWhatItPins(String signed, String fact, boolean covered) throws TemplateFault {
    TemplateLanguage language = language();
    Coverage pins = language.template(signed).pins();

    assertThat(pins.covers(language.template(fact).reads())).isEqualTo(covered);
    assertThat(pins.uncovered(language.template(fact).reads()).isEmpty()).isEqualTo(covered);
  }

  @Test
  void aDocumentIsCoveredThroughWhatItIsReadFrom() throws TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(Map.of()).document("{form:payload}").build();
    Coverage fact = language.template("{json:/a}").reads();

    assertThat(language.template("{form:payload}").pins().covers(fact)).isTrue();
    assertThat(language.template("{form|sort|concat}").pins().covers(fact)).isFalse();
    assertThat(language.template("{body}").pins().covers(fact)).isTrue();
    assertThat(language.template("{form:other}").pins().covers(fact)).isFalse();
    assertThat(language.template("{json:/a}").pins().covers(fact)).isTrue();
    assertThat(language.template("{xml:/a}").reads()).isNotEqualTo(fact);
  }

  @Test
  void aTokenCoversItsClaimsAndItsHeader() throws TemplateFault {
    TemplateLanguage language = language();

    assertThat(Coverage.ofToken().covers(language.template("{claim:/a/b}{jose:kid}").reads()))
        .isTrue();
    assertThat(Coverage.ofToken().covers(language.template("{body}").reads())).isFalse();
  }

  @Test
  void onlyWhatBothAlternativesCoverIsCertain() throws TemplateFault {
    TemplateLanguage language = language();
    Coverage whole = language.template("{body}{header:T}").takesIn();
    Coverage first = language.template("{raw:/events/0}{header:T}{header:U}").takesIn();

    Coverage both = whole.intersect(first);

    assertThat(both.words()).containsExactly("header:t", "json:/events/0");
    assertThat(both).isEqualTo(first.intersect(whole));
    assertThat(both.plus(Coverage.ofWords(List.of("body"))).covers(whole)).isTrue();
    assertThat(whole.intersect(Coverage.none())).isEqualTo(Coverage.none());
  }

  @Test
  void writesItsPlacesAsSourcesAndReadsThemAgain() throws TemplateFault {
    TemplateLanguage language = language();
    Coverage all =
        language
            .template(
                "{body}{header:X}{auth:Bearer}{query:a}{form|without('b','a')|concat}{url}{s.t}{j./a/b}"
                    + "{item:../../id}{item:/a~1b}{item}{json:/x/y}{xml:/q/@r}{claim:iss}{jose:/a/b}"
                    + "{path:p}{method}{target|qsh}")
            .takesIn();

    assertThat(all.words())
        .containsExactly(
            "auth:bearer",
            "body",
            "claim:iss",
            "form except a b",
            "header:x",
            "item:",
            "item:../../id",
            "item:/a~1b",
            "j./a/b",
            "jose:/a/b",
            "json:/x/y",
            "method",
            "path",
            "path:p",
            "query except jwt",
            "query:a",
            "s.t",
            "url",
            "xml:/q/@r");
    assertThat(Coverage.ofWords(all.words()).words()).isEqualTo(all.words());
  }

  @Test
  void knowsWhichItemsItReaches() {
    Coverage first = Coverage.ofWords(List.of("json:/events/0"));
    Coverage part = Coverage.ofWords(List.of("json:/events/0/id"));
    Coverage fields = Coverage.ofWords(List.of("item:/id"));
    Coverage item = Coverage.ofWords(List.of("item:"));

    assertThat(first.coversItem("/events/0")).isTrue();
    assertThat(first.coversItem("/events/01")).isFalse();
    assertThat(first.coversItem("/events/1")).isFalse();
    assertThat(first.touchesItem("/events/1")).isFalse();
    assertThat(part.coversItem("/events/0")).isFalse();
    assertThat(part.touchesItem("/events/0")).isTrue();
    assertThat(part.touchesItem("/events/1")).isFalse();
    assertThat(fields.coversItem("/events/1")).isFalse();
    assertThat(fields.touchesItem("/events/1")).isTrue();
    assertThat(item.coversItem("/events/1")).isTrue();
    assertThat(Coverage.ofWords(List.of("body")).coversItem("/events/1")).isTrue();
    assertThat(Coverage.ofWords(List.of("body")).coversItem("")).isTrue();
    assertThat(first.coversItem("")).isFalse();
    assertThat(fields.readsItem()).isTrue();
    assertThat(first.readsItem()).isFalse();
    assertThat(fields.at("/events/3").words()).containsExactly("json:/events/3/id");
    assertThat(Coverage.ofWords(List.of("item:../../id")).at("/entry/0/changes/2").words())
        .containsExactly("json:/entry/0/id");
  }

  @Test
  void saysWhatGoesUnderTheKey() throws TemplateFault {
    TemplateLanguage language = language();

    assertThat(language.template("{query:crc|lower|hmac('sha256')|hex}").keyedReads().words())
        .containsExactly("query:crc");
    assertThat(language.template("{query:crc}{key}").keyedReads().isEmpty()).isTrue();
    assertThat(language.template("{query:crc}{key}").usesKey()).isTrue();
    assertThat(language.template("{[query:a, key:id]|concat}").usesKey()).isTrue();
    assertThat(language.template("{query:crc|hmac('sha1')}").usesKey()).isTrue();
    assertThat(language.template("{query:crc|sha1}").usesKey()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "{body}, true",
    "{json:/a}, true",
    "{form:a}, true",
    "{f.payload}, true",
    "{s.t}, false",
    "{j./a}, false",
    "{url}, false",
    "{header:A}, false",
  })
  void knowsWhatIsMadeOfTheBody(String signed, boolean ofBody) throws TemplateFault {
    assertThat(language().template(signed).takesIn().touchesBody()).isEqualTo(ofBody);
  }
}
