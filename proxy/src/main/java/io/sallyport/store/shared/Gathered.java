package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.shared.Holdings.Granted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What waits to be left to others, and of each shard what is just being left: it is in hand. Each
 * event stands here once, until it has ended. Belongs to its home.
 */
final class Gathered {
  private final int most;
  private final Map<Shard, Map<ClaimKey, Event>> waiting = new LinkedHashMap<>();
  private final Map<Shard, Map<ClaimKey, Event>> inHand = new HashMap<>();
  private int size;

  /**
   * One event.
   *
   * @param again whether it was tried before, and said that it was not left
   */
  record Event(Granted granted, boolean again) {
    ClaimKey key() {
      return granted.bid().key();
    }
  }

  /**
   * Nothing yet.
   *
   * @param most events
   */
  Gathered(int most) {
    this.most = most;
  }

  /** Those in hand count. */
  boolean hasRoomFor(int events) {
    return size + events <= most;
  }

  boolean has(Shard shard, ClaimKey key) {
    return waiting.getOrDefault(shard, Map.of()).containsKey(key) || isInHand(shard, key);
  }

  /**
   * Waits.
   *
   * @return false where there is no room
   */
  boolean add(Shard shard, Event event) {
    if (!hasRoomFor(1)) {
      return false;
    }
    remove(shard, event.key());
    size++;
    waits(shard, event);
    return true;
  }

  private void waits(Shard shard, Event event) {
    waiting.computeIfAbsent(shard, unused -> new LinkedHashMap<>()).put(event.key(), event);
  }

  /** It need not be left any more. */
  void remove(Shard shard, ClaimKey key) {
    Map<ClaimKey, Event> some = waiting.getOrDefault(shard, Map.of());
    if (some.containsKey(key)) {
      some.remove(key);
      size--;
      if (some.isEmpty()) {
        waiting.remove(shard);
      }
    }
    letGo(shard, key);
  }

  /** Shards of which something waits, the longest first. */
  List<Shard> shards() {
    return List.copyOf(waiting.keySet());
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  // --- in hand

  /** How many shards have something in hand, or had. */
  int handsFull() {
    return inHand.size();
  }

  boolean isInHand(Shard shard) {
    return inHand.containsKey(shard);
  }

  boolean isInHand(Shard shard, ClaimKey key) {
    return inHand.getOrDefault(shard, Map.of()).containsKey(key);
  }

  /** Those that waited longest, of a shard that has nothing in hand; the rest is behind others. */
  List<Event> take(Shard shard, int events) {
    Map<ClaimKey, Event> all = waiting.getOrDefault(shard, new LinkedHashMap<>());
    waiting.remove(shard);
    List<Event> some = new ArrayList<>();
    Map<ClaimKey, Event> hand = new LinkedHashMap<>();
    for (Iterator<Event> it = all.values().iterator(); some.size() < events && it.hasNext(); ) {
      Event event = it.next();
      it.remove();
      some.add(event);
      hand.put(event.key(), event);
    }
    inHand.put(shard, hand);
    if (!all.isEmpty()) {
      waiting.put(shard, all);
    }
    return some;
  }

  /**
   * It was left, or need not be.
   *
   * @return empty where it was not in hand any more
   */
  Optional<Event> letGo(Shard shard, ClaimKey key) {
    Map<ClaimKey, Event> hand = inHand.getOrDefault(shard, Map.of());
    Optional<Event> event = Optional.ofNullable(hand.get(key));
    if (event.isPresent()) {
      hand.remove(key);
      size--;
    }
    return event;
  }

  /** It waits for its next turn, if it is still in hand. */
  void putBack(Shard shard, Event event) {
    Map<ClaimKey, Event> hand = inHand.getOrDefault(shard, Map.of());
    if (hand.containsKey(event.key())) {
      hand.remove(event.key());
      waits(shard, event);
    }
  }

  /**
   * The shard has nothing in hand any more.
   *
   * @return what was, until now
   */
  List<Event> done(Shard shard) {
    if (!inHand.containsKey(shard)) {
      return List.of();
    }
    List<Event> rest = List.copyOf(inHand.get(shard).values());
    inHand.remove(shard);
    size -= rest.size();
    return rest;
  }
}
