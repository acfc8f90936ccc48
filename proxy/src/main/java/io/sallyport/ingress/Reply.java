package io.sallyport.ingress;

import io.sallyport.pipeline.Delivered;
import io.sallyport.pipeline.Outcome;
import io.sallyport.refusals.Refusal;
import io.sallyport.verdict.Reason;
import io.sallyport.verdict.Verdict;
import io.sallyport.webhook.InboundWebhook;
import java.util.Optional;

/**
 * The one answer to a request. Its account is always closed first, because writing an answer may
 * end the exchange at once, and an exchange that ends with its account open is one whose sender did
 * not wait.
 */
final class Reply {
  private final Ingress ingress;
  private final Exchange exchange;
  private final References references;
  private final Received received;
  private final Account account;

  Reply(
      Ingress ingress,
      Exchange exchange,
      References references,
      Received received,
      Account account) {
    this.ingress = ingress;
    this.exchange = exchange;
    this.references = references;
    this.received = received;
    this.account = account;
  }

  /** A registration's challenge. */
  void handshake(Verdict.Handshake handshake) {
    Answer answer = Answering.handshake(handshake);
    close(handshake.word(), Optional.empty(), "handshake", "", answer, "");
    exchange.answer(answer);
  }

  /** What a genuine webhook came to. */
  void passed(Verdict verdict, Outcome outcome) {
    if (outcome instanceof Outcome.Sent sent) {
      delivered(verdict, sent.delivered());
    } else if (outcome instanceof Outcome.Kept kept) {
      Answer answer = Answering.kept(received.lane(), kept, received.arrival());
      close(kept.word(), kept.reason(), "admit", "", answer, "");
      exchange.answer(answer);
    } else if (outcome instanceof Outcome.Refused refused) {
      turnedAway(refused);
    }
  }

  /** Genuine, and without a place now: the sender comes again. */
  private void turnedAway(Outcome.Refused refused) {
    String reference = references.refusal();
    Answer answer =
        Answering.turnedAway(
            received.lane(), refused.reason(), refused.retryAfter(), reference, received.arrival());
    close("reject", Optional.of(refused.reason()), "admit", refused.detail(), answer, reference);
    exchange.answer(
        refused
            .quota()
            .map(quota -> RateFields.add(answer, quota, refused.retryAfter(), ingress.random()))
            .orElse(answer));
  }

  private void delivered(Verdict verdict, Delivered delivered) {
    if (delivered instanceof Delivered.Failed failed) {
      failed(verdict, failed);
    } else if (delivered instanceof Delivered.Relayed relayed) {
      relay(verdict, relayed);
    } else {
      Answer answer = Answering.accepted(received.lane(), received.arrival(), verdict);
      close(verdict.word(), reasonOf(verdict), "deliver", "", answer, "");
      exchange.answer(answer);
    }
  }

  private void failed(Verdict verdict, Delivered.Failed failed) {
    String reference = references.refusal();
    Answer answer =
        Answering.failed(received.lane(), failed.reason(), reference, received.arrival(), verdict);
    close(
        verdict.word(),
        Optional.of(failed.reason()),
        "deliver",
        failed.detail(),
        answer,
        reference);
    exchange.answer(answer);
  }

  private void relay(Verdict verdict, Delivered.Relayed relayed) {
    Lane lane = received.lane();
    Answer answer = Answering.relayed(lane, relayed, received.arrival(), verdict);
    close(verdict.word(), reasonOf(verdict), "deliver", "", answer, "");
    if (relayed.rest().isEmpty()) {
      exchange.answer(answer);
    } else if (Answering.hasBodyOfItsOwn(lane, relayed)) {
      // The sender is answered whatever becomes of the rest: nobody is left to be told of its end.
      relayed.rest().get().exceptionHandler(broken -> {}).handler(unwanted -> {}).resume();
      exchange.answer(answer);
    } else {
      Relay.begin(exchange, answer, relayed.rest().get(), relayed.bodyBytes());
    }
  }

  /** A refusal; it is kept for {@code explain} where an integration is known. */
  void refused(Verdict.Reject reject) {
    String reference = references.refusal();
    Answer answer = problem(reject.reason(), reference);
    keep(reject, reference);
    close(
        reject.word(),
        Optional.of(reject.reason()),
        reject.stage(),
        reject.detail(),
        answer,
        reference);
    exchange.answer(answer);
  }

  /** Too much of one source: it may come again after {@code waitNanos}. */
  void limited(Rate rate, long waitNanos, String detail) {
    String reference = references.refusal();
    Answer answer = problem(Reason.LIMIT_SOURCE, reference);
    close("reject", Optional.of(Reason.LIMIT_SOURCE), "ingress", detail, answer, reference);
    exchange.answer(RateFields.add(answer, "source", rate, waitNanos, ingress.random()));
  }

  /** A bug of ours. */
  void broken() {
    Answer answer = Problem.of(Reason.INTERNAL_ERROR, references.refusal());
    exchange.answer(answer); // first: whatever broke may break the account, too
    close("reject", Optional.of(Reason.INTERNAL_ERROR), "ingress", "a bug", answer, "");
  }

  /** The sender has gone; without effect on an account that is closed. */
  void unheard() {
    account.close(
        "reject", Optional.of(Reason.SENDER_GONE), "ingress", "the sender did not wait", 0, "");
  }

  private Answer problem(Reason reason, String reference) {
    return received.isMatched()
        ? Answering.refused(received.lane(), reason, reference, received.arrival())
        : Problem.of(reason, reference);
  }

  private void keep(Verdict.Reject reject, String reference) {
    if (!received.isMatched()) {
      return;
    }
    InboundWebhook kept = received.arrival().inbound();
    ingress
        .refusals()
        .add(
            new Refusal(
                reference,
                received.lane().policyVersion(),
                reject.stage(),
                reject.reason(),
                reject.detail(),
                kept,
                kept.body().size(),
                ingress.clock().instant()));
  }

  private void close(
      String word,
      Optional<Reason> reason,
      String stage,
      String detail,
      Answer answer,
      String reference) {
    account.close(word, reason, stage, detail, answer.status(), reference);
  }

  private static Optional<Reason> reasonOf(Verdict verdict) {
    return verdict instanceof Verdict.WouldReject would
        ? Optional.of(would.reject().reason())
        : Optional.empty();
  }
}
