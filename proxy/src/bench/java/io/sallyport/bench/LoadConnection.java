package io.sallyport.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Locale;

/** One of a load's connections: has one request on its way at a time. */
final class LoadConnection {
  /** Hears of every answer. */
  interface Answered {
    /**
     * Tells of an answer.
     *
     * @param isNew whether what was sent was no duplicate
     * @param sinceNanos when the request fell due
     */
    void answered(LoadConnection connection, int status, boolean isNew, long sinceNanos);
  }

  private final NetSocket socket;
  private final Pushes pushes;
  private final Mix mix;
  private final Answered answered;
  private final Buffer sheet;
  private Buffer pending = Buffer.buffer();
  private long sent;
  private long number;
  private long acknowledged;
  private boolean genuine;
  private boolean onItsWay;
  private long sinceNanos;

  LoadConnection(NetSocket socket, Pushes pushes, Mix mix, Answered answered) {
    this.socket = socket;
    this.pushes = pushes;
    this.mix = mix;
    this.answered = answered;
    this.sheet = pushes.sheet();
    socket.handler(this::received);
  }

  void send(long since) {
    sinceNanos = since;
    onItsWay = true;
    boolean again = mix.duplicate(sent) && acknowledged > 0;
    genuine = !mix.forged(sent);
    number = again ? acknowledged : pushes.number();
    sent++;
    pushes.write(sheet, number, genuine);
    socket.write(sheet);
  }

  boolean isOnItsWay() {
    return onItsWay;
  }

  long sinceNanos() {
    return sinceNanos;
  }

  private void received(Buffer bytes) {
    pending = pending.length() == 0 ? bytes : pending.appendBuffer(bytes);
    String text = pending.toString("ISO-8859-1");
    int head = text.indexOf("\r\n\r\n");
    if (head < 0 || pending.length() < head + 4 + contentLength(text, head)) {
      return;
    }
    int status = Integer.parseInt(text.substring(9, 12));
    pending = Buffer.buffer();
    onItsWay = false;
    boolean isNew = number != acknowledged;
    if (status == 200 && genuine) {
      acknowledged = number;
    }
    answered.answered(this, status, isNew, sinceNanos);
  }

  private static int contentLength(String text, int head) {
    int field = text.toLowerCase(Locale.ROOT).indexOf("content-length:");
    if (field < 0 || field > head) {
      return 0;
    }
    int end = text.indexOf("\r\n", field);
    return Integer.parseInt(text.substring(field + "content-length:".length(), end).trim());
  }
}
