package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.shared.Holdings.Ended;
import io.sallyport.store.shared.Holdings.Petition;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a simulated node's journal adds up to. */
final class SimRows {
  private final SimFlaw flaw;
  private final Map<Long, SimRow> rows = new TreeMap<>();
  private final Map<ClaimKey, SimRow> byKey = new HashMap<>();
  private final Set<ClaimKey> takenUp = new HashSet<>();
  private Fellows fellows = Fellows.NONE;

  SimRows(SimFlaw flaw) {
    this.flaw = flaw;
  }

  void apply(SimJournal record) {
    if (record instanceof SimJournal.Learnt it) {
      fellows = fellows.and(it.fellows());
    } else if (record instanceof SimJournal.Kept it) {
      add(newRow(it.sequence(), it.shard(), it.bid()));
    } else if (record instanceof SimJournal.Held it) {
      add(newRow(it.sequence(), it.shard(), it.bid()).hold());
    } else if (record instanceof SimJournal.Doubted it) {
      SimRow before = rows.remove(it.sequence());
      add(newRow(it.now().origin().sequence(), before.shard, it.now()).hold());
    } else if (record instanceof SimJournal.Released it) {
      rows.get(it.sequence()).release();
    } else if (record instanceof SimJournal.Refused it) {
      rows.get(it.sequence()).refuse();
    } else if (record instanceof SimJournal.Inherited it) {
      SimRow row = newRow(it.sequence(), it.shard(), it.bid()).inherit(it.from());
      takenUp.add(row.first().key());
      row(row.first().key()).ifPresent(old -> rows.remove(old.sequence));
      add(row);
    } else if (record instanceof SimJournal.Relayed it) {
      add(newRow(it.sequence(), it.shard(), it.bid()).relay(it.fence()));
    } else if (record instanceof SimJournal.EndedLongAgo it) {
      add(newRow(it.sequence(), it.shard(), it.bid()).endLongAgo(it.fence()));
    } else if (record instanceof SimJournal.Answered it) {
      rows.get(it.sequence()).answered(it.found());
    } else if (record instanceof SimJournal.Delivered it) {
      rows.get(it.sequence()).deliver();
    } else if (record instanceof SimJournal.Died it) {
      rows.get(it.sequence()).die();
    } else if (record instanceof SimJournal.Revived it) {
      rows.get(it.sequence()).revive();
    } else if (record instanceof SimJournal.Told it) {
      byKey.get(it.key()).told(it.standing(), it.fence());
    } else if (record instanceof SimJournal.Asserted it) {
      byKey.get(it.key()).asserted(it.answer());
    }
  }

  private SimRow newRow(long sequence, Shard shard, Bid bid) {
    return new SimRow(sequence, shard, bid, flaw);
  }

  private void add(SimRow row) {
    rows.put(row.sequence, row);
    byKey.put(row.first().key(), row);
  }

