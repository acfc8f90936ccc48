package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Waiting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds of each account of an integration what was received first and waits. A long queue is gone
 * through a piece a decision, so that others are not held up; what comes to stand elsewhere
 * meanwhile, or out of somebody's hands, is looked at when it does. For the committer's thread.
 */
final class HeadSurvey {
  /** So much of a queue is gone through in one decision. */
  static final int ROWS_AT_ONCE = 1_000;

  private final Desk desk;
  private final int name;
  private final int accountsMax;
  private final Map<ClaimKey, LocalWaiting> heads = new LinkedHashMap<>();
  private int left;
  private OrderKey from;

  /**
   * Nothing looked at yet.
   *
   * @param name the number of the integration's name
   * @param most looks at so many of the queue, from its front
   */
  HeadSurvey(Desk desk, int name, int most) {
    this.desk = desk;
    this.name = name;
    this.accountsMax = most;
    this.left = most;
    this.from = OrderKey.first(OrderKey.Kind.QUEUE, name);
  }

  /**
   * Looks at the next piece.
   *
   * @return whether it was the last one
   */
  boolean goOn() {
    int piece = Math.min(ROWS_AT_ONCE, left);
    List<Map.Entry<OrderKey, ClaimKey>> rows =
        desk.state().inOrder(from, OrderKey.last(OrderKey.Kind.QUEUE, name), piece);
    for (Map.Entry<OrderKey, ClaimKey> row : rows) {
      lookAt(row.getKey().sequence());
      from = row.getKey().next();
    }
    left -= rows.size();
    return rows.size() < piece || left == 0;
  }

  /** Looks at one, wherever it stands. */
  void lookAt(long sequence) {
    if (desk.hands().has(sequence)) {
      return;
    }
    Optional<Consignment> found =
        desk.state().consignment(sequence).filter(it -> it.name() == name && !it.dead());
    if (found.isEmpty() || found.get().account().isEmpty()) {
      return;
    }
    ClaimKey account = found.get().account().get();
    LocalWaiting known = heads.get(account);
    if (known == null ? heads.size() < accountsMax : sequence <= known.sequence()) {
      heads.put(account, desk.waiting(found.get()));
    }
  }

  /** What was found; nothing is looked at any more. */
  List<Waiting> heads() {
    return List.copyOf(heads.values());
  }
}
