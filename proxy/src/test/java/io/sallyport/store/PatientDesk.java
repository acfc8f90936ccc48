package io.sallyport.store;

import io.sallyport.admit.Records;
import io.sallyport.quarantine.HeldItems;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What people do at one node among others, each order followed by what must be granted because of
 * it: what is released, or tried again.
 */
final class PatientDesk {
  private final Supplier<Future<Void>> granted;

  PatientDesk(Supplier<Future<Void>> granted) {
    this.granted = granted;
  }

  private <T> Future<T> followed(Future<T> order) {
    return order.compose(outcome -> granted.get().map(outcome));
  }

  Records records(Supplier<Records> records) {
    return new Records() {
      @Override
      public Future<Optional<Recorded>> find(EventId id) {
        return records.get().find(id);
      }

      @Override
      public Future<Page> list(Filter filter, Optional<String> cursor, int most) {
        return records.get().list(filter, cursor, most);
      }

      @Override
      public Future<Optional<Parcel>> content(EventId id) {
        return records.get().content(id);
      }

      @Override
      public Future<Outcome> retry(EventId id, Order order) {
        return ordered(it -> it.retry(id, order));
      }

      @Override
      public Future<Outcome> discard(EventId id, Order order) {
        return ordered(it -> it.discard(id, order));
      }

      @Override
      public Future<Outcome> replay(EventId id, Order order) {
        return ordered(it -> it.replay(id, order));
      }

      private Future<Outcome> ordered(Function<Records, Future<Outcome>> order) {
        return followed(order.apply(records.get()));
      }

      @Override
      public Future<Stats> stats() {
        return records.get().stats();
      }
    };
  }

  HeldItems held(Supplier<HeldItems> held) {
    return new HeldItems() {
      @Override
      public Future<Optional<HeldItem>> find(String eventId) {
        return held.get().find(eventId);
      }

      @Override
      public Future<List<HeldItem>> open(int countMax) {
        return held.get().open(countMax);
      }

      @Override
      public Future<Boolean> move(HeldItem seen, ItemState next) {
        return followed(held.get().move(seen, next));
      }
    };
  }
}
