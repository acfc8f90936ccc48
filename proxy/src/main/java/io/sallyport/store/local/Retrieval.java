package io.sallyport.store.local;

import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Records.Recorded;
import io.sallyport.admit.Standing;
import io.sallyport.store.local.StoredRequest.Said;
import io.sallyport.webhook.Parcel;
import java.io.IOException;
import java.util.Optional;

/** What the journal has of a known event. Blocks on the disk. */
final class Retrieval {
  private final Contents contents;
  private final LedgerClock clock;

  Retrieval(Contents contents, LedgerClock clock) {
    this.contents = contents;
    this.clock = clock;
  }

  /** The delivery that it came in; empty when its bytes are forgotten. */
  Optional<Contents.Stored> content(Known known) throws IOException {
    return contents.read(known.claim().at()).filter(it -> !known.isForgotten(it));
  }

  /**
   * All that is known of it. What its sender and its delivery said of it is told for as long as the
   * record is there; its bytes, and their digest, only for as long as they are kept.
   */
  Recorded recorded(Known known) throws IOException {
    Claim claim = known.claim();
    Optional<Contents.Stored> stored = contents.read(claim.at());
    Optional<Item> item = stored.map(it -> it.record().items().get(claim.item()));
    boolean hasContent = stored.isPresent() && !known.isForgotten(stored.get());
    Optional<Contents.Answer> answer =
        stored.isPresent() ? Optional.empty() : contents.readAnswer(known.id(), claim.at());
    Optional<Parcel> parcel = stored.map(Contents.Stored::parcel);
    Optional<Said> said = stored.map(it -> it.said().get(claim.item()));
    return new Recorded(
        known.id(),
        known.integration(),
        stored
            .map(it -> it.record().policyVersion())
            .or(() -> answer.map(Contents.Answer::policyVersion))
            .orElse(""),
        claim.standing(),
        known.held().map(Case::reason),
        stored.map(it -> it.record().delivery()).orElse(known.id()),
        said.flatMap(Said::type).or(() -> answer.flatMap(Contents.Answer::type)),
        said.flatMap(Said::account).or(() -> answer.flatMap(Contents.Answer::account)),
        parcel.flatMap(Parcel::keyId).or(() -> answer.flatMap(Contents.Answer::keyId)),
        item.filter(it -> hasContent)
            .map(Item::sha256)
            .or(() -> known.held().map(Case::sha256))
            .map(ContentDigest::hex),
        item.map(it -> (long) (it.end() - it.start())).orElse(0L),
        claim.first(),
        claim.last(),
        claim.receipts(),
        known.consignment().map(Consignment::attempts).orElse(0),
        attempt(known),
        known.due().map(clock::toWall),
        hasContent,
        claim.standing() == Standing.DONE && claim.share().isElsewhere());
  }

  private Optional<Attempt> attempt(Known known) throws IOException {
    return known.consignment().isPresent() && known.consignment().get().told() != 0
        ? contents.readAttempt(known.consignment().get().told())
        : Optional.empty();
  }
}
