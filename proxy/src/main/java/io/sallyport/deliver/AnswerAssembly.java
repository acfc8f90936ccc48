package io.sallyport.deliver;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.sallyport.pipeline.Delivered;
import io.sallyport.pipeline.Fields;
import io.sallyport.verdict.Reason;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts one answer together: whole up to {@link #BUFFERED_BYTES_MAX}, as a stream above.
 *
 * <p>Which answers a sender may get: 2xx, and errors but 410, which some platforms take as the
 * order to forget the webhook. A redirect is never followed nor relayed: it would send signed
 * events to an address that nobody configured.
 */
final class AnswerAssembly implements AnswerParts {
  /** A longer body is relayed as it comes. */
  static final int BUFFERED_BYTES_MAX = 64 * 1024;

  /** A still longer one is not relayed at all, or broken off. */
  static final long RELAYED_BYTES_MAX = 16L << 20;

  private static final int GONE = 410;

  private final UpstreamConnection connection;
  private final Call call;
  private final boolean relay;

  private int status;
  private Fields fields = new Fields();
  private long announced = -1;
  private long received;
  private Buffer gathered = Buffer.buffer();
  private @Nullable LongAnswer stream;
  private boolean informational;

  AnswerAssembly(UpstreamConnection connection, Call call, boolean relay) {
    this.connection = connection;
    this.call = call;
    this.relay = relay;
  }

  @Override
  public void head(HttpResponse head) {
    status = head.status().code();
    informational = status >= 100 && status < 200 && status != 101;
    if (informational) {
      return; // 100 and 103 say nothing yet (RFC 9110 §15.2)
    }
    if (!isRelayed(status)) {
      connection.refuse("the upstream answered " + status + ", which is not relayed");
      return;
    }
    announced = HttpUtil.getContentLength(head, -1L);
    if (relay && announced > RELAYED_BYTES_MAX) {
      connection.refuse("the upstream's answer is longer than " + RELAYED_BYTES_MAX + " bytes");
      return;
    }
    if (relay) {
      copyFields(head);
    }
  }

  @Override
  public void content(ByteBuf part) {
    if (informational || !part.isReadable()) {
      return;
    }
    received += part.readableBytes();
    if (!relay) {
      if (received > BUFFERED_BYTES_MAX) {
        connection.refuse("an answer that is not relayed is longer than it need be");
      }
      return;
    }
    Buffer bytes = copy(part);
    if (stream != null) {
      if (received > RELAYED_BYTES_MAX) {
        connection.refuse("the upstream's answer is longer than " + RELAYED_BYTES_MAX + " bytes");
      } else {
        stream.take(bytes);
      }
      return;
    }
    gathered = gathered.length() == 0 ? bytes : gathered.appendBuffer(bytes);
    if (received > BUFFERED_BYTES_MAX) {
      LongAnswer begun = new LongAnswer(connection);
      stream = begun;
      connection.streaming();
      call.end(new Delivered.Relayed(status, fields, gathered, Optional.of(begun), announced));
    }
  }

  @Override
  public boolean isFinal() {
    return !informational;
  }

  @Override
  public void end() {
    if (stream != null) {
      stream.finish();
    } else if (!relay && status < 300) {
      call.end(new Delivered.Accepted());
    } else {
      call.end(
          new Delivered.Relayed(status, fields, gathered, Optional.empty(), gathered.length()));
    }
  }

  @Override
  public void broken(Reason reason, String detail) {
    if (stream != null) {
      stream.fail(detail);
    } else {
      call.fail(reason, detail);
    }
  }

  private static boolean isRelayed(int status) {
    boolean error = status >= 400 && status < 600 && status != GONE;
    return error || (status >= 200 && status < 300);
  }

  private void copyFields(HttpResponse head) {
    Set<String> nominated = nominated(head);
    for (Map.Entry<String, String> field : head.headers()) {
      String name = field.getKey();
      if (!HopFields.isHop(name)
          && !HopFields.couldBeOurs(name)
          && (nominated.isEmpty() || !nominated.contains(name.toLowerCase(Locale.ROOT)))) {
        fields.add(name, field.getValue());
      }
    }
  }

  private static Set<String> nominated(HttpResponse head) {
    List<String> connection = head.headers().getAll("Connection");
    if (connection.isEmpty()) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    for (String field : connection) {
      for (String name : field.split(",", -1)) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  private static Buffer copy(ByteBuf part) {
    byte[] bytes = new byte[part.readableBytes()];
    part.readBytes(bytes);
    return Buffer.buffer(bytes);
  }
}
