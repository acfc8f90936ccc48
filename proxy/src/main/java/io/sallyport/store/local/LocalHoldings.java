package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Change;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Shard;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What this node holds, as one of many. */
final class LocalHoldings implements Holdings {
  private static final int WAITING_MAX = 1_000;
  private static final int UNTOLD_MAX = 1_000;

  /** So often it is asked for one answer what has ended. */
  private static final int QUESTIONS_MOST = 16;

  /** Of each of many integrations at least so many are read for one answer. */
  private static final int OF_EACH = 16;

  private final Desk desk;
  private final Asking asking;
  private final Outcomes outcomes;
  private final AssertionBook assertions;
  private final Recollection recollection;
  private final Succession succession;

  LocalHoldings(
      VertxInternal vertx, Desk desk, Asking asking, Contents contents, Succession succession) {
    this.succession = succession;
    this.desk = desk;
    this.asking = asking;
    this.outcomes = new Outcomes(vertx, desk, asking, contents);
    Yielding yielding = new Yielding();
    this.assertions = new AssertionBook(vertx, desk, asking, contents, yielding);
    this.recollection = new Recollection(desk, asking, yielding);
  }

  // --- what waits

  @Override
  public Future<List<Petition>> waiting(long after, int most) {
    return asking.of(group -> waiting(group.state(), after, Math.min(most, WAITING_MAX)));
  }

  /** Fewer than wanted only where there are no more, or too many events in them. */
  private List<Petition> waiting(LedgerState state, long after, int most) {
    Petitions of = new Petitions(state, desk.accord().node());
    List<Petition> petitions = new ArrayList<>();
    int events = 0;
    long behind = after;
    while (petitions.size() < most) {
      List<Map.Entry<OrderKey, ClaimKey>> rows = rows(state, behind, most - petitions.size());
      if (rows.isEmpty()) {
        break;
      }
      for (Map.Entry<OrderKey, ClaimKey> row : rows) {
        behind = row.getKey().sequence();
        Optional<Petition> petition = of.petition(row.getKey(), row.getValue());
        if (petition.isEmpty()) {
          state.forget(row.getKey());
          continue;
        }
        events += petition.get().bids().size();
        if (events > EVENTS_AT_ONCE) {
          return petitions;
        }
        petitions.add(petition.get());
      }
    }
    return petitions;
  }

  /** In order, at most so many; none only where there are none. */
  private static List<Map.Entry<OrderKey, ClaimKey>> rows(LedgerState state, long after, int most) {
    int names = state.names().all().size();
    int ofEach = Math.min(most, most / Math.max(1, names) + OF_EACH);
    List<Map.Entry<OrderKey, ClaimKey>> rows = new ArrayList<>();
    long sure = Long.MAX_VALUE; // behind it, something may be missing
    for (int name = 1; name <= names; name++) {
      List<Map.Entry<OrderKey, ClaimKey>> some =
          state.inOrder(
              OrderKey.waiting(name, after + 1),
              OrderKey.last(OrderKey.Kind.WAITING, name),
              ofEach);
      rows.addAll(some);
      if (some.size() == ofEach) {
        sure = Math.min(sure, some.get(ofEach - 1).getKey().sequence());
      }
    }
    long limit = sure;
    return rows.stream()
        .filter(row -> row.getKey().sequence() <= limit)
        .sorted(Comparator.comparingLong(row -> row.getKey().sequence()))
        .limit(most)
        .toList();
  }

  @Override
  public Waiting waiting() {
    return desk.accord().waiting();
  }

  @Override
  public void onPetition(Consumer<List<Petition>> listener) {
    desk.accord().onPetition(listener);
  }

  // --- what was agreed on

  @Override
  public Future<Void> answered(Petition petition, List<Found> found) {
    return outcomes.answered(petition, found);
  }

  // --- what is left, and asked for once more

  @Override
  public Future<List<Optional<RawBody>>> bequests(
      List<Granted> granted, int bytesMost, int bytesInAll) {
    return succession.bequests(granted, bytesMost, bytesInAll);
  }

  @Override
  public Future<Grants> granted(Holdings.Cursor from, int most) {
    return succession.granted(from, most);
  }

  @Override
  public Future<Void> askAgain() {
    return succession.askAgain();
  }

  /** How many deliveries in the queue were granted to this node, as one of many. */
  Future<Long> grantedCount() {
    return succession.grantedCount();
  }

