package io.sallyport.store.local;

import io.sallyport.admit.Outbox;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Waiting;
import io.sallyport.store.local.LedgerRecord.Begun;
import io.sallyport.store.local.LedgerRecord.Ended;
import io.sallyport.store.local.LedgerRecord.Failed;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** What waits for delivery on this node. */
final class LocalOutbox implements Outbox {
  private static final int TAKE_MAX = 1_000;

  /** Until it is looked again whether the journal has room. */
  private static final Duration WITHOUT_ROOM = Duration.ofSeconds(1);

  private final VertxInternal vertx;
  private final Desk desk;
  private final Contents contents;

  LocalOutbox(VertxInternal vertx, Desk desk, Contents contents) {
    this.vertx = vertx;
    this.desk = desk;
    this.contents = contents;
  }

  @Override
  public Future<Taken> take(String integration, int most) {
    return read(group -> taken(group, integration, Math.min(most, TAKE_MAX)));
  }

  private Taken taken(Group group, String integration, int most) {
    if (group.isWithoutRoom()) {
      // What is sent on now would have ended nowhere: every end would wait in memory.
      return new Taken(List.of(), Optional.of(desk.clock().toWall(group.now().plus(WITHOUT_ROOM))));
    }
    Optional<Integer> name = group.state().names().known(integration);
    if (name.isEmpty()) {
      return new Taken(List.of(), Optional.empty());
    }
    List<Waiting> found = new ArrayList<>();
    // What is in hands stays in the list: so many more must be looked at.
    int look = most + desk.hands().count() + 1;
    for (Map.Entry<OrderKey, ?> entry :
        group
            .state()
            .inOrder(
                OrderKey.first(OrderKey.Kind.QUEUE, name.get()),
                OrderKey.last(OrderKey.Kind.QUEUE, name.get()),
                look)) {
      OrderKey key = entry.getKey();
      if (desk.hands().has(key.sequence())) {
        continue;
      }
      Instant due = Instant.ofEpochMilli(key.time());
      if (due.isAfter(group.now()) || found.size() == most) {
        return new Taken(found, Optional.of(desk.clock().toWall(due)));
      }
      group.state().consignment(key.sequence()).map(desk::take).ifPresent(found::add);
    }
    return new Taken(found, Optional.empty());
  }

  @Override
  public Future<Parcel> open(Waiting waiting) {
    LocalWaiting mine = (LocalWaiting) waiting;
    Consignment consignment = mine.consignment();
    Optional<Parcel> recent =
        consignment.whole() ? contents.recent().take(consignment.at()) : Optional.empty();
    if (recent.isPresent()) {
      Parcel parcel = recent.get().named(consignment.id()).at(mine.attempt());
      return vertx.getOrCreateContext().succeededFuture(parcel);
    }
    return contents
        .delivery(consignment.at())
        .compose(found -> found.isPresent() ? Future.succeededFuture(found) : carried(mine))
        .map(
            stored ->
                parcel(
                    mine,
                    stored.orElseThrow(
                        () -> new IllegalStateException("what is queued is kept in the journal"))));
  }

  /** It stands elsewhere when its segment has gone since it was taken. */
  private Future<Optional<Contents.Stored>> carried(LocalWaiting mine) {
    return read(group -> group.state().consignment(mine.sequence()).map(Consignment::at))
        .compose(
            at ->
                at.isPresent()
                    ? contents.delivery(at.get())
                    : Future.succeededFuture(Optional.empty()));
  }

  /** The whole delivery, or the part of it that is the one event. */
  private static Parcel parcel(LocalWaiting mine, Contents.Stored stored) {
    Consignment consignment = mine.consignment();
    Parcel parcel =
        consignment.whole() || consignment.items().size() != 1
            ? stored.parcel().named(consignment.id())
            : stored.part(consignment.items().get(0), consignment.id());
    return parcel.at(mine.attempt());
  }

  @Override
  public Future<Waiting> begin(Waiting waiting) {
    LocalWaiting mine = (LocalWaiting) waiting;
    ContextInternal context = vertx.getOrCreateContext();
    Promise<Waiting> promise = context.promise();
    Executor loop = context.nettyEventLoop();
    desk.submit(
        new OldTask(
            Bounds.smallBytesMost(),
            loop,
            failure -> promise.fail(failure),
            (group, task) -> {
              group.add(new Begun(mine.sequence(), mine.attempt(), group.now()));
              Waiting begun =
                  group
                      .state()
                      .consignment(mine.sequence())
                      .<Waiting>map(
                          it ->
                              new LocalWaiting(mine.integration(), it, mine.attempt(), mine.due()))
                      .orElse(mine);
              group.tellThen(task, loop, () -> promise.complete(begun));
            }));
    return promise.future();
  }

  @Override
  public void delivered(Waiting waiting, Attempt attempt) {
    end(waiting, attempt, Standing.DONE);
  }

  @Override
  public void exhausted(Waiting waiting, Attempt attempt) {
    end(waiting, attempt, Standing.DEAD);
  }

