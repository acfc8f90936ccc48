package io.sallyport.admit;

import static io.sallyport.admit.LedgerCase.assertQueued;
import static io.sallyport.admit.LedgerCase.await;
import static io.sallyport.admit.LedgerCase.batch;
import static io.sallyport.admit.LedgerCase.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What waits for delivery: whose hands it is in, when it is due, how often it was tried. */
interface OutboxContract extends LedgerCase {
  private static AnAdmission shop(String id) {
    return AnAdmission.to("shop").event(id, "content of " + id);
  }

  @Test
  default void whatWasTakenIsInOnePairOfHands() {
    leave(shop("e1"));

    assertThat(take("shop")).extracting(Waiting::id).containsExactly(shop("e1").id());
    assertThat(take("shop")).isEmpty();
  }

  @Test
  default void whatIsGivenBackIsFreeAndCountsNothing() {
    Waiting first = queue(shop("e1"));
    assertThat(first.attempt()).isEqualTo(1);

    store().outbox().giveBack(first, store().now().plusSeconds(10));
    barrier();

    assertThat(take("shop")).isEmpty();
    store().tick(Duration.ofSeconds(10));
    assertThat(only(take("shop")).attempt()).isEqualTo(1);
  }

  @Test
  default void aTryThatWasBegunAndGivenBackCountsNothingAlsoAfterARestart() {
    fail(queue(shop("e1")), store().now());
    Waiting second = await(store().outbox().begin(only(take("shop"))));
    assertThat(second.attempt()).isEqualTo(2);

    store().outbox().giveBack(second, store().now().plusSeconds(1));
    barrier();
    store().reopen();
    store().tick(Duration.ofSeconds(1));

    assertThat(only(take("shop")).attempt()).isEqualTo(2);
    assertThat(find(shop("e1").id()).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  default void whatFailedIsTriedAgainWhenItIsDueAndNotBefore() {
    Waiting first = queue(shop("e1"));
    Instant due = store().now().plusSeconds(60);

    fail(first, due);

    Outbox.Taken taken = await(store().outbox().take("shop", 10));
    assertThat(taken.waiting()).isEmpty();
    assertThat(taken.next()).contains(due);
    store().tick(Duration.ofSeconds(60));
    Waiting second = only(take("shop"));
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.receivedAt()).isEqualTo(first.receivedAt());
    Records.Recorded recorded = find(first.id()).orElseThrow();
    assertThat(recorded.attempts()).isEqualTo(1);
    assertThat(recorded.last().orElseThrow().status()).isEqualTo(503);
  }

  @Test
  default void goesByDueTimeAndThenByReceipt() {
    Instant start = store().now();
    Waiting a = queue(shop("a"));
    Waiting b = queue(shop("b"));
    Waiting c = queue(shop("c"));
    leave(shop("d"));
    store().outbox().failed(c, attempt(c, 500), start.plusSeconds(5));
    store().outbox().failed(b, attempt(b, 500), start.plusSeconds(9));
    store().outbox().failed(a, attempt(a, 500), start.plusSeconds(9));
    barrier();
    store().tick(Duration.ofSeconds(20));

    assertThat(take("shop"))
        .extracting(Waiting::id)
        .containsExactly(shop("d").id(), shop("c").id(), shop("a").id(), shop("b").id());
  }

  @Test
  default void takesNoMoreThanAskedFor() {
    for (int i = 0; i < 5; i++) {
      leave(shop("e" + i));
    }

    Outbox.Taken three = await(store().outbox().take("shop", 3));

    assertThat(three.waiting())
        .extracting(Waiting::id)
        .containsExactly(shop("e0").id(), shop("e1").id(), shop("e2").id());
    assertThat(three.next()).isPresent();
    assertThat(take("shop")).hasSize(2);
  }

  @Test
  default void anIntegrationSeesOnlyItsOwn() {
    leave(shop("e1"));
    leave(AnAdmission.to("other").event("e1", "x"));

    assertThat(only(take("shop")).integration()).isEqualTo("shop");
    assertThat(only(take("other")).integration()).isEqualTo("other");
  }

  @Test
  default void givesBackTheExactBytes() {
    Waiting waiting = queue(shop("e1").of("acct-7"));
    Parcel want = shop("e1").of("acct-7").at(store().now()).parcel();

    Parcel got = await(store().outbox().open(waiting));

    assertThat(got.inbound().body().toBytes()).isEqualTo(want.inbound().body().toBytes());
    assertThat(got.inbound().target()).isEqualTo(want.inbound().target());
    assertThat(got.inbound().method()).isEqualTo("POST");
    assertThat(got.inbound().receivedAt()).isEqualTo(want.inbound().receivedAt());
    assertThat(fields(got)).isEqualTo(fields(want));
    assertThat(got.id()).isEqualTo(want.id());
    assertThat(got.url()).isEqualTo(want.url());
    assertThat(got.keyId()).isEqualTo(want.keyId());
    assertThat(got.account()).contains("acct-7");
    assertThat(got.type()).isEqualTo(want.type());
    assertThat(waiting.account()).isPresent();
  }

  @Test
  default void anAccountIsTheSameForAllOfItsEvents() {
    Waiting one = queue(shop("e1").of("acct-7"));
    Waiting two = queue(shop("e2").of("acct-7"));
    Waiting else1 = queue(shop("e3").of("acct-8"));
    Waiting none = queue(shop("e4"));

    assertThat(one.account()).isPresent().isEqualTo(two.account());
    assertThat(else1.account()).isPresent().isNotEqualTo(one.account());
    assertThat(none.account()).isEmpty();
  }

  @Test
  default void aBatchGoesWholeWithItsRawBytes() {
    AnAdmission batch = batch("shop", "item", 3);
    leave(batch);

    Waiting waiting = only(take("shop"));

    assertThat(await(store().outbox().open(waiting)).inbound().body().toBytes())
        .isEqualTo(batch.at(store().now()).parcel().inbound().body().toBytes());
    deliver(waiting);
    for (int i = 0; i < 3; i++) {
      assertThat(standing(batch.id(i))).isEqualTo(Standing.DONE);
    }
  }

  @Test
  default void afterACrashAllAreFreeAndWhatWasInHandsCountsAsTriedOnceMore() {
    leave(shop("free"));
    queue(shop("in hands"));

    store().crash();

    List<Waiting> free = take("shop");
    assertThat(free)
        .extracting(Waiting::id)
        .containsExactlyInAnyOrder(shop("free").id(), shop("in hands").id());
    assertThat(attemptOf(free, shop("in hands"))).isEqualTo(2);
    assertThat(attemptOf(free, shop("free"))).isBetween(1, 2);
  }

  @Test
  default void aTryThatWasBegunIsCountedThoughTheProcessDiedOfIt() {
    Waiting waiting = queue(shop("poison"));
    fail(waiting, store().now());
    int last = 1;
    for (int crash = 0; crash < 4; crash++) {
      Waiting again = only(take("shop"));
      assertThat(again.attempt()).isGreaterThan(last);
      last = await(store().outbox().begin(again)).attempt();
      store().crash();
    }

    assertThat(only(take("shop")).attempt()).isGreaterThanOrEqualTo(6);
  }

  @Test
  default void whatWasDeliveredIsNotThereAfterACrash() {
    deliver(queue(shop("done")));
    bury(queue(shop("dead")));
    fail(queue(shop("failed")), store().now().plusSeconds(60));

    store().crash();

    assertThat(take("shop")).isEmpty();
    store().tick(Duration.ofSeconds(60));
    Waiting failed = only(take("shop"));
    assertThat(failed.id()).isEqualTo(shop("failed").id());
    assertThat(failed.attempt()).isBetween(2, 3);
  }

  @Test
  default void aDeadLetterIsTriedAgainByAPersonsOrder() {
    bury(queue(shop("e1")));
    assertThat(take("shop")).isEmpty();
    assertThat(standing(shop("e1").id())).isEqualTo(Standing.DEAD);

    assertThat(retry(shop("e1").id())).isEqualTo(Records.Outcome.DONE);

    Waiting again = only(take("shop"));
    assertThat(again.attempt()).isGreaterThan(1);
    deliver(again);
    assertThat(standing(shop("e1").id())).isEqualTo(Standing.DONE);
    assertThat(retry(shop("e1").id())).isEqualTo(Records.Outcome.NOT_NOW);
    assertThat(retry(shop("unheard of").id())).isEqualTo(Records.Outcome.UNKNOWN);
  }

  @Test
  default void triesGoOnCountingWhenAPersonHasADeadLetterTriedAgain() {
    fail(queue(shop("e1")), store().now());
    Waiting second = await(store().outbox().begin(only(take("shop"))));
    assertThat(second.attempt()).isEqualTo(2);
    bury(second);

    retry(shop("e1").id());

    Waiting again = only(take("shop"));
    assertThat(again.attempt()).isEqualTo(3);
    assertThat(again.earlier()).isEqualTo(2);
  }

  private Records.Outcome retry(EventId id) {
    return await(store().records().retry(id, new Records.Order("ada", "mended")));
  }

  @Test
  default void aPersonMaySendWhatEndedOnceMore() {
    deliver(queue(shop("e1")));

    assertThat(await(store().records().replay(shop("e1").id(), new Records.Order("ada", "lost"))))
        .isEqualTo(Records.Outcome.DONE);

    Waiting again = only(take("shop"));
    assertThat(await(store().outbox().open(again)).inbound().body().toBytes())
        .asString()
        .isEqualTo("content of e1");
    deliver(again);
    assertThat(take("shop")).isEmpty();
  }

  @Test
  default void tellsWhereSomethingWaitsAndSinceWhen() {
    Instant oldest = store().now();
    leave(shop("e1"));
    store().tick(Duration.ofSeconds(5));
    leave(shop("e2"));
    deliver(queue(AnAdmission.to("other").event("e1", "x")));

    List<Outbox.Backlog> backlogs = await(store().outbox().backlogs());

    assertThat(backlogs).filteredOn(it -> it.integration().equals("other")).isEmpty();
    Outbox.Backlog shop =
        backlogs.stream().filter(it -> it.integration().equals("shop")).findFirst().orElseThrow();
    assertThat(shop.count()).isEqualTo(2);
    assertThat(shop.oldest()).isEqualTo(oldest);
  }

  @Test
  default void namesOfEachAccountWhatCameFirstWhereverItStandsInTheQueue() {
    queue(shop("e0").of("in hands"));
    fail(queue(shop("e1").of("failed")), store().now().plusSeconds(60));
    leave(shop("e2").of("failed"));
    store().outbox().giveBack(queue(shop("e3").of("put off")), store().now().plusSeconds(90));
    leave(shop("e4").of("put off"));
    leave(shop("e5").of("usual"));
    leave(shop("e6").of("usual"));
    leave(shop("e7"));

    List<Waiting> heads = await(store().outbox().heads("shop", 10));

    assertThat(heads)
        .extracting(Waiting::id)
        .containsExactlyInAnyOrder(shop("e1").id(), shop("e3").id(), shop("e5").id());
  }

  @Test
  default void whoListensIsToldWhatAPersonMadeDue() throws InterruptedException {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    store().outbox().whenReady(told::add);
    AnAdmission held = shop("e1").held(Reason.REPLAY_CONFLICT);
    place(held);

    release(held.id());

    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("shop");
    assertThat(only(take("shop")).id()).isEqualTo(held.id());
  }

  @Test
  default void everyEventIsDeliveredOnceWhoeverTakesIt() {
    List<EventId> want = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      leave(shop("e" + i));
      want.add(shop("e" + i).id());
    }
    store().reopen();

    assertThat(drain("shop")).containsExactlyElementsOf(want);
    assertQueued(place(shop("later")));
  }

  private static List<String> fields(Parcel parcel) {
    List<String> fields = new ArrayList<>();
    parcel.inbound().headers().forEach((name, value) -> fields.add(name + ": " + value));
    return fields;
  }

  private static int attemptOf(List<Waiting> waiting, AnAdmission event) {
    return waiting.stream()
        .filter(it -> it.id().equals(event.id()))
        .mapToInt(Waiting::attempt)
        .findFirst()
        .orElseThrow();
  }
}
