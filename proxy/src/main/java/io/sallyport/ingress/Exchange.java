package io.sallyport.ingress;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import io.vertx.core.buffer.Buffer;

/**
 * One request and its answer, whatever the HTTP version. It belongs to its connection's event loop:
 * every call must come from there; {@link #execute} gets there from elsewhere.
 */
public interface Exchange {
  RequestHead head();

  Peer peer();

  /** Whether the connection carries several requests at a time. */
  boolean isMultiplexed();

  /**
   * Starts to receive the body, once. Sends {@code 100 Continue} where the sender waits for it.
   *
   * @param collector takes the bytes, and says when they are too many
   * @param receiver is told the end, exactly once, maybe before this call returns
   */
  void receive(BodyCollector collector, Receiver receiver);

  /** Answers, once. Where the body has not been read to its end, the connection is closed after. */
  void answer(Answer answer);

  /**
   * Begins an answer whose body follows in parts.
   *
   * @param head status and fields; its body is the first part
   * @param bodyBytes the length of the whole body, or negative when it is not known
   */
  AnswerStream stream(Answer head, long bodyBytes);

  /**
   * Is called once when nothing more can happen to this exchange: answered, or the peer is gone.
   */
  void whenOver(Runnable over);

  /** Runs on the connection's event loop; at once when already there. */
  void execute(Runnable task);

  /** Takes the end of a body. */
  interface Receiver {
    /** All of it is here. */
    void complete(RawBody body);

    /** It will not come: too large, malformed, too slow. To be answered. */
    void broken(Reason reason, String detail);
  }

  /** An answer's body while it is written. */
  interface AnswerStream {
    void write(Buffer part);

    /** Whether the peer reads slower than is written; then {@link #whenWritable} tells the end. */
    boolean isFull();

    /** Is called when the peer has caught up, and when it is gone: then writing has no effect. */
    void whenWritable(Runnable writable);

    void end();

    /** Breaks the connection off, so that the sender cannot take a part for the whole. */
    void abort();
  }
}
