package io.sallyport.admin;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What may be asked of all nodes at any of them: lists, single things in them, and what is ordered
 * about one. Everything else a node tells of itself alone, and no other node gets it.
 */
@SuppressWarnings("ImmutableEnumChecker") // its lists and functions never change
enum Common {
  EVENTS(
      "/api/v1/events",
      "event",
      "events",
      List.of("/http", "/explanation"),
      List.of("/replay"),
      newest("firstReceipt"),
      Common::isHere),
  DELIVERIES(
      "/api/v1/deliveries",
      "event",
      "events",
      List.of(),
      List.of("/retry", "/discard"),
      oldest("due"),
      it -> Set.of("queued", "dead-letter", "waiting").contains(it.getString("standing", ""))),
  QUARANTINE(
      "/api/v1/quarantine",
      "event",
      "held",
      List.of(),
      List.of("/release", "/reject"),
      oldest("firstReceipt"),
      it -> Set.of("held", "claimed").contains(it.getString("state", ""))),
  REFUSALS(
      "/api/v1/refusals",
      "reference",
      "refusals",
      List.of(),
      List.of("/recheck"),
      newest("time"),
      it -> true);

  /** {@code GET}: how much lies at each node. */
  static final String STATS = "/api/v1/store/stats";

  private final String path;
  private final String name;
  private final String member;
  private final List<String> views;
  private final List<String> orders;
  private final Comparator<JsonObject> order;
  private final Predicate<JsonObject> meant;

  /**
   * A kind of things.
   *
   * @param name of the path's part that names one
   * @param member of a list's answer: its items
   * @param order in which the items of several nodes are told
   * @param meant whether a thing is what is mostly meant where several nodes have one of its name
   */
  Common(
      String path,
      String name,
      String member,
      List<String> views,
      List<String> orders,
      Comparator<JsonObject> order,
      Predicate<JsonObject> meant) {
    this.path = path;
    this.name = name;
    this.member = member;
    this.views = views;
    this.orders = orders;
    this.order = order;
    this.meant = meant;
  }

  String path() {
    return path;
  }

  String member() {
    return member;
  }

  String parameter() {
    return name;
  }

  Comparator<JsonObject> order() {
    return order;
  }

  boolean isMeant(JsonObject thing) {
    return meant.test(thing);
  }

  /** Of one thing, to be got; as the router writes it. */
  List<String> shown() {
    return views.stream().map(view -> one() + view).toList();
  }

  /** Of one thing, to be posted; as the router writes it. */
  List<String> ordered() {
    return orders.stream().map(order -> one() + order).toList();
  }

  /** As the router writes it. */
  String one() {
    return path + "/:" + name;
  }

  /** Whether a request is for one of them. */
  static boolean isOne(HttpMethod method, String path) {
    if (method.equals(HttpMethod.GET) && path.equals(STATS)) {
      return true;
    }
    for (Common kind : values()) {
      if (kind.has(method, path)) {
        return true;
      }
    }
    return false;
  }

  private boolean has(HttpMethod method, String asked) {
    if (method.equals(HttpMethod.GET) && asked.equals(path)) {
      return true;
    }
    if (!asked.startsWith(path + "/")) {
      return false;
    }
    String rest = asked.substring(path.length() + 1);
    int slash = rest.indexOf('/');
    String behind = slash < 0 ? "" : rest.substring(slash);
    return method.equals(HttpMethod.GET)
        ? behind.isEmpty() || views.contains(behind)
        : method.equals(HttpMethod.POST) && orders.contains(behind);
  }

  /** It has not ended as another node's. */
  private static boolean isHere(JsonObject event) {
    return !event.getBoolean("elsewhere", false);
  }

  private static Comparator<JsonObject> newest(String time) {
    return oldest(time).reversed(); // all have that time
  }

  /** What has no such time comes last. */
  private static Comparator<JsonObject> oldest(String time) {
    return Comparator.comparing(it -> time(it.getString(time, "")));
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.MAX;
    }
  }
}
