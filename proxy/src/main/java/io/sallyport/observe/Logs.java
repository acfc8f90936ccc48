package io.sallyport.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/**
 * How the logs are written: stderr, text for a terminal, one JSON object a line for everything
 * else.
 */
public final class Logs {
  private static final String TEXT =
      "%d{HH:mm:ss.SSS} %-5level %logger{0} %replace(%msg %kvp){'[\\p{Cntrl}]','?'}%n%ex{short}";

  private static final AtomicLong LEFT_OUT = new AtomicLong();

  private Logs() {}

  /** Where the events go. */
  public enum Form {
    TEXT,
    JSON
  }

  /** JSON unless a person looks. */
  public static Form formFor(boolean terminal) {
    return terminal ? Form.TEXT : Form.JSON;
  }

  /** Replaces the root appender. Called once, before the first log line of a server. */
  public static void write(Form form) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Encoder<ILoggingEvent> encoder = form == Form.JSON ? new JsonLines() : text();
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    QueuedAppender queued = new QueuedAppender(LEFT_OUT);
    queued.setContext(context);
    queued.setName("queue");
    queued.addAppender(appender);
    queued.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(queued);
    root.setLevel(Level.WARN);
    context.getLogger("io.sallyport").setLevel(Level.INFO);
  }

  /** How many lines found no room in the queue since the process began. */
  public static long leftOut() {
    return LEFT_OUT.get();
  }

  /** Writes what still waits, for at most a second. The last thing before the process ends. */
  public static void flush() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }

  /** Lets only errors through: for commands that say themselves what happens. */
  public static void writeErrorsOnly() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger("io.sallyport").setLevel(Level.ERROR);
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
  }

  private static Encoder<ILoggingEvent> text() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(TEXT);
    return encoder;
  }
}
