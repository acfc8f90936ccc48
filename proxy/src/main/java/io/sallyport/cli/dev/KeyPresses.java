package io.sallyport.cli.dev;

import io.sallyport.cli.Terminal;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * What is typed: key by key where somebody sits at a terminal, else character by character of the
 * lines that come.
 */
final class KeyPresses implements AutoCloseable {
  private static final File TERMINAL = new File("/dev/tty");
  private static final long STTY_SECONDS = 2;

  private final InputStream in;
  private final Optional<String> settings;

  private KeyPresses(InputStream in, Optional<String> settings) {
    this.in = in;
    this.settings = settings;
  }

  /** Of a terminal, if stdin is one; its settings come back with {@link #close}. */
  static KeyPresses of(InputStream in) {
    Optional<String> settings =
        in == System.in && Terminal.onStdin() ? stty(List.of("-g")) : Optional.empty();
    if (settings.isPresent()) {
      stty(List.of("-icanon", "-echo", "min", "1")); // ctrl-c goes on to be one
    }
    return new KeyPresses(in, settings);
  }

  /** Hands over each character until `q`, and says whether that came before the end. */
  boolean untilQuit(IntConsumer pressed) {
    try {
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c == 'q') {
          return true;
        }
        pressed.accept(c);
      }
    } catch (IOException e) {
      return false; // as if nobody typed any more
    }
    return false;
  }

  @Override
  public void close() {
    settings.ifPresent(it -> stty(List.of(it)));
  }

  /** Its answer; empty where there is no such program, or it does not like the terminal. */
  private static Optional<String> stty(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(arguments);
    try {
      Process stty =
          new ProcessBuilder(command)
              .redirectInput(TERMINAL)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return stty.waitFor(STTY_SECONDS, TimeUnit.SECONDS) && stty.exitValue() == 0
          ? Optional.of(said.strip())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
