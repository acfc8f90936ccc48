package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Records.Filter;
import io.sallyport.admit.Records.Order;
import io.sallyport.admit.Records.Page;
import io.sallyport.admit.Records.Recorded;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Waiting;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A queue that is longer than what one decision of the committer goes through. */
class LongQueueTest {
  private static final int PAGE = 100;
  private static final int AT_ONCE = 500;

  private Vertx vertx;
  private LocalFixture store;

  @BeforeEach
  void start(@TempDir Path folder) {
    vertx = Vertx.vertx();
    store = new LocalFixture(folder, vertx, 7);
  }

  @AfterEach
  void stop() {
    store.close();
    vertx.close().await();
  }

  @Test
  void isListedWholeAndEachEventOnce() {
    Set<EventId> queued = new HashSet<>(leave("acme", 2_300));
    queued.addAll(leave("shop", 300));

    List<EventId> told = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page page = list(Optional.empty(), cursor);
      assertThat(page.events()).hasSizeLessThanOrEqualTo(PAGE);
      page.events().forEach(it -> told.add(it.id()));
      cursor = page.next();
    } while (cursor.isPresent());

    assertThat(told).doesNotHaveDuplicates().hasSameElementsAs(queued);
  }

  @Test
  void isListedWholeAlsoWhileWhatWasToldIsDiscarded() {
    Set<EventId> queued = new HashSet<>(leave("acme", 350));

    List<EventId> told = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page page = list(Optional.empty(), cursor);
      for (Recorded each : page.events()) {
        told.add(each.id());
        store.records().discard(each.id(), new Order("ada", "")).await();
      }
      cursor = page.next();
    } while (cursor.isPresent());

    assertThat(told).doesNotHaveDuplicates().hasSameElementsAs(queued);
  }

  @Test
  void isLookedThroughInPartsForTheOneThatMatches() {
    leave("acme", 4_500);
    EventId wanted = leave(AnAdmission.to("acme").event("wanted", "x").of("mine"));

    List<Recorded> found = new ArrayList<>();
    List<Integer> parts = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page page = list(Optional.of("mine"), cursor);
      parts.add(page.events().size());
      found.addAll(page.events());
      cursor = page.next();
    } while (cursor.isPresent());

    assertThat(found).extracting(Recorded::id).containsExactly(wanted);
    assertThat(parts).as("no part looks through all of it").containsExactly(0, 1);
  }

  /** Of each event of a batch its record is read. */
  @Test
  void aPartOfItCountsTheEventsOfBatchesOneByOne() {
    for (int i = 0; i < 6; i++) {
      AnAdmission batch = AnAdmission.to("acme");
      for (int item = 0; item < 1_000; item++) {
        batch = batch.event("b" + i + "-" + item, "x");
      }
      leave(batch);
    }

    Page first = list(Optional.of("mine"), Optional.empty());

    assertThat(first.events()).isEmpty();
    assertThat(first.next()).as("five batches are looked at, and not the sixth").isPresent();
    assertThat(list(Optional.of("mine"), first.next()).next()).isEmpty();
  }

  @Test
  void tellsWhatCameFirstOfAnAccountThoughItStandsLast() {
    Waiting first = queue(AnAdmission.to("acme").event("first", "x").of("mine"));
    leave("acme", 2_300);
    leave(AnAdmission.to("acme").event("second", "x").of("mine"));
    store.outbox().giveBack(first, first.due().plus(Duration.ofHours(1)));

    List<Waiting> heads = store.outbox().heads("acme", 10_000).await();

    assertThat(heads).hasSize(2_301).extracting(Waiting::id).contains(first.id());
  }

  /** Of the others, what came first is taken first without being told. */
  @Test
  void tellsWhatStandsBehindALaterOneAlsoWhereItMayNotTellOfEveryAccount() {
    Waiting first = queue(AnAdmission.to("acme").event("first", "x").of("mine"));
    leave("acme", 2_300);
    EventId second = leave(AnAdmission.to("acme").event("second", "x").of("mine"));
    store.outbox().giveBack(first, first.due().plus(Duration.ofHours(1)));

    List<Waiting> heads = store.outbox().heads("acme", 100).await();

    assertThat(heads)
        .hasSize(100)
        .extracting(Waiting::id)
        .contains(first.id())
        .doesNotContain(second);
  }

  @Test
  void tellsAlsoWhatCameToStandWhereItHadBeenLookedAtAlready() {
    Waiting first = queue(AnAdmission.to("acme").event("first", "x").of("mine"));
    leave("acme", 2_300);
    EventId second = leave(AnAdmission.to("acme").event("second", "x").of("mine"));
    Runnable goOn = store.stallSyncs().orElseThrow();
    Future<Placed> busy =
        store.ledger().admit(AnAdmission.to("busy").event("1", "x").at(store.clock().instant()));

    Future<List<Waiting>> heads = store.outbox().heads("acme", 10_000);
    store.outbox().giveBack(first, first.due().minus(Duration.ofHours(1)));
    goOn.run();

    assertThat(busy.await()).isInstanceOf(Placed.Kept.class);
    assertThat(heads.await())
        .hasSize(2_301)
        .extracting(Waiting::id)
        .contains(first.id())
        .doesNotContain(second);
  }

  private Page list(Optional<String> account, Optional<String> cursor) {
    Filter filter =
        new Filter(
            Optional.empty(),
            account,
            Optional.empty(),
            Optional.empty(),
            EnumSet.of(Standing.QUEUED, Standing.DEAD),
            Optional.empty(),
            Optional.empty());
    return store.records().list(filter, cursor, PAGE).await();
  }

  /** So many, each of an account of its own. */
  private List<EventId> leave(String integration, int many) {
    List<EventId> left = new ArrayList<>();
    List<Future<Placed>> asked = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      AnAdmission event = AnAdmission.to(integration).event("e" + i, "x").of("account-" + i);
      left.add(event.id());
      asked.add(store.ledger().admit(event.at(store.clock().instant())));
      if (asked.size() == AT_ONCE || i == many - 1) {
        Future.all(asked).await();
        asked.forEach(it -> giveBack(it.result()));
        asked.clear();
      }
    }
    return left;
  }

  private EventId leave(AnAdmission event) {
    giveBack(store.ledger().admit(event.at(store.clock().instant())).await());
    return event.id();
  }

  private void giveBack(Placed placed) {
    ((Placed.Kept) placed).now().ifPresent(it -> store.outbox().giveBack(it, it.due()));
  }

  private Waiting queue(AnAdmission event) {
    Placed placed = store.ledger().admit(event.at(store.clock().instant())).await();
    return ((Placed.Kept) placed).now().orElseThrow();
  }
}
