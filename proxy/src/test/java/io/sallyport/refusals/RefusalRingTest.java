package io.sallyport.refusals;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RefusalRingTest {
  private static final Instant T0 = Instant.parse("2026-05-01T12:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(T0);

  @Test
  void findsWhatItKeptAndNothingElse() {
    RefusalRing ring = new RefusalRing(now::get);

    ring.add(refusal("r-aaaa-aaaa", "10.0.0.1", 10));

    assertThat(ring.find("r-aaaa-aaaa")).map(Refusal::reason).contains(Reason.SIGNATURE_MISMATCH);
    assertThat(ring.find("r-bbbb-bbbb")).isEmpty();
  }

  @Test
  void pushesOutTheOldestWhenTheCountIsReached() {
    RefusalRing ring = ring(1 << 20, 3, 100);

    for (int i = 0; i < 4; i++) {
      ring.add(refusal("r-" + i, "10.0.0.1", 10));
    }

    assertThat(ring.newest(10)).map(Refusal::reference).containsExactly("r-3", "r-2", "r-1");
    assertThat(ring.find("r-0")).isEmpty();
  }

  @Test
  void staysBelowItsBytesHoweverLargeTheBodies() {
    RefusalRing ring = ring(100_000, 1_000, 1_000);

    for (int i = 0; i < 200; i++) {
      ring.add(refusal("r-" + i, "10.0.0.1", 10_000));
    }

    assertThat(ring.bytes()).isBetween(80_000L, 100_000L);
    assertThat(ring.size()).isBetween(8, 10);
  }

  @Test
  void keepsTheHeadButNotTheBodyOfALargeRequest() {
    RefusalRing ring = new RefusalRing(now::get);

    ring.add(refusal("r-large", "10.0.0.1", RefusalRing.BODY_BYTES_MAX + 1));
    ring.add(refusal("r-just", "10.0.0.1", RefusalRing.BODY_BYTES_MAX));

    assertThat(ring.find("r-large")).map(Refusal::isWhole).contains(false);
    assertThat(ring.find("r-large")).map(r -> r.inbound().body().size()).contains(0);
    assertThat(ring.find("r-just")).map(Refusal::isWhole).contains(true);
  }

  @Test
  void doesNotLetOneSourcePushOutTheOthers() {
    RefusalRing ring = ring(1 << 20, 20, 5);
    ring.add(refusal("r-genuine", "192.0.2.7", 10));

    for (int i = 0; i < 1_000; i++) {
      ring.add(refusal("r-flood-" + i, "10.0.0.1", 10));
    }

    assertThat(ring.find("r-genuine")).isPresent();
    assertThat(ring.size()).isEqualTo(6);
  }

  /** Or a minute's worth of large bodies from one address would fill a good part of the ring. */
  @Test
  void givesASourceAShareOfTheBytesAndKeepsTheHeadOfWhatIsMore() {
    RefusalRing ring = new RefusalRing(now::get, new RefusalRing.Bounds(1 << 20, 100, 100, 25_000));

    for (int i = 0; i < 4; i++) {
      ring.add(refusal("r-" + i, "10.0.0.1", 10_000));
    }

    assertThat(ring.newest(10)).map(Refusal::isWhole).containsExactly(false, false, true, true);
    assertThat(ring.find("r-3")).map(Refusal::bodyBytes).contains(10_000L);
  }

  @Test
  void keepsNothingOfASourceWhoseHeadsAloneAreTooMany() {
    RefusalRing ring = new RefusalRing(now::get, new RefusalRing.Bounds(1 << 20, 100, 100, 300));

    ring.add(refusal("r-1", "10.0.0.1", 10));
    ring.add(refusal("r-2", "10.0.0.1", 10));

    assertThat(ring.newest(10)).map(Refusal::reference).containsExactly("r-1");
  }

  @Test
  void countsAllAddressesOfAnIpv6NetworkAsOneSource() {
    RefusalRing ring = ring(1 << 20, 20, 2);

    ring.add(refusal("r-1", "2001:db8:0:1::1", 10));
    ring.add(refusal("r-2", "2001:db8:0:1:ffff:ffff:ffff:ffff", 10));
    ring.add(refusal("r-3", "2001:db8:0:1::2", 10));
    ring.add(refusal("r-4", "2001:db8:0:2::1", 10));

    assertThat(ring.newest(10)).map(Refusal::reference).containsExactly("r-4", "r-2", "r-1");
  }

  @Test
  void givesASourceItsShareAgainAMinuteLater() {
    RefusalRing ring = ring(1 << 20, 20, 1);
    ring.add(refusal("r-1", "10.0.0.1", 10));
    ring.add(refusal("r-2", "10.0.0.1", 10));
    now.set(T0.plusSeconds(60));

    ring.add(refusal("r-3", "10.0.0.1", 10));

    assertThat(ring.newest(10)).map(Refusal::reference).containsExactly("r-3", "r-1");
  }

  /** A source may add as many bytes as it likes, unless a test says otherwise. */
  private RefusalRing ring(long bytes, int count, int perSource) {
    return new RefusalRing(
        now::get, new RefusalRing.Bounds(bytes, count, perSource, Long.MAX_VALUE));
  }

  private Refusal refusal(String reference, String source, int bodyBytes) {
    InboundWebhook inbound =
        new InboundWebhook(
            "github",
            "q-1",
            "POST",
            "/hooks/github",
            Headers.of(List.of(Map.entry("Host", "hooks.example.com"))),
            RawBody.of(new byte[bodyBytes]),
            address(source),
            now.get(),
            Map.of(),
            Optional.empty());
    return new Refusal(
        reference,
        "sha256:000000000000",
        "verify",
        Reason.SIGNATURE_MISMATCH,
        "no key matches",
        inbound,
        bodyBytes,
        now.get());
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
