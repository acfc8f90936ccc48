package io.sallyport.verify.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every filter on a body or a form; vectors that come from elsewhere name their source. */
class FiltersTest {
  private static final Language PLAIN = TemplateLanguage.builder(Map.of()).build();

  private static String filtered(String filters, String body) throws TemplateFault {
    return text("{body|" + filters + "}", ARequest.withBody(body));
  }

  private static String text(String template, ARequest request) throws TemplateFault {
    Reading reading = request.in(PLAIN);
    reading.useKey("k", "Jefe".getBytes(StandardCharsets.UTF_8));
    return new String(PLAIN.template(template).bytes(reading), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "lower ~ ABC \u00c4z ~ abc \u00c4z",
        "upper ~ abc \u00e4Z ~ ABC \u00e4Z",
        "trim ~ ` \t\r\na b\n ` ~ `a b`",
        "trim ~ `  ` ~ ``",
        "replace('=&','_') ~ a=1&b=2 ~ a_1_b_2",
        "`replace('\n','')` ~ `YWJj\nZGVm\n` ~ YWJjZGVm",
        "replace('a','bb') ~ banana ~ bbbnbbnbb",
        "replace('''','q') ~ it's ~ itqs",
        "unescape('3A 2f') ~ %3a%3A%2F%20%3 ~ ::/%20%3",
        "escape-json ~ {\"a\":\"/\u00e9\"} ~ {\"a\":\"\\/\\u00e9\"}",
        "escape-json ~ \u007f\ud83d\ude00~ \\u007f\\ud83d\\ude00",
        // Node's querystring.escape and encodeURI, run with Node 18
        "escape-query ~ `p?a=1&b='x' *()!%20+\u20ac` ~ p?a%3D1%26b%3D'x'%20*()!%2520%2B%E2%82%AC",
        "escape-query ~ /path? ~ /path",
        "escape-query ~ /path ~ /path",
        "encode-uri ~ `/a b?x=%20&y=[1]\u20ac'#f` ~ /a%20b?x=%2520&y=%5B1%5D%E2%82%AC'#f",
        // Node's querystring.parse and stringify, run with Node 18
        "legacy-query ~ `u?a=b+c&d=%27&a=2&e=%E2%82%AC*(x)!'` ~ u?a=b%20c&a=2&d='&e=%E2%82%AC*(x)!'",
        "legacy-query ~ u?a&b= ~ u?a=&b=",
        "legacy-query ~ u?x=1;y=2&z=%2F ~ u?x=1%3By%3D2&z=%2F",
        "legacy-query ~ u? ~ u?",
        "port(add) ~ https://h.example/p?a:1 ~ https://h.example:443/p?a:1",
        "port(add) ~ http://h.example?x ~ http://h.example:80?x",
        "port(add) ~ https://u:p@h.example/ ~ https://u:p@h.example:443/",
        "port(add) ~ https://[::1]/x ~ https://[::1]:443/x",
        "port(add) ~ https://h:8443/x ~ https://h:8443/x",
        "port(drop) ~ https://u:p@h:8443/x:1 ~ https://u:p@h/x:1",
        "port(drop) ~ https://[::1]:1/x ~ https://[::1]/x",
        "port(drop) ~ https://h/x ~ https://h/x",
        "kind ~ ` {\"a\":1}` ~ object",
        "kind ~ [] ~ array",
        "kind ~ \"s\" ~ string",
        "kind ~ -1 ~ number",
        "kind ~ true ~ boolean",
        "kind ~ null ~ null",
        // RFC 1321 A.5, FIPS 180-2 B.1 and C.1, RFC 3174 7.3
        "md5|hex ~ abc ~ 900150983cd24fb0d6963f7d28e17f72",
        "sha1|hex ~ abc ~ a9993e364706816aba3e25717850c26c9cd0d89d",
        "sha256|hex ~ abc ~ ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha384|hex ~ abc ~ cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        "sha512|hex ~ abc ~ ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        // RFC 2202 and RFC 4231, test case 2, key "Jefe"
        "hmac('md5')|hex ~ what do ya want for nothing? ~ 750c783e6ab0b503eaa86e310a5db738",
        "hmac('sha1')|hex ~ what do ya want for nothing? ~ effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        "hmac('sha256')|hex ~ what do ya want for nothing? ~ 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "hmac('sha384')|hex ~ what do ya want for nothing? ~ af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
        "hmac('sha512')|hex ~ what do ya want for nothing? ~ 164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        // the check value of CRC-32 in the CRC catalogue, as an unsigned number
        "crc32 ~ 123456789 ~ 3421780262",
        "crc32 ~ `` ~ 0",
        "hex ~ \u00ff ~ c3bf",
        "HEX ~ \u00ff ~ C3BF",
        // RFC 4648 10
        "base64 ~ foob ~ Zm9vYg==",
        "base64url ~ foob ~ Zm9vYg",
        "unbase64 ~ Zm9vYg== ~ foob",
        "unbase64url ~ Zm9vYg ~ foob",
        "unbase64url ~ Zm9vYg== ~ foob",
        "unhex ~ 666F6f ~ foo",
        "split(',')|join(';') ~ a,b,,c ~ a;b;;c",
        "split('::')|first ~ a::b ~ a",
        "split('/')|last ~ https://x/y/account-disabled ~ account-disabled",
        "split(',')|sort|concat ~ b,a,B ~ Bab",
        "split(',')|unique|join(',') ~ a,b,a ~ a,b",
        "split(' ')|upper|join(' ') ~ a b ~ A B",
        "names|first ~ {\"x\":{\"y\":1},\"z\":2} ~ x",
        "names|join(',') ~ {\"x\":{\"y\":1},\"z\":2} ~ x,z",
      })
  void doesWhatItSays(String filters, String body, String expected) throws TemplateFault {
    assertThat(filtered(filters, body)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "form|unique|sort|concat ~ b=2&a=1&a=0&a=1 ~ a0a1b2",
        "form|sort|pairs('=','&') ~ b=2&a=x+y&a= ~ a=&a=x y&b=2",
        "form|without('sig')|sort|pairs('=','&') ~ sig=9&b=2&a=1 ~ a=1&b=2",
        "form|non-blank|pairs('=','&') ~ a=1&b=&c=+&d=2 ~ a=1&d=2",
        "form|replace('=&','_')|pairs('=','&') ~ a%3D1%26b=2 ~ a_1_b=2",
        "form|lines ~ a=1&b=2 ~ `a\n1\nb\n2\n`",
        "[form:a, b?, c?]|join(':') ~ c=3&a=1 ~ 1::3",
        "[form:c, a, b?]|sort|concat ~ c=3&a=4 ~ 34",
        "form|values|sort|concat ~ b=1&a=2 ~ 12",
        "[form:c, method, a]|concat ~ c=3&a=4 ~ 3POST4",
      })
  void foldsAForm(String template, String form, String expected) throws TemplateFault {
    assertThat(text("{" + template + "}", ARequest.withForm(form))).isEqualTo(expected);
  }

