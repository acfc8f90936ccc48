package io.sallyport.cli.doctor;

import io.sallyport.admit.Adoption;
import io.sallyport.admit.Keeping;
import io.sallyport.store.local.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether the data folder is a restored copy, and what that means until when.
 *
 * @param memories how long each integration's events are remembered
 */
record AdoptionCheckup(Path folder, Map<String, Duration> memories, Instant now) {
  private static final String SUBJECT = "restored";
  private static final int NAMED_MAX = 8;

  AdoptionCheckup {
    memories = Map.copyOf(memories);
  }

  /** Looks; says nothing of a folder that is its node's own. */
  List<Diagnosis> examine() {
    try {
      return Origin.isUnadoptedCopy(folder)
          ? List.of(
              Diagnosis.fail(
                  SUBJECT,
                  folder + " is a copy that nobody has adopted: the server does not start on it",
                  "sallyport store adopt; docs/operations.md says what follows from it"))
          : Origin.adoption(folder).map(this::adopted).stream().toList();
    } catch (IOException e) {
      return List.of(
          Diagnosis.fail(SUBJECT, String.valueOf(e.getMessage()), "docs/operations.md, Restore"));
    }
  }

  private Diagnosis adopted(Adoption adoption) {
    Map<String, Instant> ends = new TreeMap<>();
    memories.forEach((integration, memory) -> ends.put(integration, adoption.end(memory)));
    ends.values().removeIf(end -> !now.isBefore(end));
    boolean over =
        memories.isEmpty() ? !now.isBefore(adoption.end(Keeping.MEMORY_DEFAULT)) : ends.isEmpty();
    String began = "this is a restored copy of a node that stopped at " + adoption.stopped();
    return over
        ? Diagnosis.ok(SUBJECT, began + "; nothing is held for it any more")
        : Diagnosis.warn(
            SUBJECT,
            began
                + ": what it does not know and was not signed since may have been delivered"
                + " already, and is held as store.restored until "
                + until(adoption, ends),
            "judge what is held: sallyport quarantine ls --reason store.restored");
  }

  private static String until(Adoption adoption, Map<String, Instant> ends) {
    Optional<Instant> one = adoption.until();
    if (one.isPresent()) {
      return one.get().toString();
    }
    if (ends.isEmpty()) {
      return adoption.end(Keeping.MEMORY_DEFAULT) + " or later";
    }
    String named =
        ends.entrySet().stream()
            .limit(NAMED_MAX)
            .map(it -> it.getValue() + " (" + it.getKey() + ")")
            .collect(Collectors.joining(", "));
    return ends.size() > NAMED_MAX ? named + ", …" : named;
  }
}
