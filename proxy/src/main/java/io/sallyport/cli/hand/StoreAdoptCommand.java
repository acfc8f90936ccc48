package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.admit.Adoption;
import io.sallyport.admit.Keeping;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.WrittenTime;
import io.sallyport.journal.JournalCheck;
import io.sallyport.store.local.Origin;
import io.sallyport.yaml.shape.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code sallyport store adopt}: a restored copy becomes this node's data folder. */
@Command(
    name = "adopt",
    description = {
      "Takes a restored copy of a data folder as this node's own. What the copy does not know may",
      "have been delivered after it was made: it is held as store.restored until it would have",
      "been forgotten anyway (each policy's replay.memory). What is known stays a duplicate, and what",
      "was signed after the stop flows at once. Run it as the server's user."
    },
    mixinStandardHelpOptions = true)
final class StoreAdoptCommand extends StoppedNode {
  @Option(
      names = "--stopped",
      paramLabel = "TIME",
      description =
          "When the node that was lost took its last delivery, at the latest: 2h (ago), or"
              + " 2026-05-01T12:00:00Z (default: now).")
  @Nullable String stopped;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "How long from now unknown events are held, instead of replay.memory.")
  @Nullable String length;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Until when, instead: 2026-05-01T12:00:00Z.")
  @Nullable String until;

  @Option(
      names = "--complete",
      description = "The node took nothing after this copy was made: nothing is held.")
  boolean complete;

  @Override
  int work(Path folder) throws IOException {
    Instant now = Instant.now();
    Optional<Instant> end = end(now);
    Optional<Instant> told = stoppedAt(now);
    if (complete && (end.isPresent() || told.isPresent())) {
      throw usage("--complete: then there is nothing to hold, and no time to give");
    }
    Origin.Written written;
    try (ReadBar bar = bar("reading", JournalCheck.bytesIn(journal(folder)))) {
      written = Origin.look(journal(folder), bar);
    }
    Optional<Instant> last = written.last();
    if (told.isPresent() && last.filter(told.get()::isBefore).isPresent()) {
      throw usage("--stopped: the copy itself has a record of " + last.get());
    }
    Adoption adoption =
        new Adoption(told.orElseGet(() -> last.filter(now::isBefore).orElse(now)), end);
    SecureRandom random = new SecureRandom();
    if (complete) {
      Origin.own(folder, random);
    } else {
      Origin.adopt(folder, adoption, last, now, random);
    }
    if (json) {
      spec.commandLine().getOut().println(json(adoption, last, now));
    } else {
      tell(adoption, last);
    }
    written.check().damages().forEach(damage -> complain("damaged: " + damage, ExitCode.FAILED));
    Instant forgotten = adoption.stopped().plus(Keeping.MEMORY_DEFAULT);
    return end.filter(forgotten::isAfter).isPresent()
        ? complain(
            "warning: what was delivered after the copy was made may pass once more from "
                + end.get()
                + " on; it would have been remembered until "
                + forgotten
                + " at least",
            ExitCode.DONE)
        : ExitCode.DONE;
  }

  private void tell(Adoption adoption, Optional<Instant> last) {
    line("last", last.map(it -> "record of " + it).orElse("nothing tells when"));
    if (complete) {
      line("adopted", "as complete: nothing is held for it");
      return;
    }
    line("adopted", "nothing was taken since " + adoption.stopped());
    line(
        "held",
        "what is not known and was not signed since, until "
            + adoption
                .until()
                .map(Instant::toString)
                .orElseGet(
                    () ->
                        "each policy's replay.memory after that has passed ("
                            + adoption.end(Keeping.MEMORY_DEFAULT)
                            + " or later)"));
  }

  private ObjectNode json(Adoption adoption, Optional<Instant> last, Instant now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    last.ifPresent(it -> json.put("lastRecord", it.toString()));
    json.put("adopted", now.toString()).put("complete", complete);
    if (!complete) {
      json.put("stopped", adoption.stopped().toString());
      adoption.until().ifPresent(it -> json.put("until", it.toString()));
    }
    return json;
  }

  private Optional<Instant> stoppedAt(Instant now) {
    String time = EventFilter.time("--stopped", stopped, now, this::usage);
    if (time == null) {
      return Optional.empty();
    }
    Instant at = Instant.parse(time);
    if (at.isAfter(now)) {
      throw usage("--stopped: " + at + " is still to come");
    }
    return Optional.of(at);
  }

  private Optional<Instant> end(Instant now) {
    if (length != null && until != null) {
      throw usage("--for or --until, not both");
    }
    String written = length;
    if (written != null) {
      try {
        return Optional.of(
            now.plus(Units.durationOf(written).orElseThrow(() -> noLength(written))));
      } catch (DateTimeException | ArithmeticException e) {
        throw noLength(written);
      }
    }
    return Optional.ofNullable(until).map(it -> WrittenTime.of("--until", it, this::usage));
  }

  private ParameterException noLength(String got) {
    return WrittenTime.wanted("--for", "7d", got, this::usage);
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
