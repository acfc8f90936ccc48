package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Records;
import io.sallyport.admit.Standing;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.store.local.LedgerRecord.Admitted;
import io.sallyport.store.local.LedgerRecord.Ended;
import io.sallyport.store.local.LedgerRecord.Item;
import io.sallyport.store.local.LedgerRecord.Ordered;
import io.sallyport.store.local.Lists.Found;
import io.sallyport.store.local.StoredRequest.Said;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of this node's events, for people. */
final class LocalRecords implements Records {
  private static final Set<Standing> OPEN =
      EnumSet.of(Standing.QUEUED, Standing.DEAD, Standing.HELD);

  /** What is open is listed from memory and index; no more of it than this at once. */
  private static final int OPEN_MAX = 1_000;

  private static final String REPLAY = "replay";

  private final Desk desk;
  private final Asking asking;
  private final Contents contents;
  private final Lists lists;
  private final StoreSizes sizes;

  LocalRecords(Desk desk, Asking asking, Contents contents, Lists lists, StoreSizes sizes) {
    this.desk = desk;
    this.asking = asking;
    this.contents = contents;
    this.lists = lists;
    this.sizes = sizes;
  }

  /** What the index says of an event, all at one moment. */
  private record Known(
      EventId id,
      Claim claim,
      String integration,
      Optional<Consignment> consignment,
      Optional<Case> held) {}

  @Override
  public Future<Optional<Recorded>> find(EventId id) {
    return asking
        .of(group -> known(group, id))
        .compose(
            known ->
                known.isPresent()
                    ? asking.blocking(() -> Optional.of(recorded(known.get())))
                    : Future.succeededFuture(Optional.empty()));
  }

  private static Optional<Known> known(Group group, EventId id) {
    ClaimKey key = ClaimKey.of(id);
    return group
        .state()
        .claim(key, group.now())
        .filter(claim -> !claim.alias() && claim.id(key).equals(id))
        .map(
            claim ->
                new Known(
                    id,
                    claim,
                    group.state().names().name(claim.name()),
                    group.state().consignment(claim.sequence()),
                    group.state().heldCase(key)));
  }

  /** Blocks on the disk. */
  private Recorded recorded(Known known) throws IOException {
    Claim claim = known.claim();
    Optional<Contents.Stored> stored = contents.read(claim.at());
    Optional<Item> item = stored.map(it -> it.record().items().get(claim.item()));
    Optional<Contents.Answer> answer =
        stored.isPresent() ? Optional.empty() : contents.readAnswer(known.id(), claim.at());
    Optional<Parcel> parcel = stored.map(Contents.Stored::parcel);
    Optional<Said> said = stored.map(it -> it.said().get(claim.item()));
    return new Recorded(
        known.id(),
        known.integration(),
        stored
            .map(it -> it.record().policyVersion())
            .or(() -> answer.map(Contents.Answer::policyVersion))
            .orElse(""),
        claim.standing(),
        known.held().map(Case::reason),
        stored.map(it -> it.record().delivery()).orElse(known.id()),
        said.flatMap(Said::type).or(() -> answer.flatMap(Contents.Answer::type)),
        said.flatMap(Said::account).or(() -> answer.flatMap(Contents.Answer::account)),
        parcel.flatMap(Parcel::keyId).or(() -> answer.flatMap(Contents.Answer::keyId)),
        item.map(Item::sha256).or(() -> known.held().map(Case::bodySha256)),
        item.map(it -> (long) (it.end() - it.start())).orElse(0L),
        claim.first(),
        claim.last(),
        claim.receipts(),
        known.consignment().map(Consignment::attempts).orElse(0),
        attempt(known),
        due(known),
        stored.isPresent());
  }

  private Optional<Attempt> attempt(Known known) throws IOException {
    return known.consignment().isPresent() && known.consignment().get().told() != 0
        ? contents.readAttempt(known.consignment().get().told())
        : Optional.empty();
  }

  private static Optional<Instant> due(Known known) {
    return known
        .consignment()
        .filter(it -> !it.dead())
        .map(Consignment::due)
        .or(() -> known.held().flatMap(it -> expiry(it.state())));
  }

  private static Optional<Instant> expiry(ItemState state) {
    return state.fold(
        held -> Optional.of(held.expiresAt()),
        claimed -> Optional.of(claimed.held().expiresAt()),
        closed -> Optional.empty(),
        closed -> Optional.empty(),
        closed -> Optional.empty());
  }

