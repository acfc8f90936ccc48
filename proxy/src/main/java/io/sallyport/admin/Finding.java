package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import io.sallyport.admin.Everywhere.Company;
import io.sallyport.admin.Fellowship.Fellow;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request about one thing, wherever it lies: all nodes are asked whether they have it, and the
 * one that has it answers. Whoever has it, every node gives the same answer.
 */
final class Finding {
  private static final int THING_BYTES_MAX = 64 << 10;
  static final int ANSWER_BYTES_MAX = 8 << 20;

  private final Company company;
  private final Common kind;
  private final RoutingContext context;
  private final String name;
  private final Unasked unasked = new Unasked();
  private final List<String> having = new ArrayList<>();
  private final List<String> meant = new ArrayList<>();

  Finding(Company company, Common kind, RoutingContext context) {
    this.company = company;
    this.kind = kind;
    this.context = context;
    this.name = String.valueOf(context.pathParam(kind.parameter()));
  }

  /** Answers. */
  Future<Void> answer(List<Fellow> others) throws Malformed {
    boolean isNamed = !context.queryParam(Inquiry.NODE).isEmpty();
    Chosen chosen = Chosen.read(context, company, others);
    if (isNamed) {
      return answerBy(chosen.isSelf() ? company.self() : chosen.others().get(0).node(), others);
    }
    String target =
        kind.path() + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return chosen
        .ask(
            node -> true,
            this::own,
            fellow -> company.client().ask(fellow, FellowClient.Ask.look(target, THING_BYTES_MAX)))
        .compose(answers -> decide(answers, others));
  }

  private Future<Answered> own() {
    return company
        .find(kind, name)
        .map(
            thing ->
                thing
                    .map(it -> new Answered(200, it))
                    .orElseGet(() -> new Answered(404, new JsonObject())));
  }

  private Future<Void> decide(List<Chosen.Said> answers, List<Fellow> others) {
    for (Chosen.Said said : answers) {
      if (said.body().isPresent()) {
        having.add(said.node());
        if (kind.isMeant(said.body().get())) {
          meant.add(said.node());
        }
      } else if (said.answered().filter(it -> it.status() == 404).isEmpty()) {
        unasked.add(said.node(), said.why());
      }
    }
    List<String> candidates = meant.isEmpty() ? having : meant;
    if (candidates.size() > 1) {
      several(candidates);
      return Future.succeededFuture();
    }
    // Where nobody has it, this node says so in its own words.
    return answerBy(candidates.isEmpty() ? company.self() : candidates.get(0), others);
  }

  private void several(List<String> candidates) {
    AdminServer.problem(
        context,
        409,
        "Conflict",
        "several nodes have it: "
            + String.join(", ", candidates)
            + "; say which is meant: node=NAME, or --node NAME",
        new JsonObject().put("nodes", new JsonArray(candidates)));
  }

  private Future<Void> answerBy(String node, List<Fellow> others) {
    Optional<Fellow> other = others.stream().filter(it -> it.node().equals(node)).findFirst();
    if (other.isEmpty()) {
      return Inquiry.own(context).compose(answered -> tell(node, answered));
    }
    HttpMethod method = context.request().method();
    Buffer body = Optional.ofNullable(context.body().buffer()).orElseGet(Buffer::buffer);
    return company
        .client()
        .ask(
            other.get(),
            FellowClient.Ask.act(method, Everywhere.target(context), body, ANSWER_BYTES_MAX))
        .transform(
            asked -> {
              if (asked.succeeded()) {
                return tell(node, asked.result());
              }
              silent(node, method, asked.cause());
              return Future.succeededFuture();
            });
  }

  private Future<Void> tell(String node, Answered answered) {
    JsonObject body = answered.body().put(Inquiry.NODE, node);
    if (answered.status() == 404 && !unasked.isEmpty()) {
      body.put("detail", body.getString("detail", "not found") + unasked.sentence())
          .put(Unasked.MEMBER, unasked.json());
    }
    return company.tell(context, answered.status(), () -> body);
  }

  /** "Not done" is said only where surely nothing was sent. */
  static boolean mayBeDone(HttpMethod method, Throwable fault) {
    boolean isSurelyNotSent = fault instanceof NotAsked it && !it.mayHaveHeard();
    return method.equals(HttpMethod.POST) && !isSurelyNotSent;
  }

  private void silent(String node, HttpMethod method, Throwable fault) {
    boolean mayBeDone = mayBeDone(method, fault);
    String why = fault instanceof NotAsked it ? it.why() : "it broke: see the log";
    AdminServer.problem(
        context,
        mayBeDone ? 504 : 503,
        mayBeDone ? "Gateway Timeout" : "Service Unavailable",
        node
            + " could not be asked: "
            + why
            + (mayBeDone ? "; " + Everywhere.WHETHER_DONE_IS_NOT_KNOWN : ""));
  }
}
