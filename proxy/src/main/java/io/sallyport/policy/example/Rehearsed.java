package io.sallyport.policy.example;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.Facts;
import java.util.Optional;
import java.util.function.Function;

/**
 * What would have become of a request.
 *
 * @param verdict {@code forward}, {@code hold}, {@code reject} or {@code handshake}
 * @param reason why not, where it is rejected
 * @param detail one sentence for the operator
 * @param facts what it says of itself, where it is forwarded
 * @param items how many events it holds
 * @param status of the answer: the upstream's is taken to be 200
 * @param body of the answer, as text
 */
public record Rehearsed(
    String verdict,
    Optional<Reason> reason,
    String detail,
    Facts facts,
    int items,
    int status,
    String body) {

  static Rehearsed rejected(Reason reason, String detail, int status, String body) {
    return new Rehearsed("reject", Optional.of(reason), detail, Facts.none(), 0, status, body);
  }

  /** The value of a fact. */
  public Optional<String> fact(Function<Facts, Optional<Fact>> which) {
    return which.apply(facts).map(Fact::value);
  }
}
