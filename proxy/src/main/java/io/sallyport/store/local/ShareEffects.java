package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.store.local.Agreed.Fate;
import io.sallyport.store.local.Consignment.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What records of what all nodes agree on do. */
final class ShareEffects {
  private final SegmentUses segments;
  private final Queues queues;
  private final Accord accord;
  private final Overlay<ClaimKey, Claim> claims;
  private final Overlay<Long, Consignment> consignments;
  private final Overlay<OrderKey, ClaimKey> order;

  ShareEffects(SegmentUses segments, LedgerTables tables, Queues queues, Accord accord) {
    this.segments = segments;
    this.queues = queues;
    this.accord = accord;
    this.claims = tables.claims();
    this.consignments = tables.consignments();
    this.order = tables.order();
  }

  // --- what is to be told

  /** Puts a claim that has come to another standing: others must be told of a granted one. */
  void put(ClaimKey key, Claim before, Claim after) {
    if (!after.share().isGranted()) {
      claims.put(key, after);
      return;
    }
    tellNoMore(before);
    claims.put(key, after.sharing(after.share().untold(true)));
    order.insert(OrderKey.untold(after.end(), after.place()), key);
    accord.untold();
  }

  private void tellNoMore(Claim claim) {
    if (claim.share().untold()) {
      order.remove(OrderKey.untold(claim.end(), claim.place()));
    }
  }

  /** Others know of these ends. */
  void confirmed(Confirmed record) {
    for (Confirmed.One one : record.ones()) {
      claims
          .get(one.key())
          .filter(it -> it.share().untold() && it.share().fence() == one.fence())
          .filter(it -> toldAs(it.standing()) == one.standing())
          .ifPresent(
              it -> {
                tellNoMore(it);
                claims.put(one.key(), it.sharing(it.share().untold(false)));
              });
    }
  }

  /** What is not delivered before others agree is on its way for them. */
  static Standing toldAs(Standing standing) {
    return standing == Standing.WAITING ? Standing.QUEUED : standing;
  }

  /** It stands with the others, under that fence. */
  void affirmed(Affirmed record) {
    for (Affirmed.One one : record.ones()) {
      claims
          .get(one.key())
          .filter(it -> !it.alias())
          .ifPresent(
              it -> {
                asksNoMore(it);
                claims.put(one.key(), it.sharing(it.share().granted(one.fence())));
              });
    }
  }

  /** What ended before it was granted is asked for all the same: others may have granted it. */
  void asksStill(ClaimKey key, Claim claim) {
    OrderKey row = OrderKey.waiting(claim.name(), claim.place());
    order.put(row, key);
    accord.waits(row, key);
  }

  private void asksNoMore(Claim claim) {
    if (!claim.share().isGranted() && consignments.get(claim.sequence()).isEmpty()) {
      order.remove(OrderKey.waiting(claim.name(), claim.place()));
    }
  }

  // --- what was agreed on

  /** Takes in what the nodes have made of events that go together. */
  void agreed(Agreed record, long at) {
    Map<Long, List<Agreed.One>> onTheirWay = new LinkedHashMap<>();
    for (Agreed.One one : record.ones()) {
      Optional<Claim> claim = claims.get(one.key());
      if (claim.isEmpty() || claim.get().alias()) {
        continue;
      }
      if (consignments.get(claim.get().sequence()).isPresent()) {
        onTheirWay.computeIfAbsent(claim.get().sequence(), none -> new ArrayList<>()).add(one);
      } else {
        atRest(one, claim.get());
      }
    }
    onTheirWay.forEach(
        (sequence, ones) ->
            consignments.get(sequence).ifPresent(it -> together(it, ones, record.at(), at)));
  }

  /** Held, or ended meanwhile: a grant is only noted, and another's does not change it. */
  private void atRest(Agreed.One one, Claim claim) {
    if (one.fate() == Fate.OPEN) {
      return;
    }
    asksNoMore(claim);
    if (one.fate() == Fate.GRANTED) {
      Claim granted = claim.sharing(claim.share().granted(one.fence()));
      if (claim.standing().isEnded()) {
        put(one.key(), claim, granted);
      } else {
        claims.put(one.key(), granted);
      }
    } else if (claim.standing() == Standing.HELD || isAnUnwantedCopy(claim, one)) {
      // What is held is not asked for again before somebody releases it.
      claims.put(one.key(), claim.sharing(claim.share().lostTo(keeper(one.fate()), one.owner())));
    }
  }

  /** A person would not have it: that is no end of the event, which another node has. */
  private static boolean isAnUnwantedCopy(Claim claim, Agreed.One one) {
    boolean isUnwanted =
        claim.standing() == Standing.REJECTED || claim.standing() == Standing.DISCARDED;
    return isUnwanted && one.owner().isPresent();
  }

  private void together(Consignment all, List<Agreed.One> ones, Instant now, long at) {
    if (ones.size() != all.events().size()) {
      return; // of what is delivered together all was asked about
    }
    if (allOf(ones, Fate.GRANTED)) {
      goOn(all, ones, at);
    } else if (ones.size() == 1) {
      alone(all, ones.get(0), now);
    } else if (!allOf(ones, Fate.OPEN)) {
      part(all, ones, now, at);
    }
  }

