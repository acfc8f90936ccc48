package io.sallyport.cli.demo;

/**
 * One thing that the demo sends, and what must come of it.
 *
 * @param platform the integration's name: a policy of that name, the path {@code /hooks/NAME}
 * @param what it in a few words
 * @param nature whether it may reach the application
 */
record Delivery(String platform, String what, Nature nature, Sample sample, Expected expected) {

  /** Who made it. */
  enum Nature {
    /** As the platform sends it: must reach the application. */
    GENUINE,
    /** Not as the platform sends it: must not. */
    FORGED,
    /** As the platform or a thief sends it once more: must not arrive a second time. */
    REPLAYED,
    /** A registration challenge: answered at the gate, never passed on. */
    CHALLENGE
  }

  /**
   * What must come of it.
   *
   * @param verdict the word in the log
   * @param reason the code, or a hyphen
   * @param status of the answer
   */
  record Expected(String verdict, String reason, int status) {}

  static Delivery genuine(String platform, String what, Sample sample, int status) {
    return new Delivery(
        platform, what, Nature.GENUINE, sample, new Expected("forward", "-", status));
  }

  static Delivery genuine(String platform, String what, Sample sample) {
    return genuine(platform, what, sample, 200);
  }

  static Delivery forged(String platform, String what, Sample sample, String reason) {
    return new Delivery(platform, what, Nature.FORGED, sample, new Expected("reject", reason, 401));
  }

  static Delivery forged(String platform, String what, Sample sample, String reason, int status) {
    return new Delivery(
        platform, what, Nature.FORGED, sample, new Expected("reject", reason, status));
  }

  /** The same event again, as platforms do when they missed the answer. */
  static Delivery again(String platform, String what, Sample sample) {
    return new Delivery(
        platform,
        what,
        Nature.REPLAYED,
        sample,
        new Expected("duplicate", "replay.duplicate", 200));
  }

  /** Genuine bytes that somebody uses in another way: they wait for a person. */
  static Delivery suspicious(String platform, String what, Sample sample, String reason) {
    return new Delivery(platform, what, Nature.REPLAYED, sample, new Expected("hold", reason, 200));
  }

  static Delivery challenge(String platform, String what, Sample sample) {
    return new Delivery(
        platform, what, Nature.CHALLENGE, sample, new Expected("handshake", "-", 200));
  }
}
