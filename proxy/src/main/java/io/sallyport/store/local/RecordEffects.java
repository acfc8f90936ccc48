package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.store.local.Consignment.State;
import io.sallyport.store.local.LedgerRecord.Begun;
import io.sallyport.store.local.LedgerRecord.Carried;
import io.sallyport.store.local.LedgerRecord.Ended;
import io.sallyport.store.local.LedgerRecord.Failed;
import io.sallyport.store.local.LedgerRecord.Moved;
import io.sallyport.store.local.LedgerRecord.Order;
import io.sallyport.store.local.LedgerRecord.Ordered;
import io.sallyport.store.local.LedgerRecord.Receipts;
import io.sallyport.store.shared.Estates.Lot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each record of the journal does to the {@link LedgerState}. A record is taken in the same
 * way when it has just been decided and when it is read after a crash.
 */
final class RecordEffects {
  private static final List<Integer> FIRST = List.of(0);
  private static final Optional<Standing> WAITING = Optional.of(Standing.WAITING);

  private final Names names;
  private final SegmentUses segments;
  private final Queues queues;
  private final CaseEffects caseEffects;
  private final ShareEffects shareEffects;
  private final Overlay<ClaimKey, Claim> claims;
  private final Overlay<Long, Consignment> consignments;
  private final Overlay<OrderKey, ClaimKey> order;

  RecordEffects(
      Names names, SegmentUses segments, LedgerTables tables, Usages usages, Accord accord) {
    this.names = names;
    this.segments = segments;
    this.queues = new Queues(usages, tables, accord);
    this.shareEffects = new ShareEffects(segments, tables, queues, accord);
    this.caseEffects = new CaseEffects(usages, segments, tables, queues, shareEffects);
    this.claims = tables.claims();
    this.consignments = tables.consignments();
    this.order = tables.order();
  }

  /** Takes a record in that stands there. */
  void apply(LedgerRecord record, long at) {
    if (record instanceof Admitted it) {
      admitted(it, at, Optional.empty());
    } else if (record instanceof Inherited it) {
      admitted(it.delivery(), at, Optional.of(it.from()));
    } else if (record instanceof Answered it) {
      answered(it, at);
    } else if (record instanceof Receipts it) {
      it.receipts()
          .forEach(
              receipt ->
                  claims
                      .get(receipt.key())
                      .ifPresent(
                          claim ->
                              claims.put(
                                  receipt.key(), claim.received(receipt.last(), receipt.count()))));
    } else if (record instanceof Begun it) {
      consignments
          .get(it.sequence())
          .ifPresent(
              known -> consignments.put(it.sequence(), known.tried(it.attempt(), known.due())));
    } else if (record instanceof Failed it) {
      consignments.get(it.sequence()).ifPresent(known -> requeue(known, it, at));
    } else if (record instanceof Ended it) {
      consignments.get(it.sequence()).ifPresent(known -> ended(known, it, at));
    } else if (record instanceof Moved it) {
      caseEffects.moved(it, at);
    } else if (record instanceof Ordered it) {
      ordered(it);
    } else if (record instanceof Carried it) {
      carried(it, at);
    } else if (record instanceof Agreed it) {
      shareEffects.agreed(it, at);
    } else if (record instanceof Confirmed it) {
      shareEffects.confirmed(it);
    } else if (record instanceof Affirmed it) {
      shareEffects.affirmed(it);
    }
  }

  private void admitted(Admitted record, long at, Optional<Lot> from) {
    int name = names.number(record.integration());
    boolean single = record.items().size() == 1;
    Map<Integer, List<Integer>> queued = single ? Map.of() : new LinkedHashMap<>();
    for (int i = 0; i < record.items().size(); i++) {
      Item item = record.items().get(i);
      if (item.standing().isEmpty()) {
        continue;
      }
      Standing standing = item.standing().get();
      boolean goesOn = standing == Standing.QUEUED || standing == Standing.WAITING;
      long sequence = goesOn ? at + item.consignment() : 0;
      Share share =
          Share.of(
              item.shard(),
              item.shared() ? otherThan(item.key(), item.signed()) : Optional.empty());
      Claim claim =
          new Claim(
              name,
              standing,
              item.id().tail(),
              false,
              item.content(),
              item.label(),
              record.receivedAt(),
              record.receivedAt(),
              1,
              record.receivedAt(),
              record.keeping().memory(),
              at,
              at,
              sequence,
              i,
              0,
              from.map(share::leftBy).orElse(share));
      if (from.isPresent()) {
        claims.put(item.key(), claim); // another node had it, and this one may know that
      } else {
        claims.insert(item.key(), claim);
      }
      alias(
          name, item.key(), item.id().tail(), item.signed(), item.due(), record.keeping().memory());
      if (goesOn && single) {
        queue(record, name, sequence, FIRST, at, from.isPresent() ? at : 0);
      } else if (goesOn) {
        queued.computeIfAbsent(item.consignment(), unused -> new ArrayList<>()).add(i);
      } else {
        caseEffects.held(record, name, i, at);
      }
    }
    queued.forEach((number, items) -> queue(record, name, at + number, items, at, 0));
  }

