package io.sallyport.store.redis;

import io.sallyport.store.redis.wire.Call;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.redis.wire.Replies;
import io.sallyport.store.redis.wire.Script;
import io.sallyport.store.redis.wire.Slot;
import io.sallyport.store.redis.wire.Waits;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.Roster;
import io.sallyport.store.shared.Seat;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The roster on a Redis: one hash, in the slot where all nodes meet. A beat counts when the
 * certainty that is wanted is reached, as a grant does: what is cut off from its replicas keeps
 * nobody alive.
 *
 * <p>Safe from any thread.
 */
public final class RedisRoster implements Roster {
  private static final String KEY = "sp:{-:0}nodes";
  private static final ShardKeys MEETING = new ShardKeys(Roster.MEETING);

  private static final Script INSTALLATION =
      Script.of("installation", Scripts.read("installation"));

  private final String installation;
  private final Questions questions;
  private final Waits confirmed;
  private final Scripts scripts;
  private final String key;
  private final Slot slot;

  /**
   * A roster, as the nodes of one installation see it.
   *
   * @param installation its fingerprint
   * @param confirmation how long a replica may take to confirm
   */
  public RedisRoster(
      RedisWire wire, String installation, Certainty certainty, Duration confirmation) {
    this(wire, installation, certainty, confirmation, Scripts.ours(), KEY);
  }

  RedisRoster(
      RedisWire wire,
      String installation,
      Certainty certainty,
      Duration confirmation,
      Scripts scripts,
      String key) {
    this.installation = installation;
    this.questions = new Questions(wire, certainty);
    this.confirmed = certainty.waits(confirmation);
    this.scripts = scripts;
    this.key = key;
    this.slot = Slot.of(key);
  }

  /**
   * Whose database this is.
   *
   * @return the fingerprint of the installation whose nodes agree there; empty where none has
   *     begun. Fails when nobody answers
   */
  public static Future<Optional<String>> installation(RedisWire wire) {
    return wire.run(Slot.of(KEY), List.of(Call.of(INSTALLATION).key(KEY)), Waits.none())
        .compose(Replies::only)
        .map(said -> said.map(Response::toString).filter(text -> !text.isEmpty()));
  }

  @Override
  public Future<Reply<Seating>> beat(Beat beat) {
    Seat mine = beat.seat();
    Call call =
        Call.of(scripts.beat)
            .key(key)
            .key(MEETING.shard())
            .arg(mine.node())
            .arg(Integer.toUnsignedString(mine.number()))
            .arg(mine.boot())
            .arg(beat.lease().toMillis())
            .arg(beat.before())
            .arg(beat.dead().orElse(""))
            .arg(installation)
            .arg(mine.address().orElse(""))
            .arg(mine.takesUp() ? mine.boot() : "");
    return questions.ask(slot, call, confirmed, this::seating);
  }

  @Override
  public Future<Reply<Boolean>> leave(Seat mine) {
    Call call = Call.of(scripts.leave).key(key).arg(mine.node()).arg(mine.boot());
    return questions.ask(slot, call, confirmed, said -> said.get(0).toInteger() == 1);
  }

  private Seating seating(Response said) {
    if (said.get(0).toString().equals("F")) {
      return new Foreign(installation, said.get(1).toString());
    }
    if (said.get(0).toString().equals("C")) {
      return new Crowded(said.get(1).toInteger());
    }
    if (said.get(0).toString().equals("T")) {
      return new Taken(seat(said, 1), said.get(4).toLong(), millis(said, 5), millis(said, 6));
    }
    return new Seated(
        StreamSupport.stream(said.get(3).spliterator(), false).map(RedisRoster::other).toList(),
        millis(said, 1),
        said.get(2).toLong());
  }

  private static Seat seat(Response said, int from) {
    return new Seat(
        said.get(from).toString(),
        Integer.parseUnsignedInt(said.get(from + 1).toString()),
        said.get(from + 2).toString());
  }

  private static Seat other(Response said) {
    Seat seat = seat(said, 0);
    String address = said.get(3).toString();
    return new Seat(
        seat.node(),
        seat.number(),
        seat.boot(),
        address.isEmpty() ? Optional.empty() : Optional.of(address),
        said.get(4).toInteger() == 1);
  }

  private static Duration millis(Response said, int at) {
    return Duration.ofMillis(said.get(at).toLong());
  }
}
