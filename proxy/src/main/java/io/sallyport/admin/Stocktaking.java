package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import io.sallyport.admin.Everywhere.Company;
import io.sallyport.admin.Fellowship.Fellow;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** How much lies at each of several nodes. */
final class Stocktaking {
  private static final int BYTES_MAX = 256 << 10;

  private final Company company;
  private final RoutingContext context;

  Stocktaking(Company company, RoutingContext context) {
    this.company = company;
    this.context = context;
  }

  /** Answers. */
  Future<Void> tell(List<Fellow> others) throws Malformed {
    return Chosen.read(context, company, others)
        .ask(
            node -> true,
            () -> Inquiry.own(context),
            fellow -> company.client().ask(fellow, FellowClient.Ask.look(Common.STATS, BYTES_MAX)))
        .compose(answers -> company.tell(context, 200, () -> all(answers)));
  }

  private static JsonObject all(List<Chosen.Said> answers) {
    JsonArray nodes = new JsonArray();
    Unasked unasked = new Unasked();
    for (Chosen.Said said : answers) {
      if (said.body().isPresent()) {
        nodes.add(said.body().get().put(Inquiry.NODE, said.node()));
      } else {
        unasked.add(said.node(), said.why());
      }
    }
    return new JsonObject().put("nodes", nodes).put(Unasked.MEMBER, unasked.json());
  }
}
