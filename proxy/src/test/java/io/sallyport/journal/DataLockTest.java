package io.sallyport.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("threats row 103: two processes and one data folder")
class DataLockTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  @TempDir private Path folder;

  /** Takes the lock, says so, and waits until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      DataLock lock = DataLock.take(Path.of(arguments[0]), NOW);
      System.out.println("taken");
      System.in.read();
      lock.close();
    }
  }

  @Test
  void refusesTheSecondAndNamesTheFirst() throws IOException {
    try (DataLock first = DataLock.take(folder, NOW)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> DataLock.take(folder, NOW))
          .isInstanceOf(DataLock.Held.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " since " + NOW)
          .hasMessageContaining("stop that one");
    }
    DataLock.take(folder, NOW).close();
  }

  /** What one process closes takes all its locks on a file away, by POSIX. */
  @Test
  void staysTakenWhenItsOwnProcessAsksOnceMore() throws Exception {
    try (DataLock first = DataLock.take(folder, NOW)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> DataLock.take(folder, NOW)).isInstanceOf(DataLock.Held.class);
      Process other = holder(ProcessBuilder.Redirect.DISCARD);
      try (var out = other.inputReader()) {
        assertThat(out.readLine()).as("another process got it, too").isNull();
      } finally {
        other.destroyForcibly().waitFor();
      }
    }
  }

  private Process holder(ProcessBuilder.Redirect errors) throws IOException {
    return new ProcessBuilder(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                folder.toString()))
        .redirectError(errors)
        .start();
  }

  @Test
  void isFreeAgainWhenItsHolderIsKilled() throws Exception {
    Process holder = holder(ProcessBuilder.Redirect.INHERIT);
    try (var out = holder.inputReader()) {
      assertThat(out.readLine()).isEqualTo("taken");
      assertThatThrownBy(() -> DataLock.take(folder, NOW))
          .isInstanceOf(DataLock.Held.class)
          .hasMessageContaining("process " + holder.pid());
    } finally {
      holder.destroyForcibly().waitFor();
    }

    DataLock.take(folder, NOW).close();
  }
}