  /** Through what is queued, of one of many and of one that is alone. */
  QueueWalk walk() {
    return new QueueWalk(desk, asking);
  }

  // --- what ended

  @Override
  public Future<List<Ended>> unsettled(Optional<Ended> behind, int most) {
    return unsettled(behind, most, QUESTIONS_MOST);
  }

  /** Asks again while assertions are written: on a full disk that may last for days. */
  private Future<List<Ended>> unsettled(Optional<Ended> behind, int most, int questions) {
    if (questions == 0) {
      return Future.failedFuture(
          new OldTask.NotAnswered(Reason.STORE_UNAVAILABLE, "assertions are being written"));
    }
    return asking
        .of(
            group ->
                assertions.isBeingWritten()
                    ? Optional.<List<Ended>>empty()
                    : Optional.of(untold(group, behind, Math.min(most, UNTOLD_MAX))))
        .compose(
            ended ->
                ended
                    .map(Future::succeededFuture)
                    .orElseGet(() -> unsettled(behind, most, questions - 1)));
  }

  /** The row after that one's; the first where it has none any more. */
  private static OrderKey after(Group group, Optional<Ended> behind) {
    return behind
        .flatMap(it -> group.state().claim(it.bid().key(), group.now()))
        .filter(it -> it.share().untold())
        .map(it -> OrderKey.untold(it.end(), it.place()).next())
        .orElseGet(() -> OrderKey.first(OrderKey.Kind.UNTOLD, OrderKey.ALL));
  }

  private List<Ended> untold(Group group, Optional<Ended> behind, int most) {
    LedgerState state = group.state();
    Petitions of = new Petitions(state, desk.accord().node());
    List<Ended> ended = new ArrayList<>();
    for (Map.Entry<OrderKey, ClaimKey> row :
        state.inOrder(
            after(group, behind), OrderKey.last(OrderKey.Kind.UNTOLD, OrderKey.ALL), most)) {
      Optional<Claim> claim =
          state.claim(row.getValue(), group.now()).filter(it -> it.share().untold());
      if (claim.isPresent()) {
        Claim it = claim.get();
        ended.add(new Ended(of.shard(it), of.bid(row.getValue(), it), change(group, row, it)));
      } else {
        state.forget(row.getKey());
      }
    }
    return ended;
  }

  private static Change change(Group group, Map.Entry<OrderKey, ClaimKey> row, Claim it) {
    return new Change(
        row.getValue(),
        it.share().fence(),
        ShareEffects.toldAs(it.standing()),
        it.status(),
        left(group, it));
  }

  /** How long it is known; what has not ended begins to be forgotten when it does. */
  static Duration left(Group group, Claim it) {
    return it.standing().isEnded()
        ? Duration.ofMillis(Math.max(0, it.expiryMillis() - group.now().toEpochMilli()))
        : it.memory();
  }

  @Override
  public void onEnded(Runnable listener) {
    desk.accord().onEnded(listener);
  }

  @Override
  public void settled(List<Ended> ended) {
    for (int from = 0; from < ended.size(); from += Confirmed.AT_ONCE) {
      List<Confirmed.One> ones =
          ended.subList(from, Math.min(ended.size(), from + Confirmed.AT_ONCE)).stream()
              .map(Ended::change)
              .map(it -> new Confirmed.One(it.key(), it.standing(), it.fence()))
              .toList();
      desk.submit(
          new OldTask(
              Bounds.smallBytesMost() + Confirmed.bytesMost(ones.size()),
              Runnable::run,
              refused -> {}, // they are told once more
              (group, task) -> told(group, ones),
              false));
    }
  }

  private static void told(Group group, List<Confirmed.One> ones) {
    List<Confirmed.One> news =
        ones.stream()
            .filter(
                one -> group.state().known(one.key()).filter(it -> it.share().untold()).isPresent())
            .toList();
    if (!news.isEmpty()) {
      group.add(new Confirmed(news));
    }
  }

  // --- what is remembered

  @Override
  public Future<Piece> remembered(Holdings.Cursor from, int most) {
    return recollection.from(from, most);
  }

  @Override
  public Future<Void> asserted(Shard shard, ClaimKey key, Assertion.Answer answer) {
    return assertions.add(key, answer);
  }

  /** How many such answers are not written yet. */
  int answersOpen() {
    return assertions.open();
  }

  /** How many events other nodes had first although this one has delivered them. */
  long overtaken() {
    return assertions.overtaken();
  }
}
