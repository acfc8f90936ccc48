package io.sallyport.dispatch;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Outbox;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Records;
import io.sallyport.admit.Standing;
import io.sallyport.deliver.DeliveryRule;
import io.sallyport.deliver.DeliveryRule.Retries;
import io.sallyport.deliver.Destination;
import io.sallyport.deliver.ForwardedQuery;
import io.sallyport.deliver.Road;
import io.sallyport.loop.LoopHome;
import io.sallyport.observe.Meters;
import io.sallyport.pipeline.Delivered;
import io.sallyport.pipeline.Delivery;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.local.LocalStore;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dispatcher over the store of one node, on event loops, in real time. */
@DisplayName("rows 53 and 55 over the store on disk")
class OverStoreTest {
  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final SecureRandom random = new SecureRandom();
  private final Map<String, List<Road>> roads = new ConcurrentHashMap<>();
  private RecordSealer sealer;
  private LocalStore store;
  private Dispatcher dispatcher;

  @BeforeEach
  void begin() throws IOException {
    sealer = new RecordSealer(MasterKey.inDirectory(folder, random), "journal", random);
    open();
  }

  @AfterEach
  void end() throws IOException {
    shut(Duration.ofSeconds(2));
    vertx.close().await();
  }

  @Test
  void whatComesInIsDeliveredAndItsEndIsRecorded() {
    List<Parcel> reached = new CopyOnWriteArrayList<>();
    to("shop", false, parcel -> answered(reached, parcel, 200));

    EventId id = comes(AnAdmission.to("shop").event("e1", "hello"));

    until(() -> standing(id).equals(Optional.of(Standing.DONE)));
    assertThat(reached).hasSize(1);
    assertThat(reached.get(0).inbound().body().asText()).isEqualTo("hello");
    until(() -> store.outbox().backlogs().await().isEmpty());
  }

  @Test
  void whatFailedIsReadFromTheDiskAndTriedAgain() {
    List<Parcel> reached = new CopyOnWriteArrayList<>();
    to("shop", false, parcel -> answered(reached, parcel, reached.size() < 3 ? 500 : 204));

    EventId id = comes(AnAdmission.to("shop").event("e1", "hello"));

    until(() -> store.outbox().backlogs().await().isEmpty());
    assertThat(reached).extracting(Parcel::attempt).containsExactly(1, 2, 3, 4);
    assertThat(reached).allMatch(it -> it.inbound().body().asText().equals("hello"));
    assertThat(reached).allMatch(it -> it.id().equals(id));
    assertThat(standing(id)).contains(Standing.DONE);
  }