  /**
   * Signed bytes are claimed besides the name: that outlives a change of how names are made.
   *
   * @param since when that was decided: by the clock that claims age by, which the machine's is not
   */
  private void alias(
      int name,
      ClaimKey event,
      int tail,
      Optional<ClaimKey> signed,
      Instant since,
      Duration memory) {
    otherThan(event, signed)
        .ifPresent(key -> claims.put(key, Claim.alias(name, event, tail, since, memory)));
  }

  private static Optional<ClaimKey> otherThan(ClaimKey event, Optional<ClaimKey> signed) {
    return signed.filter(key -> !key.equals(event));
  }

  private void queue(
      Admitted record, int name, long sequence, List<Integer> items, long at, long told) {
    Item first = record.items().get(items.get(0));
    boolean whole = items.size() == record.items().size();
    long bytes =
        whole ? record.bytes() : items.stream().mapToLong(i -> record.items().get(i).bytes()).sum();
    Consignment consignment =
        new Consignment(
            sequence,
            name,
            items.size() == 1 ? first.id() : record.delivery(),
            items.stream().map(i -> record.items().get(i).key()).toList(),
            items,
            whole,
            at,
            record.receivedAt(),
            first.due(),
            first.account(),
            bytes,
            0,
            0,
            first.standing().equals(WAITING) ? State.WAITING : State.QUEUED,
            record.keeping().payload(),
            told,
            false);
    queues.insert(consignment);
    segments.need(at);
  }

  private void answered(Answered record, long at) {
    int name = names.number(record.integration());
    ClaimKey key = ClaimKey.of(record.id());
    Claim done =
        new Claim(
            name,
            Standing.DONE,
            record.id().tail(),
            false,
            record.content(),
            record.label(),
            record.receivedAt(),
            record.receivedAt(),
            record.receipts(),
            record.at(),
            record.memory(),
            at,
            at,
            0,
            0,
            record.status(),
            record.fence() == 0
                ? Share.of(record.shard())
                : Share.of(record.shard(), otherThan(key, record.signed()))
                    .granted(record.fence()));
    shareEffects.put(key, done, done);
    alias(name, key, record.id().tail(), record.signed(), record.at(), record.memory());
    segments.keep(at, record.at().plus(record.payload()));
  }

  /** Whether it was tried or only put off: then nothing is told of a try. */
  private void requeue(Consignment known, Failed record, long at) {
    boolean tried = record.sealed().hasRemaining();
    queues.move(known, known.tried(record.attempt(), record.due(), tried ? at : known.told()));
  }

  private void ended(Consignment known, Ended record, long at) {
    boolean dies = record.standing() == Standing.DEAD;
    if (dies) {
      queues.move(known, known.dying(record.attempt(), record.at(), at));
    } else {
      queues.remove(known);
      segments.free(known.at(), record.at().plus(known.payload()));
    }
    for (ClaimKey key : known.events()) {
      Optional<Claim> claim = claims.get(key);
      if (claim.isPresent()) {
        Claim before = claim.get();
        shareEffects.put(
            key, before, before.in(record.standing(), record.at(), 0, dies ? known.sequence() : 0));
        // A dead letter asks when somebody has it tried again.
        if (known.waits() && !dies && !before.share().isGranted()) {
          shareEffects.asksStill(key, before);
        }
      }
    }
  }

  private void ordered(Ordered record) {
    ClaimKey key = ClaimKey.of(record.id());
    Optional<Consignment> found =
        claims.get(key).flatMap(claim -> consignments.get(claim.sequence()));
    boolean asks = record.order() == Order.REVIVE;
    if (found.isEmpty() || (record.order() != Order.RETRY && !asks)) {
      return; // discarding is an Ended of its own; a replay is admitted under its own name
    }
    Consignment known = found.get();
    queues.move(known, known.revived(record.at(), asks ? State.WAITING : State.QUEUED));
    if (!known.dead()) {
      return;
    }
    Standing next = asks ? Standing.WAITING : Standing.QUEUED;
    for (ClaimKey event : known.events()) {
      claims
          .get(event)
          .ifPresent(
              claim ->
                  shareEffects.put(
                      event, claim, claim.in(next, record.at(), claim.status(), known.sequence())));
    }
  }

  /** Everything that still points to the old place points to the new one. */
  private void carried(Carried record, long at) {
    for (Item item : record.delivery().items()) {
      Optional<Claim> claim = claims.get(item.key());
      if (claim.isEmpty() || claim.get().at() != record.from()) {
        continue;
      }
      boolean held = claim.get().standing() == Standing.HELD;
      if (held) {
        order.remove(
            OrderKey.held(
                claim.get().name(), claim.get().first(), record.from(), claim.get().item()));
        order.insert(
            OrderKey.held(claim.get().name(), claim.get().first(), at, claim.get().item()),
            item.key());
      }
      claims.put(item.key(), claim.get().movedTo(at));
      Optional<Consignment> consignment = consignments.get(claim.get().sequence());
      if (consignment.isPresent() && consignment.get().at() == record.from()) {
        consignments.put(consignment.get().sequence(), consignment.get().movedTo(at));
        segments.free(record.from(), Instant.EPOCH);
        segments.need(at);
      } else if (held) {
        segments.free(record.from(), Instant.EPOCH);
        segments.need(at);
      }
    }
  }
}
