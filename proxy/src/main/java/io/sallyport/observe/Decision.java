package io.sallyport.observe;

import io.sallyport.verdict.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of one request. Type and account are facts of verified webhooks as the sender wrote
 * them: a sink that shows them makes them {@link Printable} first.
 *
 * @param at when it was answered
 * @param requestId ours, random
 * @param integration whose it was; empty when no path matched
 * @param verdict {@code forward}, {@code reject}, …; the verdict's word
 * @param reason why, where it was not simply forwarded
 * @param stage where it was decided
 * @param detail one sentence for the operator
 * @param status what the sender got
 * @param event the event's id
 * @param type what happened, in the sender's word
 * @param account the connected account
 * @param keyId which key verified it
 * @param reference what the sender was told of a refusal
 * @param source the caller's address after the trusted-proxies rule
 * @param bodyBytes the size of the body
 * @param took from the end of the head to the answer
 */
public record Decision(
    Instant at,
    String requestId,
    Optional<String> integration,
    String verdict,
    Optional<Reason> reason,
    String stage,
    String detail,
    int status,
    Optional<String> event,
    Optional<String> type,
    Optional<String> account,
    Optional<String> keyId,
    Optional<String> reference,
    InetAddress source,
    long bodyBytes,
    Duration took) {}
