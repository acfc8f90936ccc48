package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.RunningGate.Reached;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two policies of one path that share neither key nor destination, and a broken one, in turn. */
@DisplayName("threats row 105: bad policies on reload")
class ReloadsUnderLoadTest {
  private static final int RELOADS = 500;
  private static final List<String> SHOPS = List.of("red", "blue");

  /** Every other request is signed by the shop whose policy is not in force. */
  private static final String UNLIMITED =
      "ingress: {listen: \"127.0.0.1:0\", bounds: {failures-per-source: 1000000/s, failures-burst:"
          + " 1000000}}\n";

  @TempDir Path folder;

  private RunningGate gate;

  /** What one sender was told. */
  private record Told(String id, String shop, int status) {}

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void noRequestSeesAMixOfTwoPoliciesAndABrokenOneChangesNothing() {
    gate = RunningGate.in(folder).policy("acme", policyOf("red")).start(UNLIMITED);
    AtomicBoolean over = new AtomicBoolean();
    List<CompletableFuture<List<Told>>> senders =
        SHOPS.stream()
            .map(shop -> CompletableFuture.supplyAsync(() -> sendUntil(over, shop)))
            .toList();
    try {
      for (int i = 0; i < RELOADS; i++) {
        String shop = SHOPS.get(i / 2 % 2);
        boolean broken = i % 2 == 1;
        gate.policy("acme", broken ? "verify: [" : policyOf(shop));
        assertThat(gate.server().reload().await().isWholeAndFresh()).isEqualTo(!broken);
        if (broken) {
          assertThat(send(shop, shop + "-in-force-" + i)).as("the last good one").isEqualTo(200);
        }
      }
    } finally {
      over.set(true);
    }
    List<Told> told = senders.stream().flatMap(it -> it.join().stream()).toList();

    assertThat(told).extracting(Told::status).containsOnly(200, 401);
    Set<String> taken = new HashSet<>();
    told.stream().filter(it -> it.status() == 200).forEach(it -> taken.add(it.id()));
    assertThat(taken).anyMatch(it -> it.startsWith("red")).anyMatch(it -> it.startsWith("blue"));
    List<Reached> reached = gate.reached();
    assertThat(reached)
        .as("each where its own policy sends it")
        .allMatch(it -> it.body().contains("\"" + it.target().substring(1) + "-"));
    assertThat(reached.stream().map(Reached::body).filter(it -> !it.contains("in-force")))
        .as("what was taken, and nothing else")
        .containsExactlyInAnyOrderElementsOf(taken.stream().map(AcmeShop::event).toList());
  }

  private List<Told> sendUntil(AtomicBoolean over, String shop) {
    List<Told> told = new ArrayList<>();
    for (int i = 0; !over.get(); i++) {
      String id = shop + "-" + i;
      told.add(new Told(id, shop, send(shop, id)));
    }
    return told;
  }

  private int send(String shop, String id) {
    String body = AcmeShop.event(id);
    Instant now = Instant.now();
    HttpResponse<String> answer =
        gate.post(
            "/hooks/acme",
            body,
            "X-Time",
            Long.toString(now.getEpochSecond()),
            "X-Signature",
            AcmeShop.sign(secretOf(shop), body, now));
    return answer.statusCode();
  }

  private static String secretOf(String shop) {
    return "the " + shop + " shop signs with this text";
  }

  private static String policyOf(String shop) {
    return """
        verify:
          hmac: sha256
          signed: "{header:X-Time}.{body}"
          signature: {from: "{header:X-Signature}", as: "{hex}"}
        freshness: {from: "{header:X-Time}", unit: s, past: 5m, future: 5m}
        facts: {id: "{json:/id}", type: "{json:/kind}"}
        keys: [{id: %s, value: "%s"}]
        deliver: {to: "APP/%s", mode: pass-through}
        """
        .formatted(shop, secretOf(shop), shop);
  }
}
