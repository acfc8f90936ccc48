package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Waiting;
import io.sallyport.store.local.Consignment.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds of each account of an integration what was received first and waits. A long queue is gone
 * through to its end, a piece a decision, so that others are not held up; what comes to stand
 * elsewhere meanwhile, or out of somebody's hands, is looked at when it does. For the committer's
 * thread.
 *
 * <p>Where there are more accounts than may be told, those come first of which something that was
 * received later may stand before what was received first: of the others, what comes first is taken
 * first anyway.
 */
final class HeadSurvey {
  /** So much of a queue is gone through in one decision. */
  static final int ROWS_AT_ONCE = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(HeadSurvey.class);

  private final Desk desk;
  private final int name;
  private final int accountsMax;
  private final int rowsAtOnce;

  /** Behind something that was received later, of whatever account. */
  private final Map<ClaimKey, LocalWaiting> late = new LinkedHashMap<>();

  private final Map<ClaimKey, LocalWaiting> inOrder = new LinkedHashMap<>();
  private OrderKey from;
  private long latest = Long.MIN_VALUE;
  private boolean saidTooMany;

  /**
   * Nothing looked at yet.
   *
   * @param name the number of the integration's name
   * @param accountsMax tells of so many accounts
   * @param rowsAtOnce goes through so much of the queue at once
   */
  HeadSurvey(Desk desk, int name, int accountsMax, int rowsAtOnce) {
    this.desk = desk;
    this.name = name;
    this.accountsMax = accountsMax;
    this.rowsAtOnce = rowsAtOnce;
    this.from = OrderKey.first(OrderKey.Kind.QUEUE, name);
  }

  /**
   * Looks at the next piece.
   *
   * @return whether it was the last one
   */
  boolean goOn() {
    List<Map.Entry<OrderKey, ClaimKey>> rows =
        desk.state().inOrder(from, OrderKey.last(OrderKey.Kind.QUEUE, name), rowsAtOnce);
    for (Map.Entry<OrderKey, ClaimKey> row : rows) {
      long sequence = row.getKey().sequence();
      lookAt(sequence, sequence < latest);
      latest = Math.max(latest, sequence);
      from = row.getKey().next();
    }
    return rows.size() < rowsAtOnce;
  }

  /** Looks at one, wherever it stands. */
  void lookAt(long sequence) {
    lookAt(sequence, true);
  }

  private void lookAt(long sequence, boolean isLate) {
    if (desk.hands().has(sequence)) {
      return;
    }
    Optional<Consignment> found =
        desk.state()
            .consignment(sequence)
            .filter(it -> it.name() == name && it.state() == State.QUEUED);
    if (found.isEmpty() || found.get().account().isEmpty()) {
      return;
    }
    ClaimKey account = found.get().account().get();
    LocalWaiting known = late.getOrDefault(account, inOrder.get(account));
    if (known != null && known.sequence() < sequence) {
      return;
    }
    if (!isLate && !late.containsKey(account)) {
      if (known != null || late.size() + inOrder.size() < accountsMax) {
        inOrder.put(account, desk.waiting(found.get()));
      }
      return;
    }
    inOrder.remove(account);
    if (late.containsKey(account) || late.size() < accountsMax) {
      late.put(account, desk.waiting(found.get()));
      giveWay();
    } else if (!saidTooMany) {
      saidTooMany = true;
      LOG.atWarn()
          .addKeyValue("accounts", accountsMax)
          .log("too many accounts wait for another try: of the others the order is not kept");
    }
  }

  private void giveWay() {
    if (late.size() + inOrder.size() > accountsMax) {
      inOrder.remove(inOrder.keySet().iterator().next());
    }
  }

  /** What was found; nothing is looked at any more. */
  List<Waiting> heads() {
    List<Waiting> heads = new ArrayList<>(late.values());
    heads.addAll(inOrder.values());
    return heads;
  }
}
