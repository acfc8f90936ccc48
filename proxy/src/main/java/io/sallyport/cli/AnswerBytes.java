package io.sallyport.cli;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * The whole of an answer, up to a number of bytes: who is asked may be anybody, and a longer one is
 * a failure, after which nothing more of it is read.
 */
final class AnswerBytes implements BodySubscriber<byte[]> {
  private final int most;
  private final BodySubscriber<byte[]> all = BodySubscribers.ofByteArray();
  private @Nullable Subscription subscription;
  private long count;

  private AnswerBytes(int most) {
    this.most = most;
  }

  /**
   * For each answer.
   *
   * @param bytesMax of its body, inclusive
   */
  static BodyHandler<byte[]> atMost(int bytesMax) {
    return head -> new AnswerBytes(bytesMax);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return all.getBody();
  }

  @Override
  public void onSubscribe(Subscription begun) {
    subscription = begun;
    all.onSubscribe(begun);
  }

  @Override
  public void onNext(List<ByteBuffer> part) {
    if (count > most) {
      return; // it was under way when there were too many
    }
    for (ByteBuffer each : part) {
      count += each.remaining();
    }
    if (count <= most) {
      all.onNext(part);
      return;
    }
    if (subscription != null) {
      subscription.cancel();
    }
    all.onError(new IOException("the answer is longer than " + most + " bytes"));
  }

  @Override
  public void onError(Throwable fault) {
    all.onError(fault);
  }

  @Override
  public void onComplete() {
    all.onComplete();
  }
}
