package io.sallyport.store.shared;

import io.sallyport.admit.Charge;
import io.sallyport.admit.ClaimKey;
import io.sallyport.webhook.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node's wish to have an event for its own: to deliver it, or to keep it for a person.
 *
 * @param id its name, and the key of its claim
 * @param signed the claim on the signed bytes, where that is another
 * @param content the digest of its bytes: what a conflict compares
 * @param label the digest of the sender's unsigned id; the same event under another is suspicious
 * @param received when its last byte came in
 * @param memory how long it is known after its end
 * @param held whether a person must see it first
 * @param vouched whether a person has let it go on, or this node has tried to deliver it already:
 *     it is granted where others would be {@link Found.Doubtful}
 * @param anew whether it may have been granted before, and what came of that is not known here any
 *     more: it gets a new fence, so that nothing which was on its way under the old one counts
 * @param charges what it takes of limits that all nodes keep together, in its shard; mostly
 *     nothing: only who asks for a place for it pays for it
 */
public record Bid(
    EventId id,
    Optional<ClaimKey> signed,
    ClaimKey content,
    Optional<ClaimKey> label,
    Origin origin,
    Instant received,
    Duration memory,
    boolean held,
    boolean vouched,
    boolean anew,
    List<Charge> charges) {

  public Bid {
    charges = List.copyOf(charges);
  }

  /** One that takes nothing of a limit. */
  public Bid(
      EventId id,
      Optional<ClaimKey> signed,
      ClaimKey content,
      Optional<ClaimKey> label,
      Origin origin,
      Instant received,
      Duration memory,
      boolean held,
      boolean vouched) {
    this(id, signed, content, label, origin, received, memory, held, vouched, false, List.of());
  }

  /** One that nobody has vouched for, asked for the first time. */
  public Bid(
      EventId id,
      Optional<ClaimKey> signed,
      ClaimKey content,
      Optional<ClaimKey> label,
      Origin origin,
      Instant received,
      Duration memory,
      boolean held) {
    this(id, signed, content, label, origin, received, memory, held, false);
  }

  /** The same of another origin: what this node knows to be another's. */
  public Bid of(Origin other) {
    return with(other, anew, charges);
  }

  /** The same as whoever asks it who does not know what was granted to this node before. */
  public Bid asAnew() {
    return with(origin, true, charges);
  }

  /** The same, which takes this. */
  public Bid charging(List<Charge> other) {
    return with(origin, anew, other);
  }

  private Bid with(Origin from, boolean isAnew, List<Charge> taking) {
    return new Bid(
        id, signed, content, label, from, received, memory, held, vouched, isAnew, taking);
  }

  public ClaimKey key() {
    return ClaimKey.of(id);
  }
}
