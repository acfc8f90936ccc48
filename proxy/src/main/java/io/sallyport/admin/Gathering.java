package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import io.sallyport.admin.Everywhere.Company;
import io.sallyport.admin.Fellowship.Fellow;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A part of a list of several nodes: what each has told, in one order, with where to go on at each.
 * So many items as {@code limit} says come of each node, but for fewer where there are many nodes:
 * nothing is told twice or left out, whoever answers when.
 */
final class Gathering {
  /** Of all nodes together, about. */
  static final int ITEMS_MAX = 4_000;

  /** Of all nodes together. */
  static final int BYTES_MAX = 32 << 20;

  private static final int BYTES_A_NODE_MAX = 4 << 20;
  private static final Set<String> OUR_OWN = Set.of(Inquiry.NODES, Inquiry.NODE, "cursor", "limit");

  private final Company company;
  private final Common kind;
  private final RoutingContext context;
  private final Unasked unasked = new Unasked();
  private final List<JsonObject> items = new ArrayList<>();
  private boolean goesOn;
  private ManyCursor cursor;

  Gathering(Company company, Common kind, RoutingContext context) throws Malformed {
    this.company = company;
    this.kind = kind;
    this.context = context;
    List<String> cursors = context.queryParam("cursor");
    this.cursor = ManyCursor.parse(cursors.stream().findFirst().filter(it -> !it.isEmpty()));
  }

  /** Answers. */
  Future<Void> list(List<Fellow> others) throws Malformed {
    Chosen chosen = Chosen.read(context, company, others);
    int nodes = Math.max(1, chosen.others().size() + (chosen.isSelf() ? 1 : 0));
    int limit = new Asking(context).limit(EventQuery.LISTED_DEFAULT, EventQuery.LISTED_MAX);
    int each = Math.max(1, Math.min(limit, ITEMS_MAX / nodes));
    String target = target(each);
    return chosen
        .ask(
            node -> !cursor.isAtEnd(node),
            () -> own(each),
            fellow ->
                company
                    .client()
                    .ask(
                        fellow,
                        FellowClient.Ask.look(
                            at(target, fellow.node()),
                            Math.min(BYTES_A_NODE_MAX, BYTES_MAX / nodes))))
        .compose(answers -> tell(answers, limit));
  }

  /** The filter, which is the same for all. */
  private String target(int each) {
    StringBuilder target = new StringBuilder(kind.path());
    context
        .queryParams()
        .forEach(
            parameter -> {
              if (!OUR_OWN.contains(parameter.getKey())) {
                Everywhere.add(target, parameter.getKey(), parameter.getValue());
              }
            });
    Everywhere.add(target, "limit", String.valueOf(each));
    return target.toString();
  }

  private String at(String target, String node) {
    StringBuilder all = new StringBuilder(target);
    cursor.of(node).ifPresent(place -> Everywhere.add(all, "cursor", place));
    return all.toString();
  }

  private Future<Answered> own(int each) {
    Optional<String> place = cursor.of(company.self());
    context.queryParams().set("limit", String.valueOf(each)).remove("cursor");
    place.ifPresent(it -> context.queryParams().set("cursor", it));
    return Inquiry.own(context);
  }

  private Future<Void> tell(List<Chosen.Said> answers, int limit) {
    for (Chosen.Said said : answers) {
      if (said.isRefusal(company.self())) {
        AdminServer.answer(context, said.answered().orElseThrow());
        return Future.succeededFuture();
      }
    }
    return company.tell(context, 200, () -> page(answers, limit));
  }

  private JsonObject page(List<Chosen.Said> answers, int limit) {
    answers.forEach(this::add);
    List<JsonObject> sorted = items.stream().sorted(kind.order()).toList();
    boolean isCut = kind == Common.REFUSALS && sorted.size() > limit; // which has no cursor
    JsonObject page =
        new JsonObject()
            .put(kind.member(), new JsonArray(isCut ? sorted.subList(0, limit) : sorted));
    if (goesOn) {
      page.put("next", cursor.text());
    }
    return page.put(Unasked.MEMBER, unasked.json());
  }

  private void add(Chosen.Said said) {
    Optional<JsonObject> part = said.body();
    if (part.isEmpty()) {
      unasked.add(said.node(), said.why());
      return;
    }
    for (Object item : part.get().getJsonArray(kind.member(), new JsonArray())) {
      if (item instanceof JsonObject json) {
        items.add(json.put(Inquiry.NODE, said.node()));
      }
    }
    Optional<String> next = Optional.ofNullable(part.get().getString("next"));
    goesOn |= next.isPresent();
    cursor = cursor.with(said.node(), next);
  }
}
