package io.sallyport.proofs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.policy.example.Specimen;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any header, query and body under the presets whose signatures are composite — lists of pairs,
 * tokens, structured fields of RFC 9421, documents inside of forms — ends in a verdict; and what is
 * accepted says what was signed.
 *
 * <p>The parts of an input: which example, target, body, then the values of its fields in order.
 */
@Tag("fuzz")
class SignedDeliveryFuzzTest {
  private static final List<String> COMPOSITE =
      List.of(
          "rfc9421",
          "stripe",
          "standard-webhooks",
          "standard-webhooks-v1a",
          "svix",
          "braintree",
          "contentful",
          "meta-signed-request",
          "plaid",
          "vonage-jwt",
          "google-risc",
          "openid-ssf-push",
          "apple-appstore-v2",
          "mollie",
          "github",
          "adyen-standard",
          "aws-sns",
          "twilio",
          "alipay",
          "vonage-sms",
          "wechat-mp",
          "atlassian-connect",
          "messagebird",
          "salesforce-outbound",
          "bitbucket-server",
          "paddle",
          "calendly",
          "retell",
          "wix",
          "mandrill",
          "segment",
          "checkout-com",
          "ebay",
          "solidgate",
          "adobe-io-events",
          "webflow");

  private static final List<Trial> TRIALS = trials();

  private static List<Trial> trials() {
    List<String> presets = Specimen.presets();
    List<Trial> trials = new ArrayList<>();
    for (String preset : COMPOSITE) {
      if (presets.contains(preset)) {
        Trial.of(preset).stream().limit(1).forEach(trials::add);
      }
    }
    return trials;
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void anyHeadersEndInAVerdictThatHoldsToWhatWasSigned(byte[] input) {
    judge(input);
  }

  static Stream<Arguments> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < TRIALS.size(); i++) {
      Delivery genuine = TRIALS.get(i).genuine();
      List<String> parts = new ArrayList<>();
      parts.add(String.valueOf(i));
      parts.add(genuine.target());
      parts.add(new String(genuine.body(), StandardCharsets.ISO_8859_1));
      genuine.fields().stream().map(Map.Entry::getValue).forEach(parts::add);
      seeds.add(FuzzInput.join(parts.toArray(String[]::new)));
    }
    return seeds.stream().map(Arguments::of);
  }

  static void judge(byte[] bytes) {
    FuzzInput input = FuzzInput.of(bytes);
    Trial trial = TRIALS.get(input.number(0, TRIALS.size()));
    Delivery forged = trial.genuine().body(input.bytes(2));
    // The path chooses the policy and its URL; only the query is the forger's.
    int mark = input.latin1(1).indexOf('?');
    if (mark >= 0) {
      String path = trial.genuine().target().replaceFirst("\\?.*", "");
      forged = forged.target(path + input.latin1(1).substring(mark));
    }
    int fields = Math.min(input.count() - 3, trial.genuine().fields().size());
    for (int i = 0; i < fields; i++) {
      String value = input.latin1(3 + i);
      forged = forged.changing(i, old -> value);
    }
    Delivery whole = forged;
    Bounded.run(
        () ->
            trial
                .hole("fuzzed", whole)
                .filter(hole -> !hole.isEmpty())
                .ifPresent(
                    hole -> {
                      throw new AssertionError(hole);
                    }));
  }
}
