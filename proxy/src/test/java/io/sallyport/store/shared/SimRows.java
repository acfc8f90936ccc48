package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Holdings.Ended;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Holdings.Remembered;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a simulated node's journal adds up to. */
final class SimRows {
  private static final Duration LONG_AGO = Duration.ofHours(3);
  private final SimFlaw flaw;
  private final Map<Long, Row> rows = new TreeMap<>();
  private final Map<ClaimKey, Row> byKey = new HashMap<>();
  private final Set<ClaimKey> takenUp = new HashSet<>();
  private Fellows fellows = Fellows.NONE;

  /** An event of this node's. */
  private static final class Row {
    final long sequence;
    final Shard shard;
    final Bid bid;
    Standing standing = Standing.WAITING;
    long fence;
    boolean unsettled;
    Duration ago = Duration.ZERO;

    /** A person has let it go on. */
    boolean released;

    /** Whether it was ever this node's to deliver. */
    boolean wasGranted;

    /** It was tried in vain once, whatever became of it then. */
    boolean died;

    /** A person would not have it, and nobody is asked for it any more. */
    boolean asksNoMore;

    /** Whose it was, where it is to be inherited. */
    Optional<Estates.Lot> from = Optional.empty();

    /** Whose it is, where another node has it. */
    Optional<Found.Known> elsewhere = Optional.empty();

    Row(long sequence, Shard shard, Bid bid) {
      this.sequence = sequence;
      this.shard = shard;
      this.bid = bid;
    }

    /** As it is asked for now. */
    Bid bid() {
      return new Bid(
          bid.id(),
          bid.signed(),
          bid.content(),
          bid.label(),
          bid.origin(),
          bid.received(),
          bid.memory(),
          standing == Standing.HELD || isRefused(),
          released && fence == 0);
    }

    boolean isRefused() {
      return standing == Standing.REJECTED || standing == Standing.DISCARDED;
    }

    boolean asks() {
      boolean isAtRest = standing == Standing.HELD || (isRefused() && !asksNoMore);
      boolean asksThoughHeld = isAtRest && fence == 0 && elsewhere.isEmpty();
      return standing == Standing.WAITING || asksThoughHeld;
    }

    /** Whether another has it, who has not ended it, or it is held here, too. */
    boolean isLeftToItsOwner(SimFlaw flaw) {
      return elsewhere.filter(it -> !hasEnded(it, flaw) || standing == Standing.HELD).isPresent();
    }

    private static boolean hasEnded(Found.Known it, SimFlaw flaw) {
      return flaw == SimFlaw.HEARSAY ? it.standing().isEnded() : it.hasEndedForAll();
    }
  }

  SimRows(SimFlaw flaw) {
    this.flaw = flaw;
  }