  private Optional<SimRow> row(ClaimKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  private Stream<SimRow> those(Predicate<SimRow> which) {
    return rows.values().stream().filter(which);
  }

  private List<Long> sequences(Predicate<SimRow> which) {
    return those(which).map(row -> row.sequence).toList();
  }

  private boolean is(ClaimKey key, Predicate<SimRow> so) {
    return row(key).filter(so).isPresent();
  }

  // --- what is done with it

  /** What was granted before may have been delivered, or not: it is asked for again. */
  void askAgain(Set<Long> inHands) {
    those(row -> !inHands.contains(row.sequence)).forEach(SimRow::askAgain);
  }

  /** Whether it was granted and is asked for again. */
  boolean askAgain(long sequence) {
    SimRow row = rows.get(sequence);
    return row != null && row.askAgain();
  }

  /** All that has not ended. */
  List<Long> takeForGranted() {
    List<SimRow> open = those(row -> row.isOpen() && !row.isHeld()).toList();
    open.forEach(SimRow::takeForGranted);
    return open.stream().map(row -> row.sequence).toList();
  }

  // --- how it stands

  Fellows fellows() {
    return fellows;
  }

  boolean knows(ClaimKey key) {
    return byKey.containsKey(key);
  }

  boolean isWaiting(long sequence) {
    SimRow row = rows.get(sequence);
    return row != null && row.asks();
  }

  /** Whether a doubt makes a case of it. */
  boolean isCaseInDoubt(long sequence) {
    return rows.get(sequence).isCaseInDoubt();
  }

  /** What a person may give up: it waits for the others. */
  List<Long> mayBeGivenUp() {
    return sequences(SimRow::mayBeGivenUp);
  }

  /** Whether a person here would not have it. */
  boolean isRefused(ClaimKey key) {
    return is(key, SimRow::isRefused);
  }

  /** The same of what was granted to this node: so it has ended for all. */
  boolean isRefusedForAll(ClaimKey key) {
    return is(key, SimRow::isRefusedForAll);
  }

  /** Whether it was this node's, and nobody here has refused it. */
  boolean owes(ClaimKey key) {
    return is(key, SimRow::isOwed);
  }

  /** Where it belongs, if it is such a one, came before that, and was never tried in vain. */
  Optional<Shard> owedSince(ClaimKey key, Instant before) {
    return row(key).filter(row -> row.isOwedSince(before)).map(row -> row.shard);
  }

  /** What a person has to judge. */
  List<Long> held() {
    return sequences(SimRow::isHeld);
  }

  boolean isHeld(ClaimKey key) {
    return is(key, SimRow::isHeld);
  }

  Set<Shard> heldIn() {
    return those(SimRow::isHeld).map(row -> row.shard).collect(Collectors.toSet());
  }

  /**
   * What was granted, and is asked for again: while a node is missing nobody can say whose it is.
   */
  long askedAgain() {
    return those(SimRow::isAskedAgain).count();
  }

  boolean isAskedAgain(ClaimKey key) {
    return is(key, SimRow::isAskedAgain);
  }

  /** What was another's, and is to be this node's. */
  Set<ClaimKey> takenUp() {
    return Set.copyOf(takenUp);
  }

  /** Whether what another has left may be taken up: nothing of it is here. */
  boolean mayInherit(ClaimKey key) {
    return !knows(key) || is(key, SimRow::isOpenElsewhere);
  }

  /** What was tried in vain, until a person has it tried again. */
  List<Long> dead() {
    return sequences(SimRow::isDead);
  }

  /** What has ended, here or elsewhere. */
  Set<ClaimKey> ended() {
    return byKey.values().stream()
        .filter(SimRow::isDone)
        .map(row -> row.first().key())
        .collect(Collectors.toSet());
  }

  /** How many events of this node have not come to an end. */
  long open() {
    return those(SimRow::isOpen).count();
  }

  /** What is granted, with its shard. */
  Optional<Shard> shardOf(ClaimKey key) {
    return row(key).filter(SimRow::isGranted).map(row -> row.shard);
  }

  Optional<Bid> deliverable(long sequence) {
    return Optional.ofNullable(rows.get(sequence)).filter(SimRow::isGranted).map(SimRow::first);
  }

  String name(ClaimKey key) {
    return SimBids.word(byKey.get(key).first());
  }

  String fence(long sequence) {
    SimRow row = rows.get(sequence);
    return " by fence " + row.fence() + " in " + row.shard;
  }

  // --- what others are asked for and told

  List<Petition> waiting(long after, int most) {
    return those(row -> row.sequence > after && row.asks())
        .limit(most)
        .map(SimRow::petition)
        .toList();
  }

  Petition petition(long sequence) {
    return rows.get(sequence).petition();
  }

  /** All that has not ended. */
  List<Petition> all() {
    return those(SimRow::isOpen).map(SimRow::petition).toList();
  }

  List<Ended> unsettled(long after, int most) {
    return those(row -> row.isUnsettled() && row.sequence > after)
        .limit(most)
        .map(SimRow::ended)
        .toList();
  }

  /**
   * A piece behind a place. Rows come and go between two pieces, as in a store: what stands at the
   * place tells where the next begins, not how many were before.
   */
  Holdings.Piece remembered(Holdings.Cursor from, int most) {
    List<SimRow> some = behind(from, most, row -> !row.isLeftToItsOwner() && isAsserted(row));
    return new Holdings.Piece(some.stream().map(SimRow::remembered).toList(), next(some, most));
  }

  private boolean isAsserted(SimRow row) {
    return (flaw != SimFlaw.FORGETFUL || row.isElsewhere())
        && (flaw != SimFlaw.SELFISH || !row.isElsewhere());
  }

  /** A piece of what is granted, in the same way. */
  Holdings.Grants granted(Holdings.Cursor from, int most) {
    List<SimRow> some = behind(from, most, SimRow::isGranted);
    return new Holdings.Grants(some.stream().map(SimRow::grant).toList(), next(some, most));
  }

  private List<SimRow> behind(Holdings.Cursor from, int most, Predicate<SimRow> which) {
    long after = from instanceof At at ? at.sequence() : Long.MIN_VALUE;
    return those(row -> row.sequence > after && which.test(row)).limit(most).toList();
  }

  private static Holdings.Cursor next(List<SimRow> some, int most) {
    return some.size() < most ? Holdings.Cursor.END : new At(some.get(some.size() - 1).sequence);
  }

  /** Behind this sequence. */
  private record At(long sequence) implements Holdings.Cursor {}
}
