package io.sallyport.store.shared;

import io.sallyport.loop.Home;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * That this process, and no other, is the node of its name. Two of one name would sign for each
 * other when a shard is rebuilt, and take each other's claims for their own.
 *
 * <p>It is certain for so long after a beat was sent, by a clock that nobody sets: earlier than the
 * others could take it for dead. A process that finds another in its place never comes back.
 *
 * <p>What is volatile may be asked from any thread; the rest belongs to the home.
 */
public final class Lease {
  /**
   * How long a lease is, and how often it is renewed.
   *
   * @param lease of a seat
   * @param beat between two beats; about a third of it
   * @param margin what clocks and messages may be off by
   */
  public record Terms(Duration lease, Duration beat, Duration margin) {
    public static final Terms DEFAULT =
        new Terms(Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(5));

    public Terms {
      if (beat.toMillis() < 1 || lease.compareTo(beat.multipliedBy(2)) < 0) {
        throw new IllegalArgumentException("want a lease of two beats at least");
      }
    }

    /** After a beat of one who beats. */
    Duration nextBeat() {
      return beat.plus(beat.dividedBy(3));
    }
  }

  /** What beginning came to. */
  public sealed interface Start {
    /** This process is the node. */
    record Entered() implements Start {}

    /** It cannot be: it must end. */
    record Refused(Refusal refusal) implements Start {}

    /** Nobody could say. It goes on asking, and until it knows nothing is granted to this node. */
    record Unanswered(String why) implements Start {}
  }

  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final Seat mine;
  private final Optional<String> predecessor;
  private final Home home;
  private final Roster roster;
  private final Terms terms;
  private final LongSupplier nanos;
  private final Pause pause;
  private final Promise<Start> started = Promise.promise();
  private final List<Runnable> onEntered = new CopyOnWriteArrayList<>();
  private final List<Consumer<Refusal>> onLost = new CopyOnWriteArrayList<>();
  private final List<Runnable> onRegained = new CopyOnWriteArrayList<>();
  private BooleanSupplier takesUp = () -> false;
  private boolean asking;

  /** The beat that comes next. */
  private Runnable callOff = () -> {};

  /** Something is to be said before its time. */
  private boolean hurries;

  /** Whether the others may think that this process takes up what the dead leave. */
  private boolean isCountedOn;

  private Optional<Promise<Void>> leaving = Optional.empty();
  private Optional<Roster.Taken> before = Optional.empty();
  private boolean entered;

  /** When it last beat, by the roster's time; 0 where it did not. */
  private long beaten;

  private long beats;
  private boolean ended;
  private String unanswered = "nothing was asked yet";
  private volatile long certainUntil;
  private final AtomicInteger term = new AtomicInteger();
  private long certainSince;
  private volatile Duration steady = Duration.ZERO;
  private volatile boolean held;
  private volatile @Nullable Refusal lost;
  private volatile List<Seat> others = List.of();

  /** Of a node that cannot be asked what lies at it. */
  public Lease(
      String node,
      int number,
      Boot boot,
      Home home,
      Roster roster,
      Terms terms,
      LongSupplier nanos,
      RandomGenerator random) {
    this(node, number, boot, Optional.empty(), home, roster, terms, nanos, random);
  }

  /**
   * Nothing is asked yet.
   *
   * @param node its name
   * @param number of the name
   * @param address where the others ask what lies at this node; empty where they cannot
   * @param home the one thread that it belongs to
   * @param nanos monotonic, in nanoseconds
   * @param random for jitter
   */
  public Lease(
      String node,
      int number,
      Boot boot,
      Optional<String> address,
      Home home,
      Roster roster,
      Terms terms,
      LongSupplier nanos,
      RandomGenerator random) {
    this.mine = new Seat(node, number, boot.id(), address);
    this.predecessor = boot.predecessor();
    this.home = home;
    this.roster = roster;
    this.terms = terms;
    this.nanos = nanos;
    this.pause = new Pause(random);
  }

  /**
   * Whether this process finishes now what a dead one leaves: the others are told so with each
   * beat, and count on it. Asked on the home. Before {@link #start}.
   */
  void takesUp(BooleanSupplier now) {
    takesUp = now;
  }

  /** Is told once that this process is the node; on the home. Before {@link #start}. */
  public void onEntered(Runnable listener) {
    onEntered.add(listener);
  }

  /**
   * Is told once that this process, which began, cannot be the node, on the home: nothing is
   * granted to it any more, and it should end. Before {@link #start}.
   */
  public void onLost(Consumer<Refusal> listener) {
    onLost.add(listener);
  }

  /**
   * Is told each time that this process is the node once more, after it was not certain: others may
   * have taken it for dead. On the home, before {@link #isCertain} says so. Before {@link #start}.
   */
  public void onRegained(Runnable listener) {
    onRegained.add(listener);
  }

  /**
   * Begins to beat. Where another has the place it waits, a lease at most, whether that one is
   * still heard of.
   *
   * @return what it came to, within about two leases, and one beat where nobody answers; never
   *     fails
   */
  public Future<Start> start() {
    home.run(
        () -> {
          home.after(terms.beat(), this::isItAnswered);
          beat();
        });
    return started.future();
  }

  /** Where there is a predecessor, it gets the time that is its own. */
  private void isItAnswered() {
    if (before.isPresent() && !ended) {
      home.after(
          terms.lease().multipliedBy(2),
          () -> started.tryComplete(new Start.Unanswered(unanswered)));
    } else {
      started.tryComplete(new Start.Unanswered(unanswered));
    }
  }

