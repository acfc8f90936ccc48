package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Failed;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one process; everything is sent and answered in order. It has a client of its
 * own, since closing the client is the library's only way to end a connection for good: closing the
 * connection gives it back to the pool.
 */
final class Line {
  /** More different scripts than anybody has. */
  private static final int TOLD_MAX = 1_024;

  private final RedisAddress address;
  private final Redis client;
  private final RedisConnection connection;
  private final LongSupplier nanos;
  private Consumer<String> whenLost = said -> {};
  private boolean isOpen = true;

  /** When it last said something, or was asked after having said everything; nanoseconds. */
  private long heardAt;

  private int owed;

  /** Scripts that this process has been told of over this connection. */
  private final Set<Script> told = new HashSet<>();

  /**
   * Has been opened.
   *
   * @param nanos monotonic
   */
  Line(RedisAddress address, Redis client, RedisConnection connection, LongSupplier nanos) {
    this.address = address;
    this.nanos = nanos;
    this.heardAt = nanos.getAsLong();
    this.client = client;
    this.connection = connection;
    connection.exceptionHandler(cause -> lose(Failed.text(cause)));
    connection.endHandler(end -> lose("the connection was closed"));
  }

  RedisAddress address() {
    return address;
  }

  boolean isOpen() {
    return isOpen;
  }

  /** Called once, if it ends other than by {@link #close}. */
  void whenLost(Consumer<String> handler) {
    whenLost = handler;
  }

  /** Whether the script has to be told first; from now on it has been. */
  boolean isNews(Script script) {
    if (told.size() >= TOLD_MAX) {
      told.clear();
    }
    return told.add(script);
  }

  /** Sends it at once; nil is null. */
  Future<@Nullable Response> send(Request request) {
    if (owed == 0) {
      heardAt = nanos.getAsLong();
    }
    owed++;
    return connection
        .send(request)
        .onComplete(
            reply -> {
              owed--;
              heardAt = nanos.getAsLong();
              if (reply.failed() && !isReply(reply.cause())) {
                lose(Failed.text(reply.cause()));
              }
            });
  }

  /** How long it has owed an answer without saying anything, in nanoseconds. */
  long silence() {
    return owed == 0 ? 0 : nanos.getAsLong() - heardAt;
  }

  /** Who is there; fails with {@link RedisFailure}. */
  Future<Identity> introduce() {
    return send(Request.cmd(Command.INFO))
        .transform(
            info -> {
              try {
                return info.succeeded()
                    ? Future.succeededFuture(Identity.read(address, String.valueOf(info.result())))
                    : Future.failedFuture(new RedisFailure(Failed.of(info.cause()), info.cause()));
              } catch (RedisFailure failure) {
                return Future.failedFuture(failure);
              }
            });
  }

  /** An error that Redis has said, not one of the way there. */
  private static boolean isReply(Throwable cause) {
    return cause instanceof Response reply
        && reply.type() == ResponseType.ERROR
        && Failed.of(cause).trouble() != Trouble.LOST;
  }

  /** Ends it as if the other end had. */
  void lose(String said) {
    if (isOpen) {
      close();
      whenLost.accept(said);
    }
  }

  /** What it still owes fails; completes when the connection is gone. */
  Future<Void> close() {
    isOpen = false;
    return client.close();
  }
}