  private static boolean allOf(List<Agreed.One> ones, Fate fate) {
    return ones.stream().allMatch(one -> one.fate() == fate);
  }

  private void goOn(Consignment all, List<Agreed.One> ones, long at) {
    boolean first = true;
    for (Agreed.One one : ones) {
      Optional<Claim> claim = claims.get(one.key());
      if (claim.isPresent()) {
        Claim known = claim.get();
        first &= !known.share().isGranted();
        Standing next = known.standing() == Standing.WAITING ? Standing.QUEUED : known.standing();
        claims.put(
            one.key(),
            known
                .in(next, known.end(), known.status(), known.sequence())
                .sharing(known.share().granted(one.fence())));
      }
    }
    if (all.waits()) {
      queues.move(all, first ? all.granted(at) : all.in(State.QUEUED));
    }
  }

  /** One that was another's, or suspicious, does not go on. */
  private void alone(Consignment consignment, Agreed.One one, Instant now) {
    Optional<Claim> found = claims.get(one.key());
    if (found.isEmpty() || one.fate() == Fate.OPEN) {
      return;
    }
    Claim claim = found.get();
    tellNoMore(claim);
    queues.remove(consignment);
    if (one.fate() == Fate.SUSPICIOUS) {
      segments.free(consignment.at(), Instant.EPOCH);
      claims.remove(one.key());
      belongsTo(one, claim);
    } else {
      segments.free(consignment.at(), now.plus(consignment.payload()));
      claims.put(one.key(), lost(claim, one, now));
    }
  }

  private static Claim lost(Claim claim, Agreed.One one, Instant now) {
    return claim
        .in(Standing.DONE, now, one.status(), 0)
        .sharing(claim.share().lostTo(keeper(one.fate()), one.owner()));
  }

  private static Share.Keeper keeper(Fate fate) {
    return fate == Fate.ELSEWHERE_ENDED ? Share.Keeper.ELSEWHERE_ENDED : Share.Keeper.ELSEWHERE;
  }

  /** A copy of those bytes is about that event from now on. */
  private void belongsTo(Agreed.One one, Claim claim) {
    Optional<ClaimKey> signed = claim.share().signed();
    if (signed.isPresent() && one.first().isPresent()) {
      claims.put(
          signed.get(),
          Claim.alias(
              claim.name(),
              ClaimKey.of(one.first().get()),
              one.first().get().tail(),
              claim.first(),
              claim.memory()));
    }
  }

  /** Each for itself: no more than one of a batch can be sent on together but for all of it. */
  private void part(Consignment all, List<Agreed.One> ones, Instant now, long at) {
    Map<ClaimKey, Agreed.One> byKey = new LinkedHashMap<>();
    ones.forEach(one -> byKey.put(one.key(), one));
    queues.remove(all);
    segments.free(all.at(), Instant.EPOCH);
    for (int i = 0; i < all.events().size(); i++) {
      ClaimKey key = all.events().get(i);
      Optional<Claim> claim = claims.get(key);
      Agreed.One one = byKey.get(key);
      if (claim.isPresent() && one != null) {
        onItsOwn(all, i, one, claim.get(), now, at);
      }
    }
  }

  private void onItsOwn(
      Consignment all, int number, Agreed.One one, Claim claim, Instant now, long at) {
    if (one.fate() == Fate.SUSPICIOUS) {
      tellNoMore(claim);
      claims.remove(one.key());
      belongsTo(one, claim);
      return;
    }
    if (one.fate() == Fate.ELSEWHERE || one.fate() == Fate.ELSEWHERE_ENDED) {
      tellNoMore(claim);
      segments.keep(all.at(), now.plus(all.payload()));
      claims.put(one.key(), lost(claim, one, now));
      return;
    }
    Agreed.Part part =
        one.part().orElseThrow(() -> new IllegalStateException("what parts says what it takes"));
    Consignment own =
        all.part(number, claim.place(), claim.id(one.key()), part.account(), part.bytes());
    claims.put(one.key(), claim.in(claim.standing(), claim.end(), claim.status(), own.sequence()));
    segments.need(all.at());
    if (one.fate() == Fate.OPEN) {
      queues.insert(own);
    } else {
      goOnAtOnce(own, one, claim.share().isGranted(), at);
    }
  }

  private void goOnAtOnce(Consignment own, Agreed.One one, boolean again, long at) {
    boolean queued = own.waits();
    queues.insert(queued ? again ? own.in(State.QUEUED) : own.granted(at) : own);
    claims
        .get(one.key())
        .ifPresent(
            claim ->
                claims.put(
                    one.key(),
                    claim
                        .in(
                            queued ? Standing.QUEUED : claim.standing(),
                            claim.end(),
                            claim.status(),
                            claim.sequence())
                        .sharing(claim.share().granted(one.fence()))));
  }
}
