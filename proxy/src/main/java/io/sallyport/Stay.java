package io.sallyport;

/** Why something would stay on the disk of a node that is taken out, and what can be done. */
enum Stay {
  /** Under way to an answer. */
  UNDER_WAY("under-way", false, "wait until they are answered"),
  /** In the queue of a node that is alone. */
  QUEUED(
      "queued",
      false,
      "nobody else can deliver them: wait until your application takes them (deliveries ls says"
          + " what it answers), or give them up with deliveries discard"),
  /** In the queue. */
  HAND_OVER_NONE(
      "hand-over-none",
      false,
      "with hand-over: none only this node delivers them: wait until your application takes them,"
          + " or start this node with hand-over: redis"),
  /** In the queue. */
  REDIS_AWAY(
      "redis-away",
      false,
      "Redis does not say that this node is alive and is being taken out, so nothing can be left:"
          + " look at doctor"),
  /** In the queue. */
  NO_OTHER_NODE(
      "no-other-node",
      false,
      "no other node would finish them: start one with hand-over: redis, or take one back that is"
          + " being taken out, too"),
  /** In the queue. */
  NOT_LEFT(
      "not-left",
      false,
      "they are not left to others yet, or Redis has no room for them: wait, and where that does"
          + " not end give Redis more memory (sallyport_left_bytes, sallyport_redis_memory_used_ratio)"),
  /** In the queue. */
  BATCH(
      "batch",
      false,
      "what came in a batch is not left to others: wait until your application takes them, or give"
          + " them up with deliveries discard"),
  /** In the queue. */
  TOO_LONG(
      "too-long",
      false,
      "deliveries above 256 KiB are not left to others: wait until your application takes them, or"
          + " give them up with deliveries discard"),
  /** In the queue. */
  TOO_OLD(
      "too-old",
      false,
      "what was received longer ago than it is remembered nobody takes up: wait until your"
          + " application takes them, or give them up with deliveries discard"),
  /** Promised, and not granted. */
  WAITING(
      "waiting",
      false,
      "the nodes have not agreed on them: look at doctor, and start Redis and the nodes that are"
          + " missing"),
  /** Left by another, and on its way here. */
  TAKING_UP(
      "taking-up",
      false,
      "this node may be taking up what a dead one has left: wait until it knows"),
  /** Ended, and the others do not know. */
  UNTOLD(
      "untold", false, "the other nodes do not know yet that they have ended: Redis must answer"),
  /** Parts of the claims. */
  REBUILDING(
      "rebuilding",
      false,
      "parts of the shared claims are being agreed on anew, and need what this node remembers:"
          + " wait, and look at doctor"),
  /** Cases. */
  HELD(
      "held",
      true,
      "only this node has them: judge them with quarantine release or quarantine reject"),
  /** Dead letters. */
  DEAD("dead", true, "only this node has them: deliveries retry, or deliveries discard");

  private final String word;
  private final boolean isForPeople;
  private final String remedy;

  Stay(String word, boolean isForPeople, String remedy) {
    this.word = word;
    this.isForPeople = isForPeople;
    this.remedy = remedy;
  }

  /** As the admin API calls it; never changes once published. */
  String word() {
    return word;
  }

  /** Whether it stays until somebody decides on it. */
  boolean isForPeople() {
    return isForPeople;
  }

  /** What to do, in a sentence. */
  String remedy() {
    return remedy;
  }
}