  @Override
  public Future<Page> list(Filter filter, Optional<String> cursor, int most) {
    return !filter.standings().isEmpty() && OPEN.containsAll(filter.standings())
        ? asking
            .of(group -> open(group, filter))
            .compose(open -> asking.blocking(() -> openPage(open, filter, cursor, most)))
        : asking
            .blocking(() -> lists.before(Cursor.place(cursor), filter, most))
            .compose(
                part ->
                    asking
                        .of(group -> atTheirPlaces(group, part.found()))
                        .compose(
                            known ->
                                asking.blocking(
                                    () ->
                                        new Page(
                                            recorded(known, filter),
                                            part.next() == 0
                                                ? Optional.empty()
                                                : Optional.of(Cursor.of(part.next()))))));
  }

  /** Only what still stands there: what was carried elsewhere is found at its other place. */
  private static List<Known> atTheirPlaces(Group group, List<Found> found) {
    List<Known> all = new ArrayList<>(found.size());
    for (Found one : found) {
      known(group, one.id()).filter(it -> it.claim().at() == one.at()).ifPresent(all::add);
    }
    return all;
  }

  private static List<Known> open(Group group, Filter filter) {
    List<Known> all = new ArrayList<>();
    for (String name : group.state().names().all()) {
      if (!filter.integration().map(name::equals).orElse(true)) {
        continue;
      }
      int number = group.state().names().number(name);
      for (Standing standing : filter.standings()) {
        for (Map.Entry<OrderKey, ClaimKey> entry :
            group
                .state()
                .inOrder(
                    OrderKey.first(kind(standing), number),
                    OrderKey.last(kind(standing), number),
                    OPEN_MAX)) {
          events(group, standing, entry).forEach(id -> known(group, id).ifPresent(all::add));
        }
      }
    }
    return all;
  }

  private static List<EventId> events(
      Group group, Standing standing, Map.Entry<OrderKey, ClaimKey> entry) {
    List<ClaimKey> keys =
        standing == Standing.HELD
            ? List.of(entry.getValue())
            : group
                .state()
                .consignment(entry.getKey().sequence())
                .map(Consignment::events)
                .orElse(List.of());
    return keys.stream()
        .flatMap(key -> group.state().claim(key, group.now()).map(it -> it.id(key)).stream())
        .toList();
  }

  private static OrderKey.Kind kind(Standing standing) {
    return switch (standing) {
      case QUEUED -> OrderKey.Kind.QUEUE;
      case DEAD -> OrderKey.Kind.DEAD;
      case HELD -> OrderKey.Kind.HELD;
      default -> throw new IllegalArgumentException(standing + " is not open");
    };
  }

  /** Newest first; the cursor is the number of those that were told before. */
  private Page openPage(List<Known> open, Filter filter, Optional<String> cursor, int most)
      throws IOException {
    List<Known> sorted =
        open.stream()
            .sorted(
                Comparator.comparing((Known it) -> it.claim().first())
                    .reversed()
                    .thenComparing(it -> it.id().value()))
            .toList();
    int from = (int) Math.min(sorted.size(), Cursor.count(cursor));
    List<Recorded> page = new ArrayList<>();
    int at = from;
    for (; at < sorted.size() && page.size() < most; at++) {
      page.addAll(recorded(List.of(sorted.get(at)), filter));
    }
    return new Page(page, at < sorted.size() ? Optional.of(Cursor.of(at)) : Optional.empty());
  }

  private List<Recorded> recorded(List<Known> known, Filter filter) throws IOException {
    List<Recorded> all = new ArrayList<>(known.size());
    for (Known one : known) {
      Recorded recorded = recorded(one);
      if (matches(filter, recorded)) {
        all.add(recorded);
      }
    }
    return all;
  }

  private static boolean matches(Filter filter, Recorded it) {
    return (filter.standings().isEmpty() || filter.standings().contains(it.standing()))
        && filter.account().map(account -> it.account().equals(Optional.of(account))).orElse(true)
        && filter.type().map(type -> it.type().equals(Optional.of(type))).orElse(true)
        && filter.reason().map(reason -> it.reason().equals(Optional.of(reason))).orElse(true)
        && filter.since().map(since -> !it.firstReceipt().isBefore(since)).orElse(true)
        && filter.until().map(it.firstReceipt()::isBefore).orElse(true);
  }

  @Override
  public Future<Optional<Parcel>> content(EventId id) {
    return asking
        .of(group -> known(group, id))
        .compose(
            known ->
                known.isPresent()
                    ? contents.delivery(known.get().claim().at())
                    : Future.succeededFuture(Optional.<Contents.Stored>empty()))
        .map(stored -> stored.map(Contents.Stored::parcel));
  }

