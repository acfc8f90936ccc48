package io.sallyport.cli.hand;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.LocalConfiguration;
import io.sallyport.cli.Terminal;
import io.sallyport.journal.DataLock;
import io.sallyport.journal.JournalCheck;
import io.sallyport.observe.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command about the data folder of a node that does not run. It takes the folder's lock, so that
 * none is started meanwhile; while one runs it exits 4.
 */
abstract class StoppedNode implements Callable<Integer> {
  private static final String JOURNAL = "journal";
  private static final int TEXT_CHARS_MAX = 500;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration (default: conf/sallyport.yaml, where there is one).")
  @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "The data folder (default: the configuration's).")
  @Nullable Path data;

  @Option(names = "--json", description = "Prints JSON, for programs.")
  boolean json;

  @Spec CommandSpec spec;

  /** Does the work on a folder that is this command's own meanwhile. */
  abstract int work(Path folder) throws IOException;

  @Override
  public final Integer call() {
    Path folder = data != null ? data : LocalConfiguration.read(config, spec.commandLine()).data();
    if (!Files.isDirectory(journal(folder))) {
      return complain("there is no journal in " + folder, ExitCode.FAILED);
    }
    try {
      return alone(folder);
    } catch (DataLock.Held e) {
      return complain(String.valueOf(e.getMessage()), ExitCode.REFUSED);
    } catch (IOException e) {
      return complain(String.valueOf(e.getMessage()), ExitCode.FAILED);
    } finally {
      spec.commandLine().getOut().flush();
    }
  }

  private int alone(Path folder) throws IOException {
    DataLock lock = DataLock.take(folder, Instant.now());
    try {
      return work(folder);
    } finally {
      lock.close();
    }
  }

  static Path journal(Path folder) {
    return folder.resolve(JOURNAL);
  }

  /** A bar, if a person looks at this. */
  final ReadBar bar(String label, long bytesAll) {
    return new ReadBar(spec.commandLine().getErr(), !json && Terminal.onStderr(), label, bytesAll);
  }

  /** Reads a whole journal and changes nothing of it; that may take long. */
  final JournalCheck check(Path journal) throws IOException {
    try (ReadBar bar = bar("reading", JournalCheck.bytesIn(journal))) {
      return JournalCheck.of(journal, entry -> {}, bar);
    }
  }

  final void line(String name, String text) {
    spec.commandLine()
        .getOut()
        .println(String.format(Locale.ROOT, "  %-10s ", name) + Printable.of(text, TEXT_CHARS_MAX));
  }

  final int complain(String sentence, int exit) {
    spec.commandLine().getErr().println("sallyport: " + sentence);
    spec.commandLine().getErr().flush();
    return exit;
  }
}
