package io.sallyport.store.redis.rig;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One blocking connection that shares no code with the client under test. Replies are {@code
 * String} (one char a byte), {@code Long}, {@code List} or null; an error reply is thrown.
 */
final class RawRedis implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  RawRedis(String host, int port, Duration patience) throws IOException {
    socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(Loopback.address(host), port), (int) patience.toMillis());
      socket.setSoTimeout((int) patience.toMillis());
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Nullable Object ask(String... words) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes("*" + words.length + "\r\n"));
    for (String word : words) {
      byte[] content = bytes(word);
      out.writeBytes(bytes("$" + content.length + "\r\n"));
      out.writeBytes(content);
      out.writeBytes(bytes("\r\n"));
    }
    socket.getOutputStream().write(out.toByteArray());
    Object reply = read();
    if (reply instanceof RedisSaid said) {
      throw said;
    }
    return reply;
  }

  private @Nullable Object read() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case '-' -> new RedisSaid(rest);
      case ':' -> Long.valueOf(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> list(Integer.parseInt(rest));
      default -> throw new IOException("no reply: " + line);
    };
  }

  private @Nullable String bulk(int size) throws IOException {
    if (size < 0) {
      return null;
    }
    byte[] content = in.readNBytes(size);
    line();
    return new String(content, StandardCharsets.ISO_8859_1);
  }

  private @Nullable List<@Nullable Object> list(int size) throws IOException {
    if (size < 0) {
      return null;
    }
    List<@Nullable Object> items = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      items.add(read());
    }
    return items;
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    int c = in.read();
    while (c != '\r') {
      if (c < 0) {
        throw new EOFException("closed by Redis");
      }
      text.append((char) c);
      c = in.read();
    }
    if (in.read() != '\n') {
      throw new IOException("a line of a reply does not end");
    }
    return text.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