  // --- orders

  @Override
  public Future<Outcome> retry(EventId id, Records.Order order) {
    ByteBuffer why = contents.sealOrder(order.by(), order.note());
    return asking.writing(
        Bounds.attemptBytesMost(),
        group -> {
          Optional<Known> known = known(group, id);
          if (known.isEmpty()) {
            return Outcome.UNKNOWN;
          }
          if (known.get().consignment().isEmpty()
              || desk.hands().has(known.get().claim().sequence())) {
            return Outcome.NOT_NOW;
          }
          group.add(new Ordered(id, LedgerRecord.Order.RETRY, group.now(), why));
          desk.ready(known.get().integration());
          return Outcome.DONE;
        });
  }

  @Override
  public Future<Outcome> discard(EventId id, Records.Order order) {
    ByteBuffer why = contents.sealOrder(order.by(), order.note());
    return asking.writing(
        Bounds.attemptBytesMost(),
        group -> {
          Optional<Known> known = known(group, id);
          if (known.isEmpty()) {
            return Outcome.UNKNOWN;
          }
          Optional<Consignment> consignment = known.get().consignment();
          if (consignment.isEmpty() || desk.hands().has(consignment.get().sequence())) {
            return Outcome.NOT_NOW;
          }
          group.add(new Ordered(id, LedgerRecord.Order.DISCARD, group.now(), why));
          group.add(
              new Ended(
                  consignment.get().sequence(),
                  Standing.DISCARDED,
                  consignment.get().attempts(),
                  0,
                  group.now(),
                  ByteBuffer.allocate(0)));
          return Outcome.DONE;
        });
  }

  /** Under a name of its own, so that the upstream does not take it for the first one. */
  @Override
  public Future<Outcome> replay(EventId id, Records.Order order) {
    return asking
        .of(group -> known(group, id))
        .compose(
            known -> {
              if (known.isEmpty()) {
                return Future.succeededFuture(Outcome.UNKNOWN);
              }
              Standing standing = known.get().claim().standing();
              if (standing != Standing.DONE && standing != Standing.DISCARDED) {
                // What was rejected stays rejected: this is no way round the quarantine.
                return Future.succeededFuture(Outcome.NOT_NOW);
              }
              return contents
                  .delivery(known.get().claim().at())
                  .compose(
                      stored ->
                          stored.isPresent()
                              ? replay(known.get(), stored.get(), order)
                              : Future.succeededFuture(Outcome.FORGOTTEN));
            });
  }

  private Future<Outcome> replay(Known known, Contents.Stored stored, Records.Order order) {
    ByteBuffer why = contents.sealOrder(order.by(), order.note());
    Item item = stored.record().items().get(known.claim().item());
    byte[] once = ByteBuffer.allocate(Long.BYTES).putLong(desk.nanos()).array();
    EventId again = EventId.ofCase(REPLAY, known.id(), once);
    Parcel parcel = stored.part(known.claim().item(), again);
    ByteBuffer sealed = contents.seal(parcel, List.of(stored.said().get(known.claim().item())));
    return asking.writing(
        2 * Bounds.attemptBytesMost() + sealed.remaining(),
        group -> {
          group.add(new Ordered(known.id(), LedgerRecord.Order.REPLAY, group.now(), why));
          group.add(
              new Admitted(
                  known.integration(),
                  stored.record().policyVersion(),
                  again,
                  group.now(),
                  stored.record().keeping(),
                  sealed.remaining(),
                  List.of(
                      new Item(
                          again,
                          Optional.empty(),
                          item.sha256(),
                          Optional.empty(),
                          item.account(),
                          0,
                          item.end() - item.start(),
                          Optional.of(Standing.QUEUED),
                          0,
                          group.now(),
                          Optional.<Reason>empty())),
                  sealed));
          desk.ready(known.integration());
          return Outcome.DONE;
        });
  }

  @Override
  public Future<Stats> stats() {
    return asking
        .of(
            group -> {
              long queued = 0;
              long held = 0;
              long dead = 0;
              for (Usage usage : group.state().usages().values()) {
                queued += usage.queued();
                held += usage.held();
                dead += usage.dead();
              }
              return new long[] {queued, held, dead};
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
                            sizes.journalBytes(),
                            sizes.indexBytes(),
                            sizes.diskFreeBytes(),
                            sizes.damages())));
  }
}
