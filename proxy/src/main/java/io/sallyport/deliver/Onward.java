package io.sallyport.deliver;

import io.sallyport.pipeline.Delivered;
import io.sallyport.pipeline.Delivery;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * The ways of one integration: as a {@link Delivery}, for what its sender waits for, and as {@link
 * #roads}, for what is queued. Both share connections and bulkhead.
 */
public final class Onward implements Delivery {
  private final List<Upstream> upstreams;
  private final List<Road> roads;

  Onward(List<Upstream> upstreams) {
    this.upstreams = List.copyOf(upstreams);
    List<Road> ways = new ArrayList<>(upstreams.size());
    for (Upstream upstream : upstreams) {
      ways.add(new Road(upstream.destination(), upstream::sendQueued));
    }
    this.roads = List.copyOf(ways);
  }

  /** The destinations in the order of the policy; the first that takes a path gets it. */
  public List<Road> roads() {
    return roads;
  }

  @Override
  public Future<Delivered> send(Parcel parcel) {
    if (upstreams.isEmpty()) {
      return Future.succeededFuture(new Delivered.Accepted());
    }
    for (int i = 0; i < upstreams.size(); i++) {
      if (roads.get(i).takes(parcel.rest())) {
        return upstreams.get(i).send(parcel);
      }
    }
    return Future.succeededFuture(
        new Delivered.Failed(Reason.INTERNAL_ERROR, "no destination takes " + parcel.rest()));
  }
}
