package io.sallyport.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** What breaks, how, and what its control switches off. */
enum Fault {
  /** The process is gone between any two instructions. */
  KILL {
    @Override
    boolean strike(Campaign on) throws IOException {
      on.gate().kill();
      if (on.isControl()) {
        on.wipeData();
      }
      on.startGate();
      return true;
    }
  },

  /** The machine loses its power: what was not synced is gone. Control: syncs that do nothing. */
  POWER_CUT {
    @Override
    Optional<String> missing() {
      return needs("xfs_io", "mkfs.ext4", "losetup", "eatmydata");
    }

    @Override
    Medium medium(Path folder) throws IOException {
      return Medium.loopedExt4(folder, 512);
    }

    @Override
    List<String> prefix(boolean control) {
      return control ? List.of("eatmydata") : List.of();
    }

    @Override
    boolean strike(Campaign on) throws IOException {
      on.medium().cutPower();
      on.gate().kill();
      on.medium().restorePower();
      on.startGate();
      return true;
    }
  },

  /** A sync fails. The gate must end, for nobody knows what is on the disk. */
  SYNC_ERROR {
    @Override
    Optional<String> missing() {
      return needs("fiu-run", "eatmydata");
    }

    @Override
    List<String> prefix(boolean control) {
      List<String> faulty =
          List.of(
              "fiu-run",
              "-x",
              "-c",
              "enable_random name=posix/io/sync/fdatasync,probability=0.01,failinfo=5",
              "-c",
              "enable_random name=posix/io/sync/fsync,probability=0.01,failinfo=5");
      return control ? List.of("eatmydata") : faulty;
    }

    @Override
    boolean strike(Campaign on) throws IOException {
      boolean ended = on.gate().awaitEnd(Duration.ofSeconds(20)) == EXIT_NOT_SYNCED;
      on.gate().kill();
      on.startGate();
      return ended;
    }
  },

  /** No room on the disk for a while; the gate must go on by itself when there is. */
  FULL_DISK {
    @Override
    Optional<String> missing() {
      return needs("mkfs.ext4", "losetup");
    }

    @Override
    Medium medium(Path folder) throws IOException {
      return Medium.loopedExt4(folder, 256);
    }

    @Override
    boolean strike(Campaign on) throws IOException {
      Path ballast = on.medium().folder().resolve("ballast");
      fill(ballast);
      rest(Duration.ofSeconds(2));
      Files.deleteIfExists(ballast);
      if (on.isControl()) {
        on.gate().kill();
        on.wipeData();
        on.startGate();
      }
      return on.gate().isAlive();
    }
  },

  /** The gate stands still, and goes on as if no time had passed. */
  FROZEN_GATE {
    @Override
    boolean strike(Campaign on) throws IOException {
      on.gate().signal("STOP");
      rest(Duration.ofSeconds(2));
      on.gate().signal("CONT");
      return on.isControl() ? KILL.strike(on) : on.gate().isAlive();
    }
  },

  /** The application stands still. */
  FROZEN_APPLICATION {
    @Override
    boolean strike(Campaign on) throws IOException {
      on.application().signal("STOP");
      rest(Duration.ofSeconds(2));
      on.application().signal("CONT");
      return on.isControl() ? KILL.strike(on) : on.gate().isAlive();
    }
  };

  /** What `run` exits with when a sync has failed (sysexits.h: EX_SOFTWARE). */
  private static final int EXIT_NOT_SYNCED = 70;

  /** Why it cannot be tried on this machine; empty when it can. */
  Optional<String> missing() {
    return Optional.empty();
  }

  /** Where the data lies. */
  Medium medium(Path folder) throws IOException {
    return Medium.plain(folder);
  }

  /** What stands before the gate's command. */
  List<String> prefix(boolean control) {
    return List.of();
  }

  /**
   * Strikes once, and mends what it broke.
   *
   * @return whether the gate did what it must
   */
  abstract boolean strike(Campaign on) throws IOException;

  static void rest(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  private static Optional<String> needs(String... commands) {
    if (!Shell.isRoot()) {
      return Optional.of("only root may mount");
    }
    return List.of(commands).stream()
        .filter(command -> !Shell.has(command))
        .findFirst()
        .map(command -> command + " is not installed");
  }

  /** Writes until nothing more goes in. */
  private static void fill(Path file) throws IOException {
    byte[] block = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      if (!Files.exists(file)) {
        throw full;
      }
    }
  }
}
