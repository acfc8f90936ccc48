package io.sallyport.admit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Every limit's buckets. Several limits are spent together: where one of them refuses, none is.
 *
 * <p>Bounded: {@link #KEYS_MAX} keys a limit and {@link #KEYS_MAX_IN_ALL} in all; more share one
 * overflow bucket a limit. Kept in memory: after a restart all buckets are full. A limit that
 * changes keeps its buckets, so that a reload refills nobody's; nor does one that was wider before
 * keep anybody waiting for longer than the new one can.
 *
 * <p>For one thread, the committer's.
 */
public final class LimitTable {
  public static final int KEYS_MAX = 65_536;
  public static final int KEYS_MAX_IN_ALL = 1_048_576;

  /**
   * An event is paced by no more than this. What would wait longer is refused: such a limit lies
   * far below what the sender sends, and a queue would only grow.
   */
  public static final Duration PACE_MAX = Duration.ofDays(1);

  private static final int TIDY_MIN = 64;

  private final RandomGenerator random;
  private final int keysMax;
  private final int keysMaxInAll;
  private final Map<Name, Bookings> tables = new HashMap<>();
  private int tidyAt = TIDY_MIN;
  private int sharers = 1;

  private record Name(String integration, String limit) {}

  /** With the default bounds. */
  public LimitTable(RandomGenerator random) {
    this(random, KEYS_MAX, KEYS_MAX_IN_ALL);
  }

  /**
   * With other bounds.
   *
   * @param keysMax a power of two, at least {@value Bookings#PLACES_MIN}
   * @param keysMaxInAll past it no table grows; each limit has its first {@value
   *     Bookings#PLACES_MIN} anyway
   */
  LimitTable(RandomGenerator random, int keysMax, int keysMaxInAll) {
    this.random = random;
    this.keysMax = keysMax;
    this.keysMaxInAll = keysMaxInAll;
  }

  /**
   * So many tables, one a node, grant a limit together: each its part of the rate and of the burst,
   * at least one at once. What was taken stays taken.
   *
   * @param nodes at least 1
   */
  public void sharedAmong(int nodes) {
    if (nodes < 1) {
      throw new IllegalArgumentException("want at least one node, got " + nodes);
    }
    sharers = nodes;
  }

  /**
   * Takes a permit of each limit, or of none where one of them refuses. An event that is to be held
   * takes those of the others: it takes room, too. A limit that is over and only holds or is soft
   * gives nothing.
   *
   * @param now nanoseconds of a monotonic clock
   */
  public Ruling spend(String integration, List<Charge> charges, long now) {
    List<Charge> taken = new ArrayList<>(charges.size());
    List<Limit> passedOver = new ArrayList<>();
    Optional<Limit> hold = Optional.empty();
    Optional<Limit> stop = Optional.empty();
    long pace = 0;
    long longest = 0;
    for (Charge charge : charges) {
      Limit limit = charge.limit();
      Bookings bookings = bookings(integration, limit, now);
      long next = bookings.until(charge.key(), now, mostNanos(limit)) + permitNanos(limit);
      long wait = next - now - burstNanos(limit);
      if (wait <= 0) {
        book(bookings, charge, next, now, taken);
      } else if (limit.soft()) {
        passedOver.add(limit);
      } else if (limit.over() == Limit.Over.HOLD) {
        hold = hold.or(() -> Optional.of(limit));
      } else if (limit.over() == Limit.Over.DELAY && wait <= PACE_MAX.toNanos()) {
        book(bookings, charge, next, now, taken);
        pace = Math.max(pace, wait);
      } else if (wait > longest) {
        // The others are still asked: the sender is told when all of them would let it pass.
        stop = Optional.of(limit);
        longest = wait;
      }
    }
    if (stop.isPresent()) {
      giveBack(integration, taken, now);
      return new Ruling.Stopped(stop.get(), Duration.ofNanos(longest));
    }
    return new Ruling.Passed(Duration.ofNanos(pace), hold, passedOver, taken);
  }

  /**
   * Gives back what an event took a moment ago that got no place after all.
   *
   * @param now the same as when it was taken
   */
  public void giveBack(String integration, Ruling.Passed passed, long now) {
    giveBack(integration, passed.taken(), now);
  }

  /** The same some time later, for a turn that came to nothing. */
  public void giveBackLate(String integration, Ruling.Passed passed, long now) {
    for (Charge charge : passed.taken()) {
      Limit limit = charge.limit();
      Bookings bookings = bookings(integration, limit, now);
      bookings.until(charge.key(), now, mostNanos(limit));
      bookings.unbookLate(charge.key(), permitNanos(limit));
    }
  }

  private void giveBack(String integration, List<Charge> taken, long now) {
    for (Charge charge : taken) {
      Limit limit = charge.limit();
      Bookings bookings = bookings(integration, limit, now);
      bookings.until(charge.key(), now, mostNanos(limit));
      bookings.unbook(charge.key(), permitNanos(limit));
    }
  }

  private static void book(
      Bookings bookings, Charge charge, long until, long now, List<Charge> taken) {
    bookings.book(charge.key(), until, now);
    taken.add(charge);
  }

  private Bookings bookings(String integration, Limit limit, long now) {
    Name name = new Name(integration, limit.name());
    Bookings known = tables.get(name);
    if (known == null) {
      if (tables.size() >= tidyAt) {
        // Limits that are gone from the policies leave their tables behind.
        tables.values().removeIf(table -> table.isIdle(now));
        tidyAt = Math.max(TIDY_MIN, 2 * tables.size());
      }
      known = new Bookings(keysMax, random.nextLong(), this::mayGrowBy, now);
      tables.put(name, known);
    }
    return known;
  }

  private boolean mayGrowBy(int places) {
    return places() + places <= keysMaxInAll;
  }

  /** How many buckets there is room for now. */
  int places() {
    return tables.values().stream().mapToInt(Bookings::places).sum();
  }

  /** The time in which one permit comes back, rounded up: never more than the limit says. */
  private long permitNanos(Limit limit) {
    return sharers * Math.max(1, (limit.per().toNanos() + limit.permits() - 1) / limit.permits());
  }

  private long burstNanos(Limit limit) {
    return permitNanos(limit) * ((limit.burst() + sharers - 1) / sharers);
  }

  /** No bucket is booked further ahead. */
  private long mostNanos(Limit limit) {
    return burstNanos(limit) + (limit.over() == Limit.Over.DELAY ? PACE_MAX.toNanos() : 0);
  }
}
