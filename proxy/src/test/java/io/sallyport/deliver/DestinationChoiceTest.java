package io.sallyport.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.RunningGate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationChoiceTest {
  private static final String SECRET = "0123456789abcdefghijklmnopqrstuv";

  private static final String POLICY =
      """
      verify: {hmac: sha256, signed: "{url}{body}", signature: {from: "{header:X-S}", as: "{base64}"}}
      freshness: {none: "a test"}
      keys: ["%s"]
      deliver:
        - {path: /pay, to: "APP/one/*", mode: pass-through}
        - {path: /payout, to: "APP/two", mode: pass-through}
      """
          .formatted(SECRET);

  @TempDir private Path folder;

  private static String signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A wildcard goes on below its own path, not with whatever begins like it. */
  @ParameterizedTest
  @CsvSource({"/pay, /one/pay", "/pay/x, /one/pay/x", "/payout, /two"})
  void aPathGoesToItsOwnDestination(String path, String target) {
    try (RunningGate gate = RunningGate.in(folder).policy("bank", POLICY).start()) {
      String url = "https://hooks.example.com/hooks/bank" + path;
      assertThat(gate.post("/hooks/bank" + path, "{}", "X-S", signature(url + "{}")).statusCode())
          .isEqualTo(200);
      assertThat(gate.reached()).hasSize(1);
      assertThat(gate.reached().get(0).target()).isEqualTo(target);
    }
  }
}