  void apply(SimJournal record) {
    if (record instanceof SimJournal.Learnt it) {
      fellows = fellows.and(it.fellows());
    } else if (record instanceof SimJournal.Kept it) {
      Row row = new Row(it.sequence(), it.shard(), it.bid());
      rows.put(row.sequence, row);
      byKey.put(row.bid.key(), row);
    } else if (record instanceof SimJournal.Held it) {
      hold(it.sequence(), it.shard(), it.bid());
    } else if (record instanceof SimJournal.Doubted it) {
      Row before = rows.remove(it.sequence());
      hold(it.now().origin().sequence(), before.shard, it.now());
    } else if (record instanceof SimJournal.Released it) {
      Row row = rows.get(it.sequence());
      row.standing = Standing.WAITING;
      row.released = true;
      row.elsewhere = Optional.empty();
    } else if (record instanceof SimJournal.Refused it) {
      Row row = rows.get(it.sequence());
      row.standing = row.standing == Standing.HELD ? Standing.REJECTED : Standing.DISCARDED;
      row.unsettled = row.fence > 0;
    } else if (record instanceof SimJournal.Inherited it) {
      Row row = new Row(it.sequence(), it.shard(), it.bid());
      row.from = Optional.of(it.from());
      takenUp.add(row.bid.key());
      Optional.ofNullable(byKey.get(row.bid.key())).ifPresent(old -> rows.remove(old.sequence));
      rows.put(row.sequence, row);
      byKey.put(row.bid.key(), row);
    } else if (record instanceof SimJournal.Relayed it) {
      Row row = new Row(it.sequence(), it.shard(), it.bid());
      row.standing = Standing.DONE;
      row.fence = it.fence();
      row.unsettled = true;
      rows.put(row.sequence, row);
      byKey.put(row.bid.key(), row);
    } else if (record instanceof SimJournal.EndedLongAgo it) {
      Row row = new Row(it.sequence(), it.shard(), it.bid());
      row.standing = Standing.DONE;
      row.fence = it.fence();
      row.ago = LONG_AGO;
      rows.put(row.sequence, row);
      byKey.put(row.bid.key(), row);
    } else if (record instanceof SimJournal.Answered it) {
      answered(rows.get(it.sequence()), it.found());
    } else if (record instanceof SimJournal.Delivered it) {
      Row row = rows.get(it.sequence());
      row.standing = Standing.DONE;
      row.unsettled = true;
    } else if (record instanceof SimJournal.Died it) {
      Row row = rows.get(it.sequence());
      row.standing = Standing.DEAD;
      row.died = true;
      row.unsettled = true;
    } else if (record instanceof SimJournal.Revived it) {
      Row row = rows.get(it.sequence());
      row.standing = flaw == SimFlaw.BOLD ? Standing.QUEUED : Standing.WAITING;
      row.unsettled = true;
    } else if (record instanceof SimJournal.Told it) {
      Row row = byKey.get(it.key());
      row.unsettled &= toldAs(row.standing) != it.standing() || row.fence != it.fence();
    } else if (record instanceof SimJournal.Asserted it) {
      asserted(byKey.get(it.key()), it.answer());
    }
  }

  private void hold(long sequence, Shard shard, Bid bid) {
    Row row = new Row(sequence, shard, bid);
    row.standing = Standing.HELD;
    rows.put(sequence, row);
    byKey.put(bid.key(), row);
  }

  private void answered(Row row, Found found) {
    boolean held = row.standing == Standing.HELD;
    if (row.isRefused()) {
      refused(row, found);
    } else if (found instanceof Found.Granted granted) {
      row.fence = granted.fence();
      row.from = Optional.empty();
      row.wasGranted |= !held;
      row.standing = held ? Standing.HELD : Standing.QUEUED;
    } else if (held) {
      row.elsewhere = found instanceof Found.Known known ? Optional.of(known) : Optional.empty();
    } else {
      closed(row, found);
    }
  }

  /** A grant is noted, and told with its end; what is another's is left to it. */
  private void refused(Row row, Found found) {
    row.asksNoMore = true;
    if (found instanceof Found.Granted granted) {
      row.fence = granted.fence();
      row.unsettled = true;
    } else if (flaw != SimFlaw.FINAL
        && found instanceof Found.Known known
        && known.origin().node() != row.bid.origin().node()) {
      row.elsewhere = Optional.of(known);
    }
  }

  private static void closed(Row row, Found found) {
    row.standing = Standing.DONE;
    row.fence = 0;
    row.elsewhere = found instanceof Found.Known known ? Optional.of(known) : Optional.empty();
  }

  private void asserted(Row row, Assertion.Answer answer) {
    if (row.elsewhere.isPresent()) {
      return;
    }
    if (answer instanceof Assertion.Answer.Stands stands) {
      row.fence = stands.fence();
    } else if (row.isRefused() && row.fence == 0) {
      refused(row, ((Assertion.Answer.Yields) answer).to());
    } else if (!row.standing.isEnded() && row.standing != Standing.HELD) {
      closed(row, ((Assertion.Answer.Yields) answer).to());
    }
  }

  /** What was granted before may have been delivered, or not: it is asked for again. */
  void askAgain(Set<Long> inHands) {
    rows.values().stream()
        .filter(row -> row.standing == Standing.QUEUED && !inHands.contains(row.sequence))
        .forEach(row -> row.standing = Standing.WAITING);
  }

  /** Whether it was granted and is asked for again. */
  boolean askAgain(long sequence) {
    Row row = rows.get(sequence);
    boolean asks = row != null && row.standing == Standing.QUEUED;
    if (asks) {
      row.standing = Standing.WAITING;
    }
    return asks;
  }