  @Test
  void skipsAbsentLinesAndLeavesAbsentJoinsEmpty() throws TemplateFault {
    ARequest sns = ARequest.withBody("{\"Message\":\"m\",\"a\":{\"Type\":\"t\"},\"Subject\":null}");

    assertThat(text("{[json:/Message, /Subject?, /a/Type]|lines}", sns))
        .isEqualTo("Message\nm\nType\nt\n");
    assertThat(text("{[json:/Message, /Subject?, /a/Type]|join(':')}", sns)).isEqualTo("m::t");
    assertThat(text("{[json:/Message, /Subject?]|pairs('=','&')}", sns)).isEqualTo("Message=m");
  }

  @Test
  void takesHeadersFromAListThatMustNameSome() throws TemplateFault {
    ARequest request =
        ARequest.withHeader("X-List", "x-time,x-list").header("X-Time", "5").header("Other", "o");
    String template = "{header:X-List|split(',')|headers('X-Time')|pairs(':',';')}";

    assertThat(text(template, request)).isEqualTo("x-time:5;x-list:x-time,x-list");
    assertUnreadable(template, ARequest.withHeader("X-List", "x-list"), Reason.SIGNED_PART_MISSING);
    assertUnreadable(template, ARequest.withHeader("X-List", "x-time"), Reason.SIGNED_PART_MISSING);
    assertUnreadable(template, request.header("x-time", "6"), Reason.SIGNED_PART_REPEATED);
  }

  /**
   * The first from the documentation of atlassian-connect-core 0.7 (Hackage), the second from a
   * request of Jira that is quoted in gist.github.com/moskrc/8453971.
   */
  @ParameterizedTest
  @CsvSource({
    "'/path/to/service?a=1&A=2&b=3&B=4', qsh,"
        + " 70282c7cf82834bd5a3d6dacda1b4ccd5cf5860a63a1fa2fb86b64d576e6a1d5",
    "'/addon/?lic=none&tz=Europe%2FMoscow&cp=%2Fjira&user_key=admin&loc=en-US&user_id=admin&jwt=eyJ&"
        + "xdm_e=http%3A%2F%2Flocalhost%3A2990&xdm_c=channel-servlet-click-me&xdm_p=1', qsh,"
        + " 3a6ff1b66f60eb275d0e4cb6be4261d5d3b0216b91c58dc6524509227ef346de",
    "'/base/path/to/service?a=1&A=2&b=3&B=4', qsh('/base'),"
        + " 70282c7cf82834bd5a3d6dacda1b4ccd5cf5860a63a1fa2fb86b64d576e6a1d5",
  })
  void hashesAQueryString(String target, String filter, String expected) throws TemplateFault {
    assertThat(text("{target|" + filter + "}", ARequest.get(target))).isEqualTo(expected);
  }

