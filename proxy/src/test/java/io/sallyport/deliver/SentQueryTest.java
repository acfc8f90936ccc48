package io.sallyport.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.RunningGate;
import io.sallyport.fixture.Hmac;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A captured delivery is sent again with another query: it must not steer the application (row 43).
 */
class SentQueryTest {
  private static final String SECRET = "0123456789abcdefghijklmnopqrstuv";
  private static final String URL = "https://hooks.example.com/hooks/acme";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{body}                  | ?tenant=b                | /app?tenant=a",
        "{body}                  | ?                        | /app?tenant=a",
        "{url}\\n{body}          | ?tenant=b                | /app?tenant=a&tenant=b",
        "{target}\\n{body}       | ?tenant=b                | /app?tenant=a&tenant=b",
        "{query:t}\\n{body}      | ?t=1&tenant=b&%74enant=b | /app?tenant=a&t=1",
        "{query:t}\\n{body}      | ?%74=1&%78=2             | /app?tenant=a&%74=1",
      })
  void onlyWhatIsSignedOfAQueryGoesOn(String signed, String query, String target) {
    String policy =
        """
        verify: {hmac: sha256, signed: "%s", signature: {from: "{header:X-S}", as: "{hex}"}}
        freshness: {none: "a test"}
        keys: ["%s"]
        deliver: {to: "APP/app?tenant=a", mode: pass-through}
        """
            .formatted(signed, SECRET);
    String text =
        signed
            .replace("\\n", "\n")
            .replace("{url}", URL + query)
            .replace("{target}", "/hooks/acme" + query)
            .replace("{query:t}", "1")
            .replace("{body}", "{}");

    try (RunningGate gate = RunningGate.in(folder).policy("acme", policy).start()) {
      assertThat(gate.post("/hooks/acme" + query, "{}", "X-S", mac(text)).statusCode())
          .isEqualTo(200);
      assertThat(gate.reached().get(0).target()).isEqualTo(target);
    }
  }

  /** Whoever checks the signature again wants it. */
  @ParameterizedTest
  @CsvSource({"?s=SIG&more=1, /app?s=SIG"})
  void theSignatureItselfGoesOn(String query, String target) {
    String policy =
        """
        verify: {hmac: sha256, signed: "{body}", signature: {from: "{query:s}", as: "{hex}"}}
        freshness: {none: "a test"}
        keys: ["%s"]
        deliver: {to: "APP/app", mode: pass-through}
        """
            .formatted(SECRET);
    String signature = mac("{}");

    try (RunningGate gate = RunningGate.in(folder).policy("acme", policy).start()) {
      gate.post("/hooks/acme" + query.replace("SIG", signature), "{}", "X", "y");

      assertThat(gate.reached().get(0).target()).isEqualTo(target.replace("SIG", signature));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "verify: {none: a test}, /app?tenant=b",
    "verify: {token: '{header:X-S}'}, /app",
  })
  void withoutAnySignatureThePolicyDecides(String verify, String target) {
    String policy =
        """
        %s
        freshness: {none: "a test"}
        %s
        deliver: {to: "APP/app", mode: pass-through}
        """
            .formatted(
                verify.replace("'", "\"").replace("none: a test", "none: \"a test\""),
                verify.contains("token") ? "keys: [\"" + SECRET + "\"]" : "");

    try (RunningGate gate = RunningGate.in(folder).policy("acme", policy).start()) {
      assertThat(gate.post("/hooks/acme?tenant=b", "{}", "X-S", SECRET).statusCode())
          .isEqualTo(200);
      assertThat(gate.reached().get(0).target()).isEqualTo(target);
    }
  }

  /** The fields by which a framework would take another method, path or host. */
  @ParameterizedTest
  @CsvSource({
    "X-HTTP-Method-Override, DELETE",
    "x-original-url, /admin",
    "X-Rewrite-Url, /admin",
    "Cookie, session=1"
  })
  void noFieldSteers(String name, String value) {
    String policy =
        """
        verify: {hmac: sha256, signed: "{body}", signature: {from: "{header:X-S}", as: "{hex}"}}
        freshness: {none: "a test"}
        facts: {type: {from: "{header:X-Type?}", unsigned: "a test"}}
        keys: ["%s"]
        deliver: {to: "APP/app", mode: pass-through}
        """
            .formatted(SECRET);

    try (RunningGate gate = RunningGate.in(folder).policy("acme", policy).start()) {
      gate.post("/hooks/acme", "{}", "X-S", mac("{}"), "X-Type", "sale", name, value);

      assertThat(gate.reached().get(0).fields())
          .containsKeys("X-Type", "Sallyport-Event-Type")
          .doesNotContainKey(name);
      assertThat(gate.reached().get(0).fields().get("Sallyport-Unsigned")).containsExactly("type");
    }
  }

  /** Each tenant's path goes on below its own. */
  @ParameterizedTest
  @CsvSource({
    "/hooks/shop/one, 200, /app",
    "/hooks/shop/one/a/b, 200, /app/a/b",
    "/hooks/shop/one/a/../b, 404, ''",
    "/hooks/shop/o%20e/a, 404, ''",
  })
  void aWildcardGoesBehindAPathWithAName(String path, int status, String target) {
    String policy =
        """
        path: "/hooks/shop/{store}"
        verify: {hmac: sha256, signed: "{url}\\n{body}", signature: {from: "{header:X-S}", as: "{hex}"}}
        freshness: {none: "a test"}
        keys: ["%s"]
        deliver: {to: "APP/app/*", mode: pass-through}
        """
            .formatted(SECRET);

    try (RunningGate gate = RunningGate.in(folder).policy("shop", policy).start()) {
      String signature = mac("https://hooks.example.com" + path + "\n{}");

      assertThat(gate.post(path, "{}", "X-S", signature).statusCode()).isEqualTo(status);
      assertThat(gate.reached().stream().map(RunningGate.Reached::target).toList())
          .isEqualTo(target.isEmpty() ? java.util.List.of() : java.util.List.of(target));
    }
  }

  private static String mac(String text) {
    return Hmac.sha256(SECRET, text);
  }
}
