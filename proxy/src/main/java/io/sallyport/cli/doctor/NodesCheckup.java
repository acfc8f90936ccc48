package io.sallyport.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The nodes that share a Redis, as the server that runs here sees them: who is missing, what is
 * being rebuilt, what waits.
 *
 * @param admin asks its admin API
 */
record NodesCheckup(ServerCheckup.Asked admin) {
  private static final String SUBJECT = "nodes";

  /** The part where all nodes meet. */
  private static final String MEETING = "-:0";

  private static final int WHY_MAX = 3;

  /** As {@code Roster.NAMES_MOST}; one more becomes no node. */
  private static final int NAMES_MOST = 256;

  /** More are not agreed on, whoever brings them. */
  private static final int NAMES_EVER = 2 * NAMES_MOST;

  List<Diagnosis> examine() {
    try {
      return examine(admin.get("/api/v1/nodes"));
    } catch (IOException e) {
      return List.of(
          Diagnosis.warn(
              SUBJECT, "the server does not say how the nodes stand: " + e.getMessage(), ""));
    }
  }

  private static List<Diagnosis> examine(JsonNode nodes) {
    List<Diagnosis> found = new ArrayList<>();
    String self = nodes.path("node").asText();
    Set<String> members = new TreeSet<>();
    Set<String> away = new TreeSet<>();
    Set<String> silent = new TreeSet<>();
    for (JsonNode node : nodes.path("nodes")) {
      if (!node.path("forgotten").asBoolean()) {
        members.add(node.path("name").asText());
        if (!node.path("alive").asBoolean()) {
          away.add(node.path("name").asText());
        } else if (!node.has("address")) {
          silent.add(node.path("name").asText());
        }
      }
    }
    JsonNode shards = nodes.path("shards");
    long closed = shards.path("closed").asLong();
    long inPart = shards.path("inPart").asLong();
    String sentence =
        "this one is %s of %d (%s), %d shards open"
            .formatted(
                self, members.size(), String.join(", ", members), shards.path("open").asLong());
    found.add(whoIsThere(sentence, self, away, isNewHere(nodes)));
    if (!silent.isEmpty() && silent.size() < members.size() - away.size()) {
      found.add(
          Diagnosis.warn(
              SUBJECT,
              "no other node can ask what lies at " + String.join(", ", silent),
              "set admin.advertise there, and admin.listen to an address that they reach"));
    }
    crowd(nodes.path("nodes").size()).ifPresent(found::add);
    if (closed + inPart > 0) {
      found.add(rebuilding(nodes, closed, inPart));
    }
    JsonNode waiting = nodes.path("waiting");
    if (waiting.path("count").asLong() > 0) {
      found.add(
          Diagnosis.warn(
              SUBJECT,
              "%d deliveries of %d bytes wait for the other nodes, the oldest since %s"
                  .formatted(
                      waiting.path("count").asLong(),
                      waiting.path("bytes").asLong(),
                      waiting.path("oldest").asText("a moment ago")),
              "they go on by themselves when Redis and the nodes are back"));
    }
    return found;
  }

  /** Whether where all meet nothing was known of any of them before: they may be elsewhere. */
  private static boolean isNewHere(JsonNode nodes) {
    for (JsonNode shard : nodes.path("rebuilding")) {
      if (shard.path("shard").asText().equals(MEETING) && shard.path("new").asBoolean()) {
        return true;
      }
    }
    return false;
  }

  private static Diagnosis whoIsThere(
      String sentence, String self, Set<String> away, boolean isNewHere) {
    if (away.isEmpty()) {
      return Diagnosis.ok(SUBJECT, sentence);
    }
    if (away.contains(self)) { // then nobody can say of the others
      return Diagnosis.warn(
          SUBJECT,
          sentence + "; nobody says that this one is alive, nor who else is",
          "look at Redis: what is durable waits until it answers");
    }
    String unheard = sentence + "; not heard of: " + String.join(", ", away);
    return isNewHere
        ? Diagnosis.warn(
            SUBJECT,
            unheard + ". This Redis is new, or has lost everything: it knew none of the nodes",
            "start them, on this Redis; while they run on another one forget none of them, and move"
                + " this one back there, or them here; of one that is gone for good: sallyport store"
                + " forget NODE")
        : Diagnosis.warn(
            SUBJECT,
            unheard,
            "start them; of one that is gone for good: sallyport store forget NODE");
  }

  private static Optional<Diagnosis> crowd(int names) {
    String remedy =
        "forget nodes that are gone (sallyport store forget NODE), and begin new ones under the"
            + " names of these, on empty folders; see docs/many-nodes.md";
    if (names >= NAMES_EVER) {
      return Optional.of(
          Diagnosis.fail(
              SUBJECT,
              "too many nodes: "
                  + names
                  + " names are known, with those that were forgotten; with one more nothing is"
                  + " agreed on any more",
              remedy));
    }
    return names < NAMES_MOST
        ? Optional.empty()
        : Optional.of(
            Diagnosis.warn(
                SUBJECT,
                "too many nodes: "
                    + names
                    + " names are known, with those that were forgotten; no new one is taken on",
                remedy));
  }

  private static Diagnosis rebuilding(JsonNode nodes, long closed, long inPart) {
    Set<String> missing = new TreeSet<>();
    Set<String> why = new TreeSet<>();
    long asserted = 0;
    String since = "";
    for (JsonNode shard : nodes.path("rebuilding")) {
      shard.path("missing").forEach(name -> missing.add(name.asText()));
      if (shard.has("why")) {
        why.add(shard.path("why").asText());
      }
      asserted += shard.path("asserted").asLong();
      String began = shard.path("since").asText();
      since = since.isEmpty() || began.compareTo(since) < 0 ? began : since;
    }
    return Diagnosis.warn(
        SUBJECT,
        "%d shards are being rebuilt, %d more are open in part, since %s; %d claims told so far, %s"
            .formatted(
                closed, inPart, since, asserted, why.isEmpty() ? notYetBy(missing) : says(why)),
        why.isEmpty()
            ? "wait for them, or start them; what is unknown where a shard is open in part is held"
                + " as store.rebuilding"
            : "mend what Redis says; nothing of these shards goes on before, whoever is started");
  }

  private static String says(Set<String> why) {
    return why.stream()
        .limit(WHY_MAX)
        .collect(Collectors.joining("; ", "and Redis lets nobody rebuild them: ", ""));
  }

  private static String notYetBy(Set<String> missing) {
    return missing.isEmpty()
        ? "and nothing is heard of them"
        : "not yet all by: " + String.join(", ", missing);
  }
}
