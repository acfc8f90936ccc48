package io.sallyport.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The nodes that share a Redis, as the server that runs here sees them: who is missing, what is
 * being rebuilt, what waits.
 *
 * @param admin asks its admin API
 */
record NodesCheckup(ServerCheckup.Asked admin) {
  private static final String SUBJECT = "nodes";

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
    found.add(whoIsThere(sentence, self, away));
    if (!silent.isEmpty() && silent.size() < members.size() - away.size()) {
      found.add(
          Diagnosis.warn(
              SUBJECT,
              "no other node can ask what lies at " + String.join(", ", silent),
              "set admin.advertise there, and admin.listen to an address that they reach"));
    }
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

  private static Diagnosis whoIsThere(String sentence, String self, Set<String> away) {
    if (away.isEmpty()) {
      return Diagnosis.ok(SUBJECT, sentence);
    }
    return away.contains(self) // then nobody can say of the others
        ? Diagnosis.warn(
            SUBJECT,
            sentence + "; nobody says that this one is alive, nor who else is",
            "look at Redis: what is durable waits until it answers")
        : Diagnosis.warn(
            SUBJECT,
            sentence + "; not heard of: " + String.join(", ", away),
            "start them; of one that is gone for good: sallyport store forget NODE");
  }

  private static Diagnosis rebuilding(JsonNode nodes, long closed, long inPart) {
    Set<String> missing = new TreeSet<>();
    long asserted = 0;
    String since = "";
    for (JsonNode shard : nodes.path("rebuilding")) {
      shard.path("missing").forEach(name -> missing.add(name.asText()));
      asserted += shard.path("asserted").asLong();
      String began = shard.path("since").asText();
      since = since.isEmpty() || began.compareTo(since) < 0 ? began : since;
    }
    return Diagnosis.warn(
        SUBJECT,
        "%d shards are being rebuilt, %d more are open in part, since %s; %d claims told so far, %s"
            .formatted(closed, inPart, since, asserted, notYetBy(missing)),
        "wait for them, or start them; what is unknown where a shard is open in part is held as"
            + " store.rebuilding");
  }

  private static String notYetBy(Set<String> missing) {
    return missing.isEmpty()
        ? "and nothing is heard of them"
        : "not yet all by: " + String.join(", ", missing);
  }
}
