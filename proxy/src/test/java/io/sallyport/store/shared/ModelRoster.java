package io.sallyport.store.shared;

import io.sallyport.store.shared.Roster.Beat;
import io.sallyport.store.shared.Roster.Crowded;
import io.sallyport.store.shared.Roster.Foreign;
import io.sallyport.store.shared.Roster.Seated;
import io.sallyport.store.shared.Roster.Seating;
import io.sallyport.store.shared.Roster.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The plainest roster: the reference for every other. */
final class ModelRoster {
  private final Map<String, Row> rows;
  private Optional<Instant> since;
  private Optional<String> installation;
  private Instant last;
  private long history;

  /** A seat, and when it was last heard of. */
  private record Row(Seat seat, Instant beaten, Instant ends) {}

  ModelRoster() {
    rows = new TreeMap<>();
    since = Optional.empty();
    installation = Optional.empty();
    last = Instant.EPOCH;
  }

  ModelRoster(ModelRoster other) {
    rows = new TreeMap<>(other.rows);
    since = other.since;
    installation = other.installation;
    last = other.last;
    history = other.history;
  }

  Seating beat(Beat beat, String whose, Fellows met, long servedBy, Instant now) {
    Optional<String> another = installation.filter(it -> !it.equals(whose));
    if (another.isPresent()) {
      return new Foreign(whose, another.get());
    }
    Seat mine = beat.seat();
    boolean isNew = beat.before() == 0 && !met.numbers().containsKey(mine.node());
    if (isNew && met.numbers().size() >= Roster.NAMES_MOST) {
      return new Crowded(Roster.NAMES_MOST);
    }
    Duration lease = beat.lease();
    long before = beat.before();
    boolean isSteady =
        history == servedBy && since.isPresent() && !last.plus(lease.dividedBy(2)).isBefore(now);
    Instant steadySince = since.filter(unused -> isSteady).orElse(now);
    since = Optional.of(steadySince);
    history = servedBy;
    List<Seat> others = new ArrayList<>();
    for (Row row : rows.values()) {
      boolean isAlive = row.ends().isAfter(now);
      boolean isItsName = row.seat().node().equals(mine.node());
      boolean stands =
          isItsName
              ? !row.seat().boot().equals(mine.boot())
                  && !beat.dead().equals(Optional.of(row.seat().boot()))
                  && (before == 0 ? isAlive : row.beaten().toEpochMilli() >= before)
              : isAlive && row.seat().number() == mine.number();
      if (stands) {
        return new Taken(
            row.seat(),
            row.beaten().toEpochMilli(),
            isAlive ? Duration.between(now, row.ends()) : Duration.ZERO,
            Duration.between(row.beaten(), now));
      }
      if (isAlive && !isItsName) {
        others.add(row.seat());
      }
    }
    installation = Optional.of(whose);
    rows.put(mine.node(), new Row(mine, now, now.plus(lease)));
    last = now;
    return new Seated(others, Duration.between(steadySince, now), now.toEpochMilli());
  }

  boolean leave(Seat mine) {
    return Optional.ofNullable(rows.get(mine.node()))
        .filter(row -> row.seat().boot().equals(mine.boot()))
        .map(row -> rows.remove(mine.node()) != null)
        .orElse(false);
  }
}
