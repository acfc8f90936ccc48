package io.sallyport.store.redis.wire;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a script: {@code Call.of(accept).key("{acme:7}:claims").arg(digest).arg(60_000)}. To
 * be left alone once it has been handed over; arrays are not copied.
 *
 * <p>It may be sent more than once, though it is run more than once only if the first time has been
 * refused before it began.
 */
public final class Call {
  /** What each argument costs beside itself, about. */
  private static final int OVERHEAD_BYTES = 16;

  private final Script script;
  private final List<byte[]> keys = new ArrayList<>();
  private final List<byte[]> arguments = new ArrayList<>();
  private long bytes = OVERHEAD_BYTES;

  private Call(Script script) {
    this.script = script;
  }

  /** A run without keys and arguments so far. */
  public static Call of(Script script) {
    return new Call(script);
  }

  /** The next of {@code KEYS}; all of them must be in one slot. */
  public Call key(String key) {
    return key(key.getBytes(StandardCharsets.UTF_8));
  }

  /** The next of {@code KEYS}; all of them must be in one slot. */
  public Call key(byte[] key) {
    keys.add(key);
    bytes += key.length + OVERHEAD_BYTES;
    return this;
  }

  /** The next of {@code ARGV}, in UTF-8. */
  public Call arg(String argument) {
    return arg(argument.getBytes(StandardCharsets.UTF_8));
  }

  /** The next of {@code ARGV}, in decimal digits. */
  public Call arg(long argument) {
    return arg(Long.toString(argument));
  }

  /** The next of {@code ARGV}. */
  public Call arg(byte[] argument) {
    arguments.add(argument);
    bytes += argument.length + OVERHEAD_BYTES;
    return this;
  }

  public Script script() {
    return script;
  }

  /** About what it holds and sends. */
  long bytes() {
    return bytes;
  }

  boolean isWithin(Slot slot) {
    for (byte[] key : keys) {
      if (!Slot.of(key).equals(slot)) {
        return false;
      }
    }
    return true;
  }

  Request request() {
    Request request = Request.cmd(Command.EVALSHA).arg(script.sha()).arg(keys.size());
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    return request;
  }

  @Override
  public String toString() {
    return "Call[" + script.name() + ", keys=" + keys.size() + "]";
  }
}
