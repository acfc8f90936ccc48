package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Standing;
import io.sallyport.observe.LinesAMinute;
import io.sallyport.store.local.Contents.Left;
import io.sallyport.store.local.OrderKey.Kind;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Estates.Lot;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Grant;
import io.sallyport.store.shared.Holdings.Granted;
import io.sallyport.store.shared.Holdings.Grants;
import io.sallyport.store.shared.OwnLedger.Uptake;
import io.sallyport.store.shared.Shard;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node leaves to others, takes over from them, and asks for once more. */
final class Succession {
  /** What was due so soon after its receipt was not put off. */
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

  private final Desk desk;
  private final Asking asking;
  private final Contents contents;
  private final LinesAMinute damaged;

  Succession(Desk desk, Asking asking, Contents contents) {
    this.desk = desk;
    this.asking = asking;
    this.contents = contents;
    this.damaged = new LinesAMinute(desk::nanos);
  }

  // --- what it leaves

  /** As {@link Holdings#bequests} says. */
  Future<List<Optional<RawBody>>> bequests(List<Granted> granted, int bytesMost, int bytesInAll) {
    return asking
        .of(group -> granted.stream().map(it -> place(group, it.bid(), bytesMost)).toList())
        .compose(places -> asking.blocking(() -> bequests(granted, places, bytesMost, bytesInAll)));
  }

