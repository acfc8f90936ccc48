package io.sallyport.webhook;

import java.util.Optional;

/**
 * What an event says of itself, as far as its policy names it.
 *
 * @param id the sender's id of the event, stable over retries
 * @param type what happened, in the sender's word
 * @param account the connected account that it is about
 * @param user the person, where the sender tells accounts and persons apart
 * @param time the sender's own time of the event, as sent
 * @param attempt the sender's count or mark of a retry
 */
public record Facts(
    Optional<Fact> id,
    Optional<Fact> type,
    Optional<Fact> account,
    Optional<Fact> user,
    Optional<Fact> time,
    Optional<Fact> attempt) {

  private static final Facts NONE =
      new Facts(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public static Facts none() {
    return NONE;
  }
}
