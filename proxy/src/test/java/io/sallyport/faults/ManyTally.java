package io.sallyport.faults;

import java.util.List;

/**
 * What a campaign against several nodes came to.
 *
 * @param tally what was promised and what came of it; its outages are the longest times without a
 *     new acknowledgement
 * @param drains from the end of each fault until the application had all that was acknowledged by
 *     then, in milliseconds
 * @param answers what the sender was told
 * @param quiet whether the sender must have seen nothing of it
 * @param ended nodes that ended though nobody ended them
 */
record ManyTally(Tally tally, List<Long> drains, Answers answers, boolean quiet, int ended) {
  ManyTally {
    drains = drains.stream().sorted().toList();
  }

  /** Whether every promise was kept. */
  boolean isWhole() {
    boolean unseen =
        answers.failedCount() + answers.refusedCount() + answers.unansweredCount() == 0;
    return tally.isWhole() && ended == 0 && answers.wrongCount() == 0 && (!quiet || unseen);
  }

  @Override
  public String toString() {
    return "%s, drained p50 %d ms, max %d ms, %s, ended by themselves %d"
        .formatted(
            tally,
            drains.isEmpty() ? 0 : drains.get((drains.size() - 1) / 2),
            drains.isEmpty() ? 0 : drains.get(drains.size() - 1),
            answers,
            ended);
  }
}
