package io.sallyport.store.shared;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Port: who is alive. Each node has one seat, which is its own for so long after it last beat, by
 * the time of whoever keeps the roster. It may be lost as a whole: then whoever beats first has the
 * seat.
 *
 * <p>All seats are one installation's: that of whoever beat first. To another one its events would
 * be copies of these.
 *
 * <p>No future fails for what a network or a server does; that is a {@link Reply}.
 */
public interface Roster {
  /**
   * Where all nodes meet: of whom it is known there, with those that were forgotten, was one of
   * them. No integration is called so.
   */
  Shard MEETING = new Shard("-", 0);

  /** With so many names known no other becomes one of them. */
  int NAMES_MOST = 256;

  /** Says that a process is alive. */
  Future<Reply<Seating>> beat(Beat beat);

  /**
   * What a process says.
   *
   * @param seat where the others ask it, and whether it takes up anything, as of now
   * @param lease for how long its seat is its own from now on
   * @param before when it last beat, as it was told; 0 where it was not. Whoever has the seat and
   *     beat later has replaced it, even if its time is over, too; whoever beat earlier stands
   *     there because the roster was set back
   * @param dead the boot of a process of this name that is surely dead
   */
  record Beat(Seat seat, Duration lease, long before, Optional<String> dead) {}

  /**
   * The seat is free.
   *
   * @return whether it was this process's
   */
  Future<Reply<Boolean>> leave(Seat mine);

  /** What a beat came to. */
  sealed interface Seating {}

  /**
   * The seat is the caller's.
   *
   * @param others who else is alive, as each said with its last beat
   * @param steady for how long nothing of the roster can have been lost and all could beat: who is
   *     not among them although this is longer than a lease is not alive
   * @param at when that was, in milliseconds of the roster's time
   */
  record Seated(List<Seat> others, Duration steady, long at) implements Seating {
    public Seated {
      others = List.copyOf(others);
    }
  }

  /**
   * Another process has the seat, or another name the number; nothing was changed.
   *
   * @param beaten when it last beat, in milliseconds of the roster's time: another with every beat
   * @param left until its time is over; zero where it is
   * @param ago since it last beat
   */
  record Taken(Seat by, long beaten, Duration left, Duration ago) implements Seating {}

  /**
   * The roster is another installation's; nothing was changed.
   *
   * @param mine the fingerprint of the caller's
   * @param theirs that of whoever beat first
   */
  record Foreign(String mine, String theirs) implements Seating {}

  /**
   * The caller has not beaten before, its name is not known where all meet, and there are as many
   * as may be; nothing was changed.
   *
   * @param most how many that is
   */
  record Crowded(int most) implements Seating {}
}