  @Test
  void aDeadLetterHasAllItsTriesOnceMoreByAPersonsOrder() {
    List<Parcel> reached = new CopyOnWriteArrayList<>();
    to("shop", false, parcel -> answered(reached, parcel, reached.size() < 9 ? 400 : 200));
    EventId id = comes(AnAdmission.to("shop").event("e1", "hello"));
    until(() -> reached.size() == 8 && store.outbox().backlogs().await().isEmpty());

    Records.Outcome outcome = store.records().retry(id, new Records.Order("ada", "mended")).await();

    assertThat(outcome).isEqualTo(Records.Outcome.DONE);
    until(() -> reached.size() == 10 && store.outbox().backlogs().await().isEmpty());
    assertThat(reached).extracting(Parcel::attempt).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  /** Row 55, and row 53: failures at random, and restarts in the middle. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void row53AndRow55EverythingArrivesAndEachAccountInItsOrder(long seed) throws IOException {
    Random chance = new Random(seed);
    Map<String, List<String>> received = new HashMap<>();
    Map<String, Set<String>> arrived = new ConcurrentHashMap<>();
    to(
        "shop",
        true,
        parcel -> {
          boolean good;
          synchronized (chance) {
            good = chance.nextInt(10) < 7;
          }
          Promise<Delivered> promise = Promise.promise();
          vertx.setTimer(
              1,
              unused -> {
                if (good) {
                  Set<String> names =
                      arrived.computeIfAbsent(
                          parcel.account().orElseThrow(), it -> new LinkedHashSet<>());
                  synchronized (names) {
                    names.add(parcel.inbound().body().asText());
                  }
                }
                promise.complete(DispatchUnderTest.status(good ? 200 : 400));
              });
          return promise.future();
        });

    for (int i = 0; i < 300; i++) {
      String account = "account-" + i % 7;
      received.computeIfAbsent(account, it -> new ArrayList<>()).add("event " + i);
      comes(AnAdmission.to("shop").event("e" + i, "event " + i).of(account));
      if (i % 100 == 99) {
        shut(Duration.ofMillis(i == 99 ? 1 : 2_000));
        open();
      }
    }

    until(() -> store.outbox().backlogs().await().isEmpty());
    assertThat(arrived.keySet()).isEqualTo(received.keySet());
    received.forEach(
        (account, events) ->
            assertThat(List.copyOf(arrived.get(account)))
                .as(account)
                .containsExactlyElementsOf(events));
  }

  @Test
  void moreThanThereArePlacesIsWorkedOff() {
    List<Parcel> reached = new CopyOnWriteArrayList<>();
    to("shop", false, parcel -> answered(reached, parcel, 200));
    List<Future<Placed>> asked = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Admission admission =
          AnAdmission.to("shop").event("e" + i, "event " + i).at(InstantSource.system().instant());
      Promise<Placed> placed = Promise.promise();
      vertx.runOnContext(
          unused ->
              store
                  .ledger()
                  .admit(admission)
                  .onSuccess(it -> offer(it, admission))
                  .onComplete(placed));
      asked.add(placed.future());
    }
    Future.join(asked).await();

    until(() -> store.outbox().backlogs().await().isEmpty());
    assertThat(reached.stream().map(Parcel::id).distinct()).hasSize(2_000);
    assertThat(reached).hasSize(2_000);
  }

  private Future<Delivered> answered(List<Parcel> reached, Parcel parcel, int status) {
    Promise<Delivered> promise = Promise.promise();
    vertx.setTimer(
        1,
        unused -> {
          reached.add(parcel);
          promise.complete(DispatchUnderTest.status(status));
        });
    return promise.future();
  }

  private void to(String integration, boolean ordered, Delivery delivery) {
    Destination destination =
        new Destination(
            Optional.empty(),
            URI.create("http://app.test/"),
            false,
            Duration.ofSeconds(5),
            8,
            Optional.empty(),
            ForwardedQuery.whole(),
            true,
            new DeliveryRule(
                DeliveryRule.Mode.DURABLE,
                new Retries(
                    Duration.ofMillis(20),
                    Duration.ofMillis(40),
                    ordered ? 100 : 8,
                    Duration.ofHours(1)),
                ordered,
                Set.of(),
                false),
            false);
    roads.put(integration, List.of(new Road(destination, delivery)));
  }

  /** As ingress does it: admitted, offered on the loop, then answered. */
  private EventId comes(AnAdmission event) {
    Admission admission = event.at(InstantSource.system().instant());
    Promise<Placed> placed = Promise.promise();
    vertx.runOnContext(
        unused ->
            store
                .ledger()
                .admit(admission)
                .onSuccess(it -> offer(it, admission))
                .onComplete(placed));
    assertThat(placed.future().await()).isInstanceOf(Placed.Kept.class);
    return event.id();
  }

  private void offer(Placed placed, Admission admission) {
    ((Placed.Kept) placed).now().ifPresent(it -> dispatcher.offer(it, admission.parcel()));
  }

  private Optional<Standing> standing(EventId id) {
    return store.records().find(id).await().map(Records.Recorded::standing);
  }

  private void open() throws IOException {
    store =
        LocalStore.open(
            folder.resolve("store"),
            sealer,
            new LocalStore.Settings(
                4 << 20,
                Duration.ofNanos(300_000),
                LocalStore.Settings.defaults().disk(),
                Optional.empty()),
            new LocalStore.Outside(
                vertx,
                InstantSource.system(),
                System::nanoTime,
                random,
                "test",
                (integration, limit) -> {},
                fatal -> {
                  throw new AssertionError(fatal);
                }));
    Bounds usual = Bounds.defaults();
    Bounds quick =
        new Bounds(
            usual.bytesMax(),
            usual.shareBytesMax(),
            usual.behindMax(),
            usual.accountsMax(),
            10_000,
            10_000,
            usual.recovery(),
            Duration.ofMillis(20),
            usual.strayed(),
            usual.look(),
            usual.breaker());
    Outbox outbox = store.outbox();
    dispatcher =
        new Dispatcher(
            Dispatcher.outside(
                outbox,
                name -> roads.getOrDefault(name, List.of()),
                new Meters("test"),
                InstantSource.system(),
                System::nanoTime,
                random,
                quick,
                Gate.open()),
            () -> new LoopHome(vertx));
    dispatcher.start().await();
  }

  private void shut(Duration within) throws IOException {
    dispatcher.stop(within).await();
    store.close();
  }
}
