package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Event;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of each event of a delivery, by what is remembered of its keys. Pure but for what it
 * looks up: it changes nothing.
 */
final class Placement {
  private static final String CONFLICT = "conflict";
  private static final String REUSED = "signature reused";
  private static final byte[] ONE_ONLY = new byte[0];

  private final LedgerState state;
  private final Instant now;
  private final boolean several;
  private final Map<ClaimKey, Event> inThisDelivery = new HashMap<>();
  private final Set<ClaimKey> casesOfThisDelivery = new HashSet<>();

  /** What is to be done with an event. */
  sealed interface Found {}

  /** It was never here. */
  record New(Event event) implements Found {}

  /** It was here: one more receipt of what is under this key. */
  record Again(ClaimKey key, EventId id, Claim claim) implements Found {}

  /**
   * The same as an earlier one of this delivery.
   *
   * @param held why that one is held, where it is
   */
  record Twin(EventId id, Optional<Reason> held) implements Found {}

  /** Suspicious, and the first of its case. */
  record Suspicious(Event event, EventId id, Reason reason) implements Found {}

  /**
   * Of a delivery.
   *
   * @param events how many it has
   */
  Placement(LedgerState state, Instant now, int events) {
    this.state = state;
    this.now = now;
    this.several = events > 1;
  }

  Found find(Event event) {
    return several ? findAmong(event) : look(event);
  }

  private Found findAmong(Event event) {
    Event twin = inThisDelivery.get(event.key());
    if (twin != null) {
      return twin.content().equals(event.content())
          ? new Twin(twin.id(), Optional.empty())
          : suspicious(event, CONFLICT, event.content().toBytes(), Reason.REPLAY_CONFLICT);
    }
    Found found = look(event);
    if (found instanceof New) {
      inThisDelivery.put(event.key(), event);
    }
    return found;
  }

  private Found look(Event event) {
    Optional<Claim> known = state.claim(event.key(), now);
    if (known.isEmpty()) {
      Optional<Claim> alias =
          event.signed().isPresent() ? state.claim(event.signed().get(), now) : Optional.empty();
      return alias.isPresent() && isOfAnother(alias.get(), event)
          ? reused(event, alias.get())
          : new New(event);
    }
    Claim claim = known.get();
    if (claim.alias()) {
      return new New(event);
    }
    if (!claim.content().equals(event.content())) {
      return suspicious(event, CONFLICT, event.content().toBytes(), Reason.REPLAY_CONFLICT);
    }
    return isUnderAnotherLabel(event, claim)
        ? suspicious(event, REUSED, ONE_ONLY, Reason.REPLAY_SIGNATURE_REUSED)
        : new Again(event.key(), event.id(), claim);
  }

  private static boolean isOfAnother(Claim claim, Event event) {
    return claim.alias() && !claim.content().equals(event.key());
  }

  /** The bytes came under another name before: the case is about that one. */
  private Found reused(Event event, Claim alias) {
    EventId first =
        state
            .claim(alias.content(), now)
            .map(claim -> claim.id(alias.content()))
            .orElse(event.id());
    return suspicious(event, first, REUSED, ONE_ONLY, Reason.REPLAY_SIGNATURE_REUSED);
  }

  /** An id that nobody signed may say what it wants; that it says something else is telling. */
  private static boolean isUnderAnotherLabel(Event event, Claim claim) {
    return event.label().isPresent()
        && claim.label().isPresent()
        && !event.label().equals(claim.label());
  }

  /** An event whose id is known with other bytes. */
  static Found conflict(LedgerState state, Instant now, Event event) {
    return new Placement(state, now, 1)
        .suspicious(event, CONFLICT, event.content().toBytes(), Reason.REPLAY_CONFLICT);
  }

  private Found suspicious(Event event, String kind, byte[] content, Reason reason) {
    return suspicious(event, event.id(), kind, content, reason);
  }

  private Found suspicious(Event event, EventId about, String kind, byte[] content, Reason reason) {
    EventId id = EventId.ofCase(kind, about, content);
    ClaimKey key = ClaimKey.of(id);
    Optional<Claim> open = state.claim(key, now);
    if (open.isPresent()) {
      return new Again(key, id, open.get());
    }
    return casesOfThisDelivery.add(key)
        ? new Suspicious(event, id, reason)
        : new Twin(id, Optional.of(reason));
  }
}
