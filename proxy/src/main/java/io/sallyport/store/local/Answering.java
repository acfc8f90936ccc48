package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.store.local.Agreed.Fate;
import io.sallyport.store.local.LedgerRecord.Receipts;
import io.sallyport.store.local.LedgerRecord.Receipts.Receipt;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Origin;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes down what a petition came to. What was answered before, or is no more what was asked
 * about, is passed over. In one decision of the committer.
 */
final class Answering {
  private final Desk desk;
  private final Group group;
  private final Optional<Admitted> delivery;
  private final Optional<Agreed.Part> unread;
  private final Petitions petitions;
  private final List<Agreed.One> ones = new ArrayList<>();
  private final Map<Integer, Item> cases = new LinkedHashMap<>();
  private final Set<ClaimKey> caseKeys = new HashSet<>();
  private final List<Receipt> again = new ArrayList<>();

  /**
   * In this group.
   *
   * @param delivery in which the events came; needed where some do not go on, or not with the rest
   */
  Answering(Desk desk, Group group, Optional<Admitted> delivery) {
    this(desk, group, delivery, Optional.empty());
  }

  private Answering(
      Desk desk, Group group, Optional<Admitted> delivery, Optional<Agreed.Part> unread) {
    this.desk = desk;
    this.group = group;
    this.delivery = delivery;
    this.unread = unread;
    this.petitions = new Petitions(group.state(), desk.accord().node());
  }

  /** The same of a delivery that cannot be read: nothing of it becomes a case. */
  static Answering unread(Desk desk, Group group, Consignment all) {
    return new Answering(desk, group, Optional.empty(), Optional.of(all.unread()));
  }

  /** What writing it takes at most. */
  static int bytesMost(int events, Optional<Admitted> delivery) {
    return Bounds.smallBytesMost()
        + Agreed.bytesMost(events)
        + delivery.map(it -> Bounds.casesBytesMost(it, events)).orElse(0);
  }

  /** Decides and writes. */
  void write(List<Bid> bids, List<Found> outcomes) {
    int name = 0;
    for (int i = 0; i < bids.size(); i++) {
      Optional<Claim> claim = claim(bids.get(i));
      if (claim.isPresent()) {
        name = claim.get().name();
        decide(bids.get(i), claim.get(), outcomes.get(i));
      }
    }
    if (ones.stream().allMatch(one -> one.fate() == Fate.OPEN)) {
      return;
    }
    group.add(new Agreed(group.now(), ones));
    delivery.filter(it -> !cases.isEmpty()).ifPresent(this::hold);
    if (!again.isEmpty()) {
      group.add(new Receipts(again));
    }
    if (ones.stream().anyMatch(one -> one.fate() == Fate.GRANTED)) {
      desk.ready(group.state().names().name(name));
    }
  }

  /**
   * Only what was granted is this node's from now on, and stays where it is: the others must hear
   * what becomes of it.
   */
  void affirm(List<Bid> bids, List<Found> outcomes) {
    List<Affirmed.One> granted = new ArrayList<>();
    for (int i = 0; i < bids.size(); i++) {
      if (outcomes.get(i) instanceof Found.Granted it && claim(bids.get(i)).isPresent()) {
        granted.add(new Affirmed.One(bids.get(i).key(), it.fence()));
      }
    }
    for (int from = 0; from < granted.size(); from += Affirmed.AT_ONCE) {
      int to = Math.min(granted.size(), from + Affirmed.AT_ONCE);
      group.add(new Affirmed(granted.subList(from, to)));
    }
  }

  private Optional<Claim> claim(Bid bid) {
    return group
        .state()
        .claim(bid.key(), group.now())
        .filter(it -> !it.alias() && petitions.isOf(bid, it));
  }