  /** All that has not ended. */
  List<Long> takeForGranted() {
    List<Row> open =
        rows.values().stream()
            .filter(row -> !row.standing.isEnded() && row.standing != Standing.HELD)
            .toList();
    open.forEach(row -> row.standing = Standing.QUEUED);
    return open.stream().map(row -> row.sequence).toList();
  }

  Fellows fellows() {
    return fellows;
  }

  boolean knows(ClaimKey key) {
    return byKey.containsKey(key);
  }

  boolean isWaiting(long sequence) {
    Row row = rows.get(sequence);
    return row != null && row.asks();
  }

  /** Whether a doubt makes a case of it. */
  boolean isCaseInDoubt(long sequence) {
    Row row = rows.get(sequence);
    return row.standing == Standing.WAITING && row.fence == 0 && !row.released;
  }

  /** What a person may give up: it waits for the others. */
  List<Long> mayBeGivenUp() {
    return rows.values().stream()
        .filter(row -> row.standing == Standing.WAITING && row.from.isEmpty())
        .map(row -> row.sequence)
        .toList();
  }

  /** Whether a person here would not have it. */
  boolean isRefused(ClaimKey key) {
    return Optional.ofNullable(byKey.get(key)).filter(Row::isRefused).isPresent();
  }

  /** The same of what was granted to this node: so it has ended for all. */
  boolean isRefusedForAll(ClaimKey key) {
    return isRefused(key) && byKey.get(key).fence > 0;
  }

  /** Whether it was this node's, and nobody here has refused it. */
  boolean owes(ClaimKey key) {
    return Optional.ofNullable(byKey.get(key))
        .filter(row -> row.wasGranted && !row.isRefused())
        .isPresent();
  }

  /** Where it belongs, if it is such a one, came before that, and was never tried in vain. */
  Optional<Shard> owedSince(ClaimKey key, Instant before) {
    return Optional.ofNullable(byKey.get(key))
        .filter(row -> owes(key) && !row.died && row.bid.received().isBefore(before))
        .map(row -> row.shard);
  }

  /** What a person has to judge. */
  List<Long> held() {
    return rows.values().stream()
        .filter(row -> row.standing == Standing.HELD)
        .map(row -> row.sequence)
        .toList();
  }

  /**
   * What was granted, and is asked for again: while a node is missing nobody can say whose it is.
   */
  long askedAgain() {
    return rows.values().stream().filter(SimRows::isAskedAgain).count();
  }

  boolean isAskedAgain(ClaimKey key) {
    return Optional.ofNullable(byKey.get(key)).filter(SimRows::isAskedAgain).isPresent();
  }

  private static boolean isAskedAgain(Row row) {
    return row.standing == Standing.WAITING && row.fence > 0;
  }

  Set<Shard> heldIn() {
    return rows.values().stream()
        .filter(row -> row.standing == Standing.HELD)
        .map(row -> row.shard)
        .collect(Collectors.toSet());
  }

  /** What was another's, and is to be this node's. */
  Set<ClaimKey> takenUp() {
    return Set.copyOf(takenUp);
  }

  /** What is not delivered before others agree is on its way for them. */
  private static Standing toldAs(Standing standing) {
    return standing == Standing.WAITING ? Standing.QUEUED : standing;
  }

  /** What was tried in vain, until a person has it tried again. */
  List<Long> dead() {
    return rows.values().stream()
        .filter(row -> row.standing == Standing.DEAD)
        .map(row -> row.sequence)
        .toList();
  }

  /** What has ended, here or elsewhere. */
  Set<ClaimKey> ended() {
    return byKey.values().stream()
        .filter(row -> row.standing == Standing.DONE)
        .filter(row -> row.elsewhere.map(Found.Known::hasEndedForAll).orElse(true))
        .map(row -> row.bid.key())
        .collect(Collectors.toSet());
  }

  boolean isHeld(ClaimKey key) {
    return Optional.ofNullable(byKey.get(key))
        .filter(row -> row.standing == Standing.HELD)
        .isPresent();
  }

