package io.sallyport;

import io.sallyport.egress.NodeAddress;
import io.sallyport.observe.Printable;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Nodes;
import io.sallyport.store.shared.RollCall;
import io.sallyport.store.shared.Seat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;

/** How the nodes stand with each other, as the admin API tells it. */
final class NodesJson {
  /** Of the shards that are not open so many are listed; all are counted. */
  static final int LISTED_MAX = 256;

  private static final int WHY_CHARS_MAX = 200;

  private NodesJson() {}

  static JsonObject of(Nodes nodes) {
    JsonArray all = new JsonArray();
    nodes.nodes().forEach(it -> all.add(node(nodes.self(), it)));
    JsonArray others = new JsonArray();
    nodes.others().stream().limit(LISTED_MAX).forEach(it -> others.add(part(it)));
    long inPart =
        nodes.others().stream().filter(it -> it.stage() == RollCall.Stage.IN_PART).count();
    return new JsonObject()
        .put("node", nodes.self())
        .put("nodes", all)
        .put(
            "shards",
            new JsonObject()
                .put("open", nodes.open() - inPart)
                .put("inPart", inPart)
                .put("closed", nodes.others().size() - inPart))
        .put("rebuilding", others)
        .put("waiting", waiting(nodes.waiting()));
  }

  private static JsonObject node(String self, Nodes.Node it) {
    JsonObject node =
        new JsonObject()
            .put("name", it.name())
            .put("self", it.name().equals(self))
            .put("alive", it.isAlive())
            .put("forgotten", !it.isMember());
    it.seen()
        .flatMap(Seat::address)
        .flatMap(NodeAddress::parse) // what stands on Redis may be anything
        .ifPresent(address -> node.put("address", address.toString()));
    return node;
  }

  private static JsonObject part(Nodes.Part it) {
    JsonObject part = plainPart(it);
    it.why().ifPresent(why -> part.put("why", Printable.of(why, WHY_CHARS_MAX)));
    return part;
  }

  private static JsonObject plainPart(Nodes.Part it) {
    return new JsonObject()
        .put("shard", it.shard().toString())
        .put("stage", it.stage().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .put("since", it.since().toString())
        .put("asserted", it.asserted())
        .put("signed", names(it.signed()))
        .put("missing", names(it.missing()))
        .put("new", it.isNew());
  }

  private static JsonArray names(Collection<String> names) {
    JsonArray all = new JsonArray();
    names.stream().sorted().forEach(all::add);
    return all;
  }

  private static JsonObject waiting(Holdings.Waiting it) {
    JsonObject waiting = new JsonObject().put("count", it.count()).put("bytes", it.bytes());
    return it.oldestMillis() == 0
        ? waiting
        : waiting.put("oldest", Instant.ofEpochMilli(it.oldestMillis()).toString());
  }
}