  private void decide(Bid bid, Claim claim, Found found) {
    boolean waits = claim.standing() == Standing.WAITING;
    boolean atRest =
        group.state().consignment(claim.sequence()).isEmpty() && !claim.share().isGranted();
    if (found instanceof Found.Granted granted) {
      if (waits || atRest) {
        add(bid, claim, Fate.GRANTED, granted.fence());
      }
    } else if (found instanceof Found.Known known) {
      if (waits || atRest) {
        Fate fate = known.hasEndedForAll() ? Fate.ELSEWHERE_ENDED : Fate.ELSEWHERE;
        Optional<Origin> owner =
            Optional.of(known.origin()).filter(it -> waits || it.node() != desk.accord().node());
        add(bid, claim, fate, 0, known.status(), owner, Optional.empty());
      }
    } else if (found instanceof Found.Conflict) {
      EventId id = Placement.conflictOf(bid.id(), claim.content());
      suspect(bid, claim, id, Reason.REPLAY_CONFLICT, Optional.empty(), atRest);
    } else if (found instanceof Found.Reused reused) {
      EventId id = Placement.reuseOf(reused.first());
      suspect(bid, claim, id, Reason.REPLAY_SIGNATURE_REUSED, Optional.of(reused.first()), atRest);
    } else if (found instanceof Found.Doubtful && isCase(bid, claim)) {
      doubt(bid, claim);
    } else if (waits) {
      add(bid, claim, Fate.OPEN, 0);
    }
  }

  /** Whether a doubt makes a case of it: what a person has seen, or was tried, waits. */
  private boolean isCase(Bid bid, Claim claim) {
    return claim.standing() == Standing.WAITING
        && !bid.held()
        && !bid.vouched()
        && !claim.share().isGranted()
        && delivery.isPresent();
  }

  /** Held under its own name, as if that had been known when it came. */
  private void doubt(Bid bid, Claim claim) {
    add(bid, claim, Fate.SUSPICIOUS, 0);
    Item item = delivery.orElseThrow().items().get(claim.item());
    cases.put(claim.item(), item.held(Reason.STORE_REBUILDING));
    if (claim.receipts() > 1) {
      again.add(new Receipt(bid.key(), claim.last(), claim.receipts()));
    }
  }

  private void add(Bid bid, Claim claim, Fate fate, long fence) {
    add(bid, claim, fate, fence, 0, Optional.empty(), Optional.empty());
  }

  private void add(
      Bid bid,
      Claim claim,
      Fate fate,
      long fence,
      int status,
      Optional<Origin> owner,
      Optional<EventId> first) {
    ones.add(
        new Agreed.One(
            bid.key(),
            fate,
            fence,
            status,
            owner,
            first,
            delivery
                .map(it -> it.items().get(claim.item()))
                .map(item -> new Agreed.Part(item.account(), item.bytes()))
                .or(() -> unread)));
  }

  /** What a person must see goes into a case as if it had been known here. */
  private void suspect(
      Bid bid, Claim claim, EventId id, Reason reason, Optional<EventId> first, boolean atRest) {
    if (claim.standing() != Standing.WAITING || delivery.isEmpty()) {
      if (atRest) {
        add(bid, claim, Fate.ELSEWHERE, 0); // at rest: it stays as it is
      }
      return;
    }
    add(bid, claim, Fate.SUSPICIOUS, 0, 0, Optional.empty(), first);
    ClaimKey key = ClaimKey.of(id);
    Optional<Claim> known = group.state().claim(key, group.now());
    if (known.isEmpty() && caseKeys.add(key)) {
      cases.put(claim.item(), delivery.get().items().get(claim.item()).as(id, reason));
    }
    long receipts = known.map(Claim::receipts).orElse(0L) + claim.receipts();
    if (known.isPresent() || receipts > 1) {
      again.add(new Receipt(key, claim.last(), receipts));
    }
  }

  /** The bytes once more, under their cases: of their first record nothing is left to keep. */
  private void hold(Admitted first) {
    List<Item> items = new ArrayList<>(first.items().size());
    for (int i = 0; i < first.items().size(); i++) {
      Item held = cases.get(i);
      items.add(held == null ? first.items().get(i).known() : held);
    }
    group.add(
        new Admitted(
            first.integration(),
            first.policyVersion(),
            first.delivery(),
            first.receivedAt(),
            first.keeping(),
            first.bytes(),
            items,
            first.sealed()));
  }
}
