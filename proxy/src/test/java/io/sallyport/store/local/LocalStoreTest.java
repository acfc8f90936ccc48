package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Event;
import io.sallyport.admit.Keeping;
import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Outbox.Taken;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Standing;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.admit.Turn;
import io.sallyport.admit.Waiting;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the store of one node can show: that it comes back. The port's rules are elsewhere. */
class LocalStoreTest {
  private static final Instant T0 = Instant.parse("2026-05-01T12:00:00Z");

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final SecureRandom random = new SecureRandom();
  private RecordSealer sealer;
  private LocalStore store;

  @BeforeEach
  void open() throws IOException {
    sealer = new RecordSealer(MasterKey.inDirectory(folder, random), "journal", random);
    store = opened();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    vertx.close().await();
  }

  @Test
  void knowsAnEventAgainAfterARestart() throws IOException {
    Placed first = store.ledger().admit(admission("1", "a")).await();
    restart();

    Placed second = store.ledger().admit(admission("1", "a")).await();

    assertThat(place(first)).isInstanceOf(Place.Queued.class);
    assertThat(place(second))
        .isEqualTo(new Place.Known(id("1"), Standing.QUEUED, Optional.empty(), T0, 2));
  }

  @Test
  void keepsTheBytesOfWhatIsQueued() throws IOException {
    store.ledger().admit(admission("1", "the bytes")).await();
    restart();

    Taken taken = store.outbox().take("acme", 10).await();
    Parcel parcel = store.outbox().open(taken.waiting().get(0)).await();

    assertThat(taken.waiting()).hasSize(1);
    assertThat(parcel.inbound().body().asText()).isEqualTo("the bytes");
    assertThat(parcel.inbound().headers().all("X-Acme")).containsExactly("yes");
    assertThat(parcel.id()).isEqualTo(id("1"));
    assertThat(parcel.attempt()).as("it may have been tried before the end").isEqualTo(2);
  }

  @Test
  void forgetsNothingOfWhatWasDelivered() throws IOException {
    Placed placed = store.ledger().admit(admission("1", "a")).await();
    Waiting waiting = ((Placed.Kept) placed).now().orElseThrow();
    store.outbox().delivered(waiting, new Attempt(1, T0, Duration.ofMillis(5), 200, ""));
    restart();

    assertThat(store.outbox().take("acme", 10).await().waiting()).isEmpty();
    assertThat(place(store.ledger().admit(admission("1", "a")).await()))
        .isEqualTo(new Place.Known(id("1"), Standing.DONE, Optional.empty(), T0, 2));
  }

  @Test
  void holdsOtherBytesUnderTheSameId() throws IOException {
    store.ledger().admit(admission("1", "a")).await();
    Place conflict = place(store.ledger().admit(admission("1", "b")).await());
    restart();
    Place again = place(store.ledger().admit(admission("1", "b")).await());

    assertThat(conflict).isInstanceOf(Place.Held.class);
    assertThat(((Place.Held) conflict).reason()).isEqualTo(Reason.REPLAY_CONFLICT);
    assertThat(again).isEqualTo(conflict);
  }

  @Test
  void givesTheSameAnswerAgainAfterARestart() throws IOException {
    Turn.Go go = (Turn.Go) store.ledger().begin(admission("1", "a")).await();
    StoredAnswer answer = new StoredAnswer(201, "text/plain", RawBody.ofText("made"));
    Settled settled = store.ledger().settle(go, new Ending.Answered(answer)).await();
    restart();

    Turn second = store.ledger().begin(admission("1", "a")).await();

    assertThat(settled).isEqualTo(Settled.RECORDED);
    Place.Known known = (Place.Known) ((Turn.Has) second).place();
    assertThat(known.answer()).contains(answer);
  }

  @Test
  void aDroppedTurnLeavesNothingBehind() {
    Turn.Go go = (Turn.Go) store.ledger().begin(admission("1", "a")).await();
    store.ledger().settle(go, new Ending.Dropped()).await();

    assertThat(store.ledger().begin(admission("1", "a")).await()).isInstanceOf(Turn.Go.class);
  }

  private void restart() throws IOException {
    store.close();
    store = opened();
  }

  private LocalStore opened() throws IOException {
    return LocalStore.open(
        folder.resolve("store"),
        sealer,
        new LocalStore.Settings(
            4 << 20,
            Duration.ofNanos(300_000),
            LocalStore.Settings.defaults().disk(),
            Optional.empty()),
        new LocalStore.Outside(
            vertx,
            () -> T0,
            System::nanoTime,
            random,
            "test",
            (integration, limit) -> {},
            fatal -> {
              throw new AssertionError(fatal);
            }));
  }

  private static Place place(Placed placed) {
    return ((Placed.Kept) placed).places().get(0);
  }

  private static EventId id(String key) {
    return EventId.of("acme", "", key.getBytes(StandardCharsets.UTF_8));
  }

  private static Admission admission(String key, String body) {
    RawBody raw = RawBody.ofText(body);
    InboundWebhook inbound =
        new InboundWebhook(
            "acme",
            "req",
            "POST",
            "/hooks/acme",
            Headers.of(List.of(Map.entry("X-Acme", "yes"))),
            raw,
            InetAddress.getLoopbackAddress(),
            T0,
            Map.of(),
            Optional.empty());
    Parcel parcel =
        new Parcel(
            inbound,
            "https://hooks.example.com/hooks/acme",
            "",
            id(key),
            Optional.of("main"),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            1,
            false,
            1,
            Optional.empty());
    Event event =
        new Event(
            id(key),
            Optional.empty(),
            ClaimKey.of(raw.sha256()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            raw.size(),
            List.of());
    return new Admission(parcel, "sha256:0", List.of(event), Keeping.defaults(), Optional.empty());
  }
}
