package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Event;
import io.sallyport.admit.Place;
import io.sallyport.store.shared.Found;
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
  sealed interface Seen {}

  /** It was never here. */
  record New(Event event) implements Seen {}

  /** It was here: one more receipt of what is under this key. */
  record Again(ClaimKey key, EventId id, Claim claim) implements Seen {}

  /**
   * The same as an earlier one of this delivery.
   *
   * @param held why that one is held, where it is
   */
  record Twin(EventId id, Optional<Reason> held) implements Seen {}

  /** Another node has it, and this one never did: nothing is written. */
  record Elsewhere(Place.Known place) implements Seen {}

  /** New, as far as could be found out, and held under its own name for that. */
  record Doubted(Event event, Reason reason) implements Seen {}

  /** Suspicious, and the first of its case. */
  record Suspicious(Event event, EventId id, Reason reason) implements Seen {}

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

  Seen find(Event event) {
    return several ? findAmong(event) : look(event);
  }

  /**
   * The same where others were asked, too.
   *
   * @param elsewhere what they know of it; it matters where it is new here
   */
  Seen find(Event event, Found elsewhere) {
    Seen found = find(event);
    if (!(found instanceof New)) {
      return found;
    }
    if (elsewhere instanceof Found.Known known) {
      return new Elsewhere(known.place(event.id()));
    }
    if (elsewhere instanceof Found.Conflict) {
      return conflicting(event);
    }
    if (elsewhere instanceof Found.Doubtful) {
      return new Doubted(event, Reason.STORE_REBUILDING);
    }
    return elsewhere instanceof Found.Reused reused ? reused(event, reused.first()) : found;
  }

  /** The name of the case in which an event is held that is known with other bytes. */
  static EventId conflictOf(EventId event, ClaimKey content) {
    return EventId.ofCase(CONFLICT, event, content.toBytes());
  }

  /** The name of the case in which bytes are held that were signed for another event. */
  static EventId reuseOf(EventId first) {
    return EventId.ofCase(REUSED, first, ONE_ONLY);
  }

  private Seen findAmong(Event event) {
    Event twin = inThisDelivery.get(event.key());
    if (twin != null) {
      return twin.content().equals(event.content())
          ? new Twin(twin.id(), Optional.empty())
          : conflicting(event);
    }
    Seen found = look(event);
    if (found instanceof New) {
      inThisDelivery.put(event.key(), event);
    }
    return found;
  }

  private Seen look(Event event) {
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
      return conflicting(event);
    }
    return isUnderAnotherLabel(event, claim)
        ? reused(event, event.id())
        : new Again(event.key(), event.id(), claim);
  }

  private static boolean isOfAnother(Claim claim, Event event) {
    return claim.alias() && !claim.content().equals(event.key());
  }

  /** The bytes came under another name before: the case is about that one. */
  private Seen reused(Event event, Claim alias) {
    return reused(event, alias.id(alias.content()));
  }

  private Seen reused(Event event, EventId first) {
    return suspicious(event, reuseOf(first), Reason.REPLAY_SIGNATURE_REUSED);
  }

  /** An id that nobody signed may say what it wants; that it says something else is telling. */
  private static boolean isUnderAnotherLabel(Event event, Claim claim) {
    return event.label().isPresent()
        && claim.label().isPresent()
        && !event.label().equals(claim.label());
  }

  /** An event whose id is known with other bytes. */
  static Seen conflict(LedgerState state, Instant now, Event event) {
    return new Placement(state, now, 1).conflicting(event);
  }

  private Seen conflicting(Event event) {
    return suspicious(event, conflictOf(event.id(), event.content()), Reason.REPLAY_CONFLICT);
  }

  private Seen suspicious(Event event, EventId id, Reason reason) {
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