  private void end(Waiting waiting, Attempt attempt, Standing standing) {
    LocalWaiting mine = (LocalWaiting) waiting;
    ByteBuffer sealed = contents.sealAttempt(mine.sequence(), attempt);
    record(
        Bounds.attemptBytesMost(),
        (group, task) -> {
          desk.hands().release(mine.sequence());
          group.add(
              new Ended(
                  mine.sequence(),
                  standing,
                  attempt.number(),
                  attempt.status(),
                  group.now(),
                  sealed));
        });
  }

  @Override
  public void failed(Waiting waiting, Attempt attempt, Instant due) {
    LocalWaiting mine = (LocalWaiting) waiting;
    ByteBuffer sealed = contents.sealAttempt(mine.sequence(), attempt);
    record(
        Bounds.attemptBytesMost(),
        (group, task) -> {
          boolean turns = desk.hands().release(mine.sequence());
          group.add(
              new Failed(
                  mine.sequence(),
                  attempt.number(),
                  attempt.status(),
                  desk.clock().fromWall(due),
                  sealed));
          released(group, mine, turns);
        });
  }

  @Override
  public void giveBack(Waiting waiting, Instant due) {
    LocalWaiting mine = (LocalWaiting) waiting;
    record(
        Bounds.smallBytesMost(),
        (group, task) -> {
          boolean turns = desk.hands().release(mine.sequence());
          boolean begun =
              group
                  .state()
                  .consignment(mine.sequence())
                  .map(it -> it.attempts() != mine.triesBefore())
                  .orElse(false);
          // Who asks is told of what waits when a group has been synced, so there must be one.
          if (turns || begun || due.toEpochMilli() != mine.due().toEpochMilli()) {
            group.add(
                new Failed(
                    mine.sequence(),
                    mine.triesBefore(),
                    0,
                    desk.clock().fromWall(due),
                    ByteBuffer.allocate(0)));
          }
          released(group, mine, turns);
        });
  }

  /** In the same decision: nobody may take it before it was asked for again. */
  private void released(Group group, LocalWaiting mine, boolean turns) {
    if (turns) {
      group.state().beginning().waits(mine.sequence());
    }
    desk.moved(mine.sequence());
  }

  @Override
  public Future<List<Backlog>> backlogs() {
    return read(
        group -> {
          List<Backlog> backlogs = new ArrayList<>();
          group
              .state()
              .usages()
              .forEach((name, usage) -> backlog(group, name, usage).ifPresent(backlogs::add));
          return backlogs;
        });
  }

  private Optional<Backlog> backlog(Group group, int name, Usage usage) {
    return group
        .state()
        .inOrder(
            OrderKey.first(OrderKey.Kind.QUEUE, name), OrderKey.last(OrderKey.Kind.QUEUE, name), 1)
        .stream()
        .findFirst()
        .flatMap(entry -> group.state().consignment(entry.getKey().sequence()))
        .map(
            first ->
                new Backlog(
                    group.state().names().name(name),
                    usage.queued(),
                    first.receivedAt(),
                    desk.clock().toWall(first.due())));
  }

  @Override
  public Future<List<Waiting>> heads(String integration, int most) {
    return heads(integration, most, HeadSurvey.ROWS_AT_ONCE);
  }

  /** The same, with so much of the queue in each decision. */
  Future<List<Waiting>> heads(String integration, int most, int rowsAtOnce) {
    Promise<List<Waiting>> heads = vertx.getOrCreateContext().promise();
    read(group ->
            group
                .state()
                .names()
                .known(integration)
                .map(
                    name -> {
                      HeadSurvey survey = new HeadSurvey(desk, name, most, rowsAtOnce);
                      desk.began(survey);
                      return survey;
                    }))
        .onSuccess(
            begun ->
                begun.ifPresentOrElse(
                    survey -> goOn(survey, heads), () -> heads.complete(List.of())))
        .onFailure(heads::fail);
    return heads.future();
  }

  /**
   * A piece in each decision, until there is none. No piece's future waits for the next one's: a
   * queue of millions has thousands of pieces, and a chain as long ends in an overflow of the
   * stack.
   */
  private void goOn(HeadSurvey survey, Promise<List<Waiting>> heads) {
    read(group -> isWhole(survey))
        .onSuccess(
            whole -> {
              if (whole) {
                heads.complete(survey.heads());
              } else {
                goOn(survey, heads);
              }
            })
        .onFailure(heads::fail);
  }

  private boolean isWhole(HeadSurvey survey) {
    boolean whole = survey.goOn();
    if (whole) {
      desk.ended(survey);
    }
    return whole;
  }

  @Override
  public void whenReady(Consumer<String> listener) {
    desk.whenReady(listener);
  }

  private void record(int bytes, BiConsumer<Group, Task> decide) {
    Executor loop = vertx.getOrCreateContext().nettyEventLoop();
    desk.submit(new OldTask(bytes, loop, failure -> {}, decide));
  }

  private <T> Future<T> read(Function<Group, T> read) {
    ContextInternal context = vertx.getOrCreateContext();
    Promise<T> promise = context.promise();
    Executor loop = context.nettyEventLoop();
    desk.submit(
        new OldTask(
            0,
            loop,
            failure -> promise.fail(failure),
            (group, task) -> {
              T result = read.apply(group);
              group.tellThen(task, loop, () -> promise.complete(result));
            }));
    return promise.future();
  }
}