  @Test
  void canonicalizesWhatAQueryStringHashCovers() throws TemplateFault {
    String sorted = text("{target|qsh}", ARequest.get("/p?ids=-1&ids=1&ids=10&x=a*b%20c"));

    assertThat(text("{target|qsh}", ARequest.get("/p/?x=a%2Ab+c&ids=10&jwt=e&ids=1&ids=-1")))
        .isEqualTo(sorted);
    assertThat(text("{url|qsh}", ARequest.get("/p?ids=1").registeredAs("https://h:1/p")))
        .isEqualTo(text("{target|qsh}", ARequest.get("/p?ids=1")));
    assertThat(text("{target|qsh}", ARequest.get("/p&ids=1")))
        .isNotEqualTo(text("{target|qsh}", ARequest.get("/p?ids=1")));
    assertThat(text("{target|qsh}", ARequest.post("/p?ids=1")))
        .isNotEqualTo(text("{target|qsh}", ARequest.get("/p?ids=1")));
    assertThat(text("{target|qsh}", ARequest.get("")))
        .isEqualTo(text("{target|qsh}", ARequest.get("/")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "unhex ~ abc",
        "unhex ~ zz",
        "unbase64 ~ Zm9vYg",
        "unbase64 ~ Zm9vYh==",
        "unbase64 ~ Zm9v Yg==",
        "unbase64 ~ `Zm9vYg==\n`",
        "unbase64 ~ Zm9-Yg==",
        "unbase64url ~ Zm9vYh",
        "unbase64url ~ Zm9v=",
        "unbase64url ~ Zm9+",
        "kind ~ x",
        "names|first ~ [1]",
        "names|first ~ {\"a\":1,\"a\":2}",
        "legacy-query ~ u?a=%zz",
        "legacy-query ~ u?a=%4",
      })
  void refusesWhatItCannotRead(String filters, String body) throws TemplateFault {
    assertUnreadable(
        "{body|" + filters + "}", ARequest.withBody(body), Reason.SIGNED_PART_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%=1", "a=%%41", "a=%-1", "a=%\uff11\uff11"})
  void refusesBrokenPercentEncoding(String form) throws TemplateFault {
    assertUnreadable("{form:a}", ARequest.withForm(form), Reason.SIGNED_PART_MALFORMED);
  }

  @Test
  void readsFormsAsBytes() throws TemplateFault {
    Reading reading = ARequest.withForm("a=%ff%00%2B+").in(PLAIN);

    assertThat(PLAIN.template("{form:a}").bytes(reading)).containsExactly(0xff, 0x00, '+', ' ');
  }

  @Test
  void boundsTheNumberOfPairs() throws TemplateFault {
    assertThat(text("{form:b}", ARequest.withForm("a=1&".repeat(999) + "b=2"))).isEqualTo("2");
    assertUnreadable(
        "{form:b}", ARequest.withForm("a=1&".repeat(1000) + "b=2"), Reason.SIGNED_PART_MALFORMED);
    assertThat(text("{form|concat}", ARequest.withForm("&&&a=1&".repeat(1) + "&".repeat(5000))))
        .isEqualTo("a1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/json", "multipart/form-data; boundary=x", "x"})
  void readsAFormOnlyFromABodyThatIsDeclaredOne(String type) throws TemplateFault {
    ARequest request = ARequest.withBody("a=1").header("Content-Type", type);

    assertUnreadable("{form:a}", request, Reason.SIGNED_PART_MALFORMED);
    assertThat(text("{form|concat}", ARequest.withBody("").header("Content-Type", type))).isEmpty();
    assertThat(
            text(
                "{form:a}",
                ARequest.withBody("a=1")
                    .header("content-type", "Application/X-WWW-Form-URLencoded ; charset=UTF-8")))
        .isEqualTo("1");
  }

  private static void assertUnreadable(String template, ARequest request, Reason reason)
      throws TemplateFault {
    Template compiled = PLAIN.template(template);
    assertThatThrownBy(() -> compiled.bytes(request.in(PLAIN)))
        .isInstanceOfSatisfying(
            Unreadable.class, unreadable -> assertThat(unreadable.reason()).isEqualTo(reason));
  }
}
