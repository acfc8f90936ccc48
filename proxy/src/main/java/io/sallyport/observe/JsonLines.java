package io.sallyport.observe;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * One log event as one line of JSON in ECS words ({@code @timestamp}, {@code log.level}, {@code
 * log.logger}, {@code message}), its key-values beside them.
 *
 * <p>Whatever a value contains, it stays inside its string on its line: JSON escapes line ends,
 * escape sequences and quotes. Nothing is looked up inside messages.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final int VALUE_CHARS_MAX = 4_096;

  private final JsonFactory json =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private final ThrowableProxyConverter stack = new ThrowableProxyConverter();

  @Override
  public void start() {
    stack.setContext(getContext());
    stack.setOptionList(List.of("20"));
    stack.start();
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonGenerator out = json.createGenerator(line)) {
      out.writeStartObject();
      out.writeStringField("@timestamp", event.getInstant().toString());
      out.writeStringField("log.level", event.getLevel().toString());
      out.writeStringField("log.logger", event.getLoggerName());
      out.writeStringField("message", bounded(event.getFormattedMessage()));
      if (event.getKeyValuePairs() != null) {
        for (KeyValuePair pair : event.getKeyValuePairs()) {
          write(out, pair);
        }
      }
      if (event.getThrowableProxy() != null) {
        out.writeStringField("error.stack_trace", stack.convert(event));
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static void write(JsonGenerator out, KeyValuePair pair) throws IOException {
    if (pair.value instanceof Integer || pair.value instanceof Long) {
      out.writeNumberField(pair.key, ((Number) pair.value).longValue());
    } else if (pair.value instanceof Boolean truth) {
      out.writeBooleanField(pair.key, truth);
    } else {
      out.writeStringField(pair.key, bounded(String.valueOf(pair.value)));
    }
  }

  private static String bounded(String text) {
    return text.length() <= VALUE_CHARS_MAX ? text : text.substring(0, VALUE_CHARS_MAX) + "…";
  }
}
