package io.sallyport.admit;

import static io.sallyport.admit.LedgerCase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Holdings.Cursor;
import io.sallyport.store.shared.Holdings.Ended;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Holdings.Piece;
import io.sallyport.store.shared.Holdings.Remembered;
import io.sallyport.store.shared.Origin;
import io.sallyport.webhook.EventId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a walk sees of its own integration on a store that others have walked on. */
abstract class HoldingsView implements HoldingsCase {
  final HoldingsFixture store;
  final String run;

  /** Where each event lay when it was asked for first. */
  final Map<EventId, Origin> origins = new HashMap<>();

  /** The name of what goes together, by its first event. */
  final Map<EventId, EventId> deliveries = new HashMap<>();

  HoldingsView(HoldingsFixture store, String run) {
    this.store = store;
    this.run = run;
  }

  @Override
  public final HoldingsFixture store() {
    return store;
  }

  final Set<List<EventId>> waits() {
    return petitions().stream().map(HoldingsCase::ids).collect(Collectors.toSet());
  }

  final List<Petition> petitions() {
    List<Petition> all = new ArrayList<>();
    List<Petition> page = await(store.holdings().waiting(0, 50));
    while (!page.isEmpty()) {
      all.addAll(page);
      page = await(store.holdings().waiting(page.get(page.size() - 1).sequence(), 50));
    }
    List<Petition> mine =
        all.stream().filter(it -> it.shards().get(0).integration().equals(run)).toList();
    mine.forEach(it -> it.bids().forEach(this::sameAsEver));
    mine.stream()
        .filter(it -> it.bids().size() > 1)
        .forEach(it -> deliveries.put(it.bids().get(0).id(), batchName(it)));
    return mine;
  }

  private EventId batchName(Petition petition) {
    return find(petition.bids().get(0).id()).orElseThrow().delivery();
  }

  /** Whatever happens to it, an event stays the same one for others. */
  private void sameAsEver(Bid bid) {
    Origin known = origins.putIfAbsent(bid.id(), bid.origin());
    assertThat(known == null || known.equals(bid.origin()))
        .as("%s was %s and is %s", bid.id(), known, bid.origin())
        .isTrue();
  }

  final List<Ended> mine() {
    Predicate<Ended> ours = it -> it.shard().integration().equals(run);
    return unsettled().stream().filter(ours).toList();
  }

  final Map<EventId, Standing> untold() {
    return mine().stream()
        .collect(Collectors.toMap(it -> it.bid().id(), it -> it.change().standing()));
  }

  final long rememberedFence(EventId id) {
    Piece piece = await(store.holdings().remembered(Cursor.START, 1_000));
    while (true) {
      for (Remembered it : piece.remembered()) {
        if (it.assertion().bid().id().equals(id)) {
          return it.assertion().fence();
        }
      }
      if (piece.next() == Cursor.END) {
        return 0;
      }
      piece = await(store.holdings().remembered(piece.next(), 1_000));
    }
  }
}
