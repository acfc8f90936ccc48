package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.RunningGate.Reached;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch goes on as it came, or event by event: a part says what it is part of, and no more. */
class BatchPartsTest {
  private static final String SECRET = "a secret of more than 24 bytes";
  private static final String A = "{\"id\":\"1\",\"who\":\"ann\"}";
  private static final String B = "{\"id\":\"2\",  \"who\":\"bob\"}";
  private static final String BATCH = "{\"events\":[" + A + ", " + B + "]}";
  private static final String POLICY =
      """
      verify: {hmac: sha256, signed: "{body}", signature: {from: "{header:X-Sign}", as: "{hex}"}}
      freshness: {none: "a test"}
      items: /events/*
      facts: {id: "{item:/id}", account: "{item:/who}"}
      keys: ["%s"]
      """
          .formatted(SECRET);

  @TempDir private Path folder;
  private RunningGate gate;

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void goesOnAsItCame() {
    gate = RunningGate.in(folder).policy("acme", POLICY + "deliver: \"APP/in\"\n").start();

    assertThat(send(BATCH).statusCode()).isEqualTo(200);

    Reached whole = gate.reached(1).get(0);
    assertThat(whole.body()).isEqualTo(BATCH);
    assertThat(whole.fields()).containsEntry("Sallyport-Items", List.of("2"));
    assertThat(whole.fields()).containsKey("X-Sign").doesNotContainKey("Sallyport-Part-Of");
  }

  @Test
  void goesOnEventByEventWithoutTheSignatureOfTheWhole() {
    gate =
        RunningGate.in(folder)
            .policy("acme", POLICY + "deliver: {to: \"APP/in\", split: true}\n")
            .start();

    assertThat(send(BATCH).statusCode()).isEqualTo(200);

    List<Reached> parts =
        gate.reached(2).stream().sorted(Comparator.comparing(Reached::body)).toList();
    assertThat(parts).extracting(Reached::body).containsExactly(A, B);
    assertThat(parts)
        .allSatisfy(
            part ->
                assertThat(part.fields())
                    .doesNotContainKey("X-Sign")
                    .containsEntry("Sallyport-Items", List.of("1"))
                    .containsEntry("Sallyport-Part-Of", List.of("sha256:" + sha256(BATCH))));
    assertThat(parts)
        .extracting(part -> part.fields().get("Sallyport-Account"))
        .containsExactly(List.of("ann"), List.of("bob"));
    assertThat(parts).extracting(part -> part.fields().get("webhook-id")).doesNotHaveDuplicates();
  }

  @Test
  void goesOnEventByEventWhereTheEventsOfAnAccountKeepTheirOrder() {
    gate =
        RunningGate.in(folder)
            .policy("acme", POLICY + "deliver: {to: \"APP/in\", order: account}\n")
            .start();
    String ofOne = "{\"events\":[" + A + ",{\"id\":\"3\",\"who\":\"ann\"}]}";

    assertThat(send(ofOne).statusCode()).isEqualTo(200);
    assertThat(gate.reached(1).get(0).body()).as("one account").isEqualTo(ofOne);
    String ofTwo = "{\"events\":[{\"id\":\"4\",\"who\":\"ann\"},{\"id\":\"5\",\"who\":\"bob\"}]}";
    assertThat(send(ofTwo).statusCode()).isEqualTo(200);

    assertThat(gate.reached(3).subList(1, 3))
        .as("two accounts")
        .extracting(part -> part.fields().get("Sallyport-Account"))
        .containsExactlyInAnyOrder(List.of("ann"), List.of("bob"));
  }

  @Test
  void aBatchThatHoldsOneKnownEventSendsOnlyTheOther() {
    gate = RunningGate.in(folder).policy("acme", POLICY + "deliver: \"APP/in\"\n").start();
    assertThat(send("{\"events\":[" + A + "]}").statusCode()).isEqualTo(200);
    gate.reached(1);

    HttpResponse<String> answer = send(BATCH);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(gate.reached(2).get(1).body()).isEqualTo(B);
  }

  private HttpResponse<String> send(String body) {
    return gate.post("/hooks/acme", body, "X-Sign", HexFormat.of().formatHex(mac(body)));
  }

  private static byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              java.security.MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
