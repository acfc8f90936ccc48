package io.sallyport.admit;

import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Port: what waits for delivery. A consignment that was taken is in one pair of hands until it is
 * ended, put off or given back; after a crash all are free again, and count as tried once more.
 * Calls take effect in the order in which they are made, whatever their threads: what went back
 * before a {@link #take} began, is there for it.
 *
 * <p>Futures complete on the caller's event loop, and fail only when the store cannot answer.
 */
public interface Outbox {
  /**
   * Takes what is due of an integration, in order of due time and then of receipt.
   *
   * @param most at most so many, 1 to 1,000
   */
  Future<Taken> take(String integration, int most);

  /**
   * What was taken.
   *
   * @param next when the next one is due that was not taken; empty when none waits
   */
  record Taken(List<Waiting> waiting, Optional<Instant> next) {
    public Taken {
      waiting = List.copyOf(waiting);
    }
  }

  /**
   * The bytes to be sent, read from the disk and unsealed.
   *
   * @return fails when they cannot be read; the consignment is still in the caller's hands
   */
  Future<Parcel> open(Waiting waiting);

  /** Records that a try begins; synced when it completes. Needed before every try but the first. */
  Future<Waiting> begin(Waiting waiting);

  /** It was delivered, or the upstream has refused it for good. Not waited for. */
  void delivered(Waiting waiting, Attempt attempt);

  /** The try failed; the next one is not before {@code due}. Counts the attempt. Not waited for. */
  void failed(Waiting waiting, Attempt attempt, Instant due);

  /** No more tries: a dead letter. Not waited for. */
  void exhausted(Waiting waiting, Attempt attempt);

  /**
   * Not tried; free again, and its place in the queue is that of {@code due}: with its own due time
   * it stays where it was. Counts nothing. Not waited for.
   *
   * @param due not before; may have passed
   */
  void giveBack(Waiting waiting, Instant due);

  /**
   * One try, as it ended.
   *
   * @param status the upstream's status, or 0 where there was none
   * @param detail one sentence, and the head of the upstream's answer where there was one; at most
   *     {@link #DETAIL_CHARS_MAX}
   */
  record Attempt(int number, Instant began, Duration took, int status, String detail) {
    public static final int DETAIL_CHARS_MAX = 1_024;
  }

  /** Integrations with anything waiting now, and for how long the oldest has. For the start. */
  Future<List<Backlog>> backlogs();

  /**
   * Of each account of an integration what waits and was received first, in nobody's hands. It need
   * not be due first: what failed, or was put off, stands in the queue behind what came later.
   *
   * @param most tells of so many accounts; rather of those of which something that was received
   *     later may be due before what was received first
   */
  Future<List<Waiting>> heads(String integration, int most);

  record Backlog(String integration, long count, Instant oldest, Instant due) {}

  /** Is told an integration when something of it becomes due otherwise than by {@code admit}. */
  void whenReady(Consumer<String> listener);
}