  private List<Optional<RawBody>> bequests(
      List<Granted> granted, List<Optional<Long>> places, int bytesMost, int bytesInAll)
      throws IOException {
    List<Optional<RawBody>> all = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < places.size() && bytes < bytesInAll; i++) {
      Optional<RawBody> one = bequest(granted.get(i), places.get(i), bytesMost);
      bytes += one.map(RawBody::size).orElse(0);
      all.add(one);
    }
    return all;
  }

  /** Of what need not be read to know that it is too long, there is none. */
  private Optional<Long> place(Group group, Bid bid, int bytesMost) {
    Petitions petitions = new Petitions(group.state(), desk.accord().node());
    return group
        .state()
        .claim(bid.key(), group.now())
        .filter(it -> !it.alias() && petitions.isOf(bid, it))
        .filter(it -> it.standing() == Standing.QUEUED)
        .filter(
            it ->
                group
                    .state()
                    .consignment(it.sequence())
                    .filter(consignment -> consignment.bytes() <= bytesMost)
                    .isPresent())
        .map(Claim::at);
  }

  private Optional<RawBody> bequest(Granted granted, Optional<Long> place, int bytesMost)
      throws IOException {
    Optional<Admitted> delivery = place.isEmpty() ? Optional.empty() : read(place.get());
    return delivery
        .filter(it -> it.items().size() == 1 && it.sealed().remaining() <= bytesMost)
        .map(
            it ->
                contents.sealLeft(new Left(new Lot(granted.bid().origin(), granted.fence()), it)));
  }

  /** Empty where it is damaged: what else is left must not wait for it. */
  private Optional<Admitted> read(long at) throws IOException {
    try {
      return contents.readSealed(at);
    } catch (RuntimeException broken) {
      damaged.write(LOG.atError().setCause(broken), "what is to be left to others is damaged");
      return Optional.empty();
    }
  }

  /** As {@link Holdings#granted} says. */
  Future<Grants> granted(Holdings.Cursor from, int most) {
    return asking.of(group -> granted(group, from instanceof Row at ? at : Row.firstOf(1), most));
  }

  /** In the queue of one integration, by the number of its name. */
  record Row(int name, OrderKey key) implements Holdings.Cursor {
    static Row firstOf(int name) {
      return new Row(name, OrderKey.first(Kind.QUEUE, name));
    }

    /** Behind these, which are as many as were wanted where there are more. */
    Row behind(List<Map.Entry<OrderKey, ClaimKey>> rows, int wanted) {
      return rows.size() < wanted
          ? firstOf(name + 1)
          : new Row(name, rows.get(wanted - 1).getKey().next());
    }
  }

  private Grants granted(Group group, Row from, int most) {
    LedgerState state = group.state();
    if (from.name() > state.names().all().size()) {
      return new Grants(List.of(), Holdings.Cursor.END);
    }
    List<Map.Entry<OrderKey, ClaimKey>> rows =
        state.inOrder(from.key(), OrderKey.last(Kind.QUEUE, from.name()), most);
    Petitions of = new Petitions(state, desk.accord().node());
    List<Grant> grants =
        rows.stream().flatMap(row -> grant(group, of, row.getValue()).stream()).toList();
    return new Grants(grants, from.behind(rows, most));
  }

  private static Optional<Grant> grant(Group group, Petitions of, ClaimKey key) {
    return group
        .state()
        .claim(key, group.now())
        .filter(it -> !it.alias() && it.share().isGranted())
        .map(it -> new Grant(of.shard(it), new Granted(of.bid(key, it), it.share().fence())));
  }

  /** How many deliveries in the queue were granted to this node, as one of many. */
  Future<Long> grantedCount() {
    Promise<Long> all = Promise.promise();
    count(Row.firstOf(1), 0, all);
    return all.future();
  }

  /** No piece's future waits for the next one's: of thousands the stack would overflow. */
  private void count(Row from, long before, Promise<Long> all) {
    asking
        .of(group -> counted(group, from))
        .onSuccess(
            piece -> {
              long sum = before + piece.count();
              piece.next().ifPresentOrElse(next -> count(next, sum, all), () -> all.complete(sum));
            })
        .onFailure(all::fail);
  }

  private record Counted(long count, Optional<Row> next) {}

  private static Counted counted(Group group, Row from) {
    LedgerState state = group.state();
    if (from.name() > state.names().all().size()) {
      return new Counted(0, Optional.empty());
    }
    List<Map.Entry<OrderKey, ClaimKey>> rows =
        state.inOrder(from.key(), OrderKey.last(Kind.QUEUE, from.name()), Sweep.ROWS_AT_ONCE);
    long granted =
        rows.stream()
            .flatMap(row -> state.known(row.getValue()).stream())
            .filter(claim -> claim.share().isGranted())
            .count();
    return new Counted(granted, Optional.of(from.behind(rows, Sweep.ROWS_AT_ONCE)));
  }

  // --- what it takes over

  /** As {@link io.sallyport.store.shared.OwnLedger#inherit} says. */
  Future<Uptake> inherit(Shard shard, RawBody left, Set<Integer> owners) {
    return asking
        .blocking(
            () ->
                contents
                    .openLeft(shard, left)
                    .filter(it -> owners.contains(it.lot().origin().node())))
        .compose(
            opened ->
                opened.isEmpty()
                    ? Future.succeededFuture(Uptake.UNREADABLE)
                    : asking.writing(
                        Bounds.casesBytesMost(opened.get().delivery(), 1),
                        group -> take(group, opened.get())));
  }

  private Uptake take(Group group, Left left) {
    Admitted theirs = left.delivery();
    Item item = theirs.items().get(0);
    // By then all have forgotten that it has ended, and nobody would know a copy of it.
    if (theirs.receivedAt().plus(theirs.keeping().memory()).isBefore(group.now())) {
      return Uptake.UNREADABLE;
    }
    if (!isFree(group, item.key())) {
      return Uptake.KNOWN;
    }
    Optional<Placed.Unavailable> withoutRoom =
        desk.withoutRoom(
            group, theirs.integration(), theirs.keeping(), theirs.sealed().remaining());
    if (withoutRoom.isPresent()) {
      return withoutRoom.get().reason() == Reason.STORE_FULL ? Uptake.FULL : Uptake.OVER_QUOTA;
    }
    group.add(
        new Inherited(
            new Admitted(
                theirs.integration(),
                theirs.policyVersion(),
                theirs.delivery(),
                theirs.receivedAt(),
                theirs.keeping(),
                theirs.bytes(),
                List.of(item.waitingFrom(due(item, theirs.receivedAt(), group.now()))),
                theirs.sealed()),
            left.lot()));
    return Uptake.TAKEN;
  }

  /** What its limits have put off is put off here, too; the rest by no difference of clocks. */
  private static Instant due(Item item, Instant received, Instant now) {
    boolean isPaced = item.due().isAfter(received.plus(AT_ONCE));
    return isPaced && item.due().isAfter(now) ? item.due() : now;
  }

  /** Whether nothing of it is here but that another node has it. */
  private boolean isFree(Group group, ClaimKey key) {
    if (desk.running().isRunning(key)) {
      return false;
    }
    Optional<Claim> known = group.state().claim(key, group.now());
    return known.isEmpty()
        || (!known.get().alias()
            && known.get().standing() == Standing.DONE
            && known.get().share().keeper() == Share.Keeper.ELSEWHERE);
  }

  // --- what it asks for once more

  /** As {@link Holdings#askAgain} says. */
  Future<Void> askAgain() {
    return new Sweep(desk, asking, Sweep.ROWS_AT_ONCE).start();
  }
}