  /** Whether this process is the node for certain, now. Any thread. */
  public boolean isCertain() {
    return held && certainUntil - nanos.getAsLong() > 0;
  }

  /** How often it has become certain; 0 before the first time. Any thread. */
  int term() {
    return term.get();
  }

  /**
   * How long others may still think that it is dead, who were told so before it became certain;
   * longer than any of them is certain to be a node without having heard better.
   */
  Duration untilKnownAlive() {
    long left = certainSince + terms.lease().plus(terms.margin()).toNanos() - nanos.getAsLong();
    return isCertain() ? Duration.ofNanos(Math.max(0, left)) : terms.lease();
  }

  /** Who else was alive at the last beat. */
  List<Seat> others() {
    return others;
  }

  /**
   * This process, as the others may see it, and who else was alive at the last beat. A beat that
   * was not answered may have arrived.
   */
  List<Seat> seats() {
    List<Seat> seats = new ArrayList<>(others);
    seats.add(mine.takingUp(isCountedOn));
    return seats;
  }

  /** How often the roster has said who is there. */
  long beats() {
    return beats;
  }

  /** For how long nobody's beat can have been lost, at the last one. */
  Duration steady() {
    return steady;
  }

  /** Who has the place instead; empty while nobody is known to. Any thread. */
  public Optional<Refusal> lost() {
    return Optional.ofNullable(lost);
  }

  Terms terms() {
    return terms;
  }

  /** How many nodes are alive, this one among them, when that was last known. Any thread. */
  public int live() {
    return others.size() + 1;
  }

  /**
   * The same; as many as are known, this one among them, where nobody has said yet who is alive.
   */
  public int live(int known) {
    return term() == 0 ? Math.max(1, known) : live();
  }

  /**
   * Gives the place free, and beats no more. Completes whether or not that was heard; any thread.
   */
  public Future<Void> leave() {
    Promise<Void> left = Promise.promise();
    home.run(
        () -> {
          boolean hasIt = held && !ended;
          ended = true;
          held = false;
          started.tryComplete(new Start.Unanswered("it was stopped"));
          if (!hasIt) {
            left.complete();
          } else if (asking) {
            leaving = Optional.of(left); // or the beat might come after it
          } else {
            leave(left);
          }
        });
    return left.future();
  }

  private void leave(Promise<Void> left) {
    Asking.of(home, () -> roster.leave(mine), unused -> left.complete());
  }

  /** Says what there is to say without waiting for the time of the next beat. On the home. */
  void beatSoon() {
    if (asking) {
      hurries = true; // what is on its way may say what was so before
    } else if (entered) {
      callOff.run();
      beat();
    }
  }

  private void beatAfter(Duration time) {
    callOff = home.after(time, this::beat);
  }

  private void beat() {
    if (ended) {
      return;
    }
    asking = true;
    hurries = false;
    long sent = nanos.getAsLong();
    Seat saying = mine.takingUp(takesUp.getAsBoolean());
    isCountedOn |= saying.takesUp();
    Asking.of(
        home,
        () -> roster.beat(new Roster.Beat(saying, terms.lease(), beaten, predecessor)),
        reply -> {
          asking = false;
          if (ended) {
            leaving.ifPresent(this::leave);
          } else {
            replied(sent, saying, reply);
          }
        });
  }

  private void replied(long sent, Seat said, Reply<Roster.Seating> reply) {
    if (!(reply instanceof Reply.Certain<Roster.Seating> certain)) {
      unanswered = Asking.why(reply);
      beatAfter(pause.next());
      return;
    }
    pause.over();
    if (certain.value() instanceof Roster.Seated seated) {
      isCountedOn = said.takesUp();
      seated(sent, seated);
    } else if (certain.value() instanceof Roster.Foreign foreign) {
      lose(new Refusal.Foreign(foreign.mine(), foreign.theirs()));
    } else if (certain.value() instanceof Roster.Crowded crowded) {
      lose(new Refusal.Crowded(mine.node(), crowded.most()));
    } else {
      taken((Roster.Taken) certain.value());
    }
  }

  private void seated(long sent, Roster.Seated seated) {
    beats++;
    others = seated.others();
    steady = seated.steady();
    boolean was = isCertain(); // asked once: time goes on
    boolean lapsed = entered && !was;
    if (!was) {
      certainSince = nanos.getAsLong();
      term.incrementAndGet();
    }
    if (lapsed) {
      onRegained.forEach(Runnable::run);
    }
    certainUntil = sent + terms.lease().toNanos();
    held = true;
    beatAfter(hurries ? AT_ONCE : terms.beat());
    beaten = seated.at();
    if (!entered) {
      entered = true;
      started.tryComplete(new Start.Entered());
      onEntered.forEach(Runnable::run);
    }
  }

  private void taken(Roster.Taken taken) {
    // A roster that was set back, or forth, shows other beats of one who is dead.
    boolean beatsOn =
        before.filter(it -> taken.beaten() > it.beaten() + it.ago().toMillis()).isPresent();
    if (entered || beatsOn) {
      lose(new Refusal.Displaced(mine, taken.by(), taken.ago()));
      return;
    }
    before = before.or(() -> Optional.of(taken));
    Duration wait = taken.left().compareTo(terms.nextBeat()) < 0 ? taken.left() : terms.nextBeat();
    unanswered = "another process was the node " + mine.node() + " until a moment ago";
    beatAfter(wait.plusMillis(1));
  }

  private void lose(Refusal refusal) {
    ended = true;
    held = false;
    lost = refusal;
    if (!started.tryComplete(new Start.Refused(refusal))) {
      onLost.forEach(listener -> listener.accept(refusal));
    }
  }
}