  List<Petition> waiting(long after, int most) {
    return rows.values().stream()
        .filter(row -> row.sequence > after && row.asks())
        .limit(most)
        .map(SimRows::petition)
        .toList();
  }

  Petition petition(long sequence) {
    return petition(rows.get(sequence));
  }

  private static Petition petition(Row row) {
    boolean wasGranted = row.fence != 0 && row.from.isEmpty();
    return new Petition(row.sequence, List.of(row.bid()), List.of(row.shard), row.from, wasGranted);
  }

  /** All that has not ended. */
  List<Petition> all() {
    return rows.values().stream()
        .filter(row -> !row.standing.isEnded())
        .map(SimRows::petition)
        .toList();
  }

  /** Whether what another has left may be taken up: nothing of it is here. */
  boolean mayInherit(ClaimKey key) {
    Row row = byKey.get(key);
    return row == null
        || (row.standing == Standing.DONE
            && row.elsewhere.filter(it -> !it.hasEndedForAll()).isPresent());
  }

  /** What is granted, with its shard. */
  Optional<Shard> shardOf(ClaimKey key) {
    return Optional.ofNullable(byKey.get(key))
        .filter(row -> row.standing == Standing.QUEUED)
        .map(row -> row.shard);
  }

  Optional<Bid> deliverable(long sequence) {
    Row row = rows.get(sequence);
    return row != null && row.standing == Standing.QUEUED ? Optional.of(row.bid) : Optional.empty();
  }

  String name(ClaimKey key) {
    return byKey.get(key).bid.id().value().substring(0, 8);
  }

  String fence(long sequence) {
    Row row = rows.get(sequence);
    return " by fence " + row.fence + " in " + row.shard;
  }

  List<Ended> unsettled(long after, int most) {
    return rows.values().stream()
        .filter(row -> row.unsettled && row.sequence > after)
        .limit(most)
        .map(
            row ->
                new Ended(
                    row.shard,
                    row.bid,
                    new Change(
                        row.bid.key(), row.fence, toldAs(row.standing), 0, row.bid.memory())))
        .toList();
  }

  /**
   * A piece behind a place. Rows come and go between two pieces, as in a store: what stands at the
   * place tells where the next begins, not how many were before.
   */
  Holdings.Piece remembered(Holdings.Cursor from, int most) {
    long after = from instanceof At at ? at.sequence() : Long.MIN_VALUE;
    List<Row> some =
        rows.values().stream()
            .filter(row -> row.sequence > after && !row.isLeftToItsOwner(flaw))
            .filter(row -> flaw != SimFlaw.FORGETFUL || row.elsewhere.isPresent())
            .filter(row -> flaw != SimFlaw.SELFISH || row.elsewhere.isEmpty())
            .limit(most)
            .toList();
    return new Holdings.Piece(
        some.stream().map(SimRows::remembered).toList(),
        some.size() < most ? Holdings.Cursor.END : new At(some.get(some.size() - 1).sequence));
  }

  /** A piece of what is granted, in the same way. */
  Holdings.Grants granted(Holdings.Cursor from, int most) {
    long after = from instanceof At at ? at.sequence() : Long.MIN_VALUE;
    List<Row> some =
        rows.values().stream()
            .filter(row -> row.sequence > after && row.standing == Standing.QUEUED)
            .limit(most)
            .toList();
    return new Holdings.Grants(
        some.stream()
            .map(row -> new Holdings.Grant(row.shard, new Holdings.Granted(row.bid(), row.fence)))
            .toList(),
        some.size() < most ? Holdings.Cursor.END : new At(some.get(some.size() - 1).sequence));
  }

  /** Behind this sequence. */
  private record At(long sequence) implements Holdings.Cursor {}

  private static Remembered remembered(Row row) {
    return new Remembered(
        row.shard,
        new Assertion(
            row.elsewhere.map(it -> row.bid.of(it.origin())).orElse(row.bid),
            row.elsewhere.isPresent() ? Standing.DONE : row.standing,
            row.fence,
            1,
            0,
            row.standing.isEnded() ? row.bid.memory().minus(row.ago) : Duration.ZERO));
  }

  /** How many events of this node have not come to an end. */
  long open() {
    return rows.values().stream().filter(row -> !row.standing.isEnded()).count();
  }
}
