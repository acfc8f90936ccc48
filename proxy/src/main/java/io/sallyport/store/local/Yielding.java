package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Found;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is another's by the last that was told of it, and is not left to that one yet: the journal
 * takes nothing now, or its delivery cannot be read. It is told to nobody as this node's meanwhile:
 * a later rebuild would believe that, the other would leave the event to this one, and this one to
 * the other. As many as {@link AssertionBook} lets in. Any thread.
 */
final class Yielding {
  private final Map<ClaimKey, Found> last = new ConcurrentHashMap<>();

  /** Goes before whatever was told of it earlier. */
  void told(ClaimKey key, Assertion.Answer answer) {
    if (answer instanceof Assertion.Answer.Yields yields) {
      last.put(key, yields.to());
    } else {
      last.remove(key);
    }
  }

  /** Whether nothing was told of it since this. */
  @SuppressWarnings("ReferenceEquality") // the same words may be told twice
  boolean isLast(ClaimKey key, Found to) {
    return last.get(key) == to;
  }

  /** It is left to the other, or stays here. */
  @SuppressWarnings("ReferenceEquality")
  void isOver(ClaimKey key, Found to) {
    last.computeIfPresent(key, (unused, now) -> now == to ? null : now);
  }

  boolean has(ClaimKey key) {
    return last.containsKey(key);
  }
}
