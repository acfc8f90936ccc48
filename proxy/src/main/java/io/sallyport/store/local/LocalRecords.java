package io.sallyport.store.local;

import io.sallyport.admit.Records;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** What is known of this node's events, for people. */
final class LocalRecords implements Records {
  private final Asking asking;
  private final Retrieval retrieval;
  private final Pages pages;
  private final Orders orders;
  private final StoreSizes sizes;

  LocalRecords(Desk desk, Asking asking, Contents contents, Lists lists, StoreSizes sizes) {
    this.asking = asking;
    this.retrieval = new Retrieval(contents, desk.clock());
    this.pages = new Pages(asking, retrieval, lists);
    this.orders = new Orders(desk, asking, contents, retrieval);
    this.sizes = sizes;
  }

  @Override
  public Future<Optional<Recorded>> find(EventId id) {
    return asking
        .of(group -> Known.find(group, id))
        .compose(
            known ->
                known.isPresent()
                    ? asking.blocking(() -> Optional.of(retrieval.recorded(known.get())))
                    : Future.succeededFuture(Optional.empty()));
  }

  @Override
  public Future<Page> list(Filter filter, Optional<String> cursor, int most) {
    return pages.list(filter, cursor, most);
  }

  @Override
  public Future<Optional<Parcel>> content(EventId id) {
    return asking
        .of(group -> Known.find(group, id))
        .compose(
            known ->
                known.isPresent()
                    ? asking
                        .blocking(() -> retrieval.content(known.get()))
                        .compose(stored -> parcel(known.get(), stored))
                    : Future.succeededFuture(Optional.empty()));
  }

  /** The time of one event must not outlast that of another which came with it. */
  private Future<Optional<Parcel>> parcel(Known known, Optional<Contents.Stored> stored) {
    if (stored.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Contents.Stored delivery = stored.get();
    return asking
        .of(group -> isKeptWhole(group, delivery))
        .map(
            whole ->
                Optional.of(
                    whole ? delivery.parcel() : delivery.part(known.claim().item(), known.id())));
  }

  private static boolean isKeptWhole(Group group, Contents.Stored delivery) {
    List<Item> items = delivery.record().items();
    return items.size() == 1
        || items.stream()
            .allMatch(
                item ->
                    Known.find(group, item.id())
                        .filter(it -> !it.isForgotten(delivery))
                        .isPresent());
  }

  @Override
  public Future<Outcome> retry(EventId id, Order order) {
    return orders.retry(id, order);
  }

  @Override
  public Future<Outcome> discard(EventId id, Order order) {
    return orders.discard(id, order);
  }

  @Override
  public Future<Outcome> replay(EventId id, Order order) {
    return orders.replay(id, order);
  }

  @Override
  public Future<Stats> stats() {
    return asking
        .of(
            group -> {
              long queued = 0;
              long held = 0;
              long dead = 0;
              long waiting = 0;
              for (Usage usage : group.state().usages().values()) {
                queued += usage.queued();
                held += usage.held();
                dead += usage.dead();
                waiting += usage.waiting();
              }
              return new long[] {queued, held, dead, waiting};
            })
        .compose(
            counts ->
                asking.blocking(
                    () ->
                        new Stats(
                            sizes.claims(),
                            counts[0],
                            counts[1],
                            counts[2],
                            counts[3],
                            sizes.journalBytes(),
                            sizes.indexBytes(),
                            sizes.diskFreeBytes(),
                            sizes.damages())));
  }
}
