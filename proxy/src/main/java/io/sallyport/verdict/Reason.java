package io.sallyport.verdict;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Why a webhook was not simply forwarded. The code is the same in metrics, logs, answers to the
 * operator and docs/reasons.md; it never changes once published.
 */
public enum Reason {
  SIGNATURE_MISSING("signature.missing", Answer.REFUSED),
  SIGNATURE_MALFORMED("signature.malformed", Answer.REFUSED),
  SIGNATURE_MISMATCH("signature.mismatch", Answer.REFUSED),
  SIGNATURE_TOO_MANY("signature.too-many", Answer.REFUSED),
  SIGNATURE_ALGORITHM("signature.algorithm", Answer.REFUSED),
  SIGNATURE_COVERAGE("signature.coverage", Answer.REFUSED),
  SIGNED_PART_MISSING("signed-part.missing", Answer.REFUSED),
  SIGNED_PART_REPEATED("signed-part.repeated", Answer.REFUSED),
  SIGNED_PART_MALFORMED("signed-part.malformed", Answer.REFUSED),
  REQUIREMENT_FAILED("requirement.failed", Answer.REFUSED),
  CLAIM_REJECTED("claim.rejected", Answer.REFUSED),
  KEY_UNKNOWN("key.unknown", Answer.REFUSED),
  KEY_EXPIRED("key.expired", Answer.REFUSED),
  KEY_NOT_YET_VALID("key.not-yet-valid", Answer.REFUSED),
  KEY_UNAVAILABLE("key.unavailable", Answer.BUSY),
  CERTIFICATE_REJECTED("certificate.rejected", Answer.REFUSED),
  TIMESTAMP_MISSING("timestamp.missing", Answer.REFUSED),
  TIMESTAMP_MALFORMED("timestamp.malformed", Answer.REFUSED),
  TIMESTAMP_STALE("timestamp.stale", Answer.REFUSED),
  TIMESTAMP_FUTURE("timestamp.future", Answer.REFUSED),
  HANDSHAKE_ORACLE("handshake.oracle", Answer.REFUSED),
  HANDSHAKE_TOKEN("handshake.token", Answer.FORBIDDEN),
  HANDSHAKE_MALFORMED("handshake.malformed", Answer.BAD_REQUEST),
  HANDSHAKE_UNCONFIRMED("handshake.unconfirmed", Answer.BUSY),
  BOOTSTRAP_CLOSED("bootstrap.closed", Answer.REFUSED),
  REQUEST_MALFORMED("request.malformed", Answer.BAD_REQUEST),
  REQUEST_TIMEOUT("request.timeout", Answer.TIMEOUT),
  /** The connection ended before there was an answer: nobody got one. */
  SENDER_GONE("sender.gone", Answer.TIMEOUT),
  HOST_UNKNOWN("host.unknown", Answer.MISDIRECTED),
  PATH_UNKNOWN("path.unknown", Answer.NOT_FOUND),
  METHOD_NOT_ALLOWED("method.not-allowed", Answer.METHOD),
  HEADERS_TOO_LARGE("headers.too-large", Answer.HEADERS_TOO_LARGE),
  BODY_TOO_LARGE("body.too-large", Answer.TOO_LARGE),
  BODY_ENCODING("body.encoding", Answer.UNSUPPORTED_ENCODING),
  BODY_MALFORMED("body.malformed", Answer.BAD_REQUEST),
  FACT_MALFORMED("fact.malformed", Answer.BAD_REQUEST),
  SOURCE_NOT_ALLOWED("source.not-allowed", Answer.FORBIDDEN),
  LIMIT_SOURCE("limit.source", Answer.LIMITED),
  LIMIT_HANDSHAKE("limit.handshake", Answer.LIMITED),
  LIMIT_CONCURRENT("limit.concurrent", Answer.BUSY),
  LIMIT_INTEGRATION("limit.integration", Answer.LIMITED),
  LIMIT_ACCOUNT("limit.account", Answer.LIMITED),
  LIMIT_TYPE("limit.type", Answer.LIMITED),
  LIMIT_FIELD("limit.field", Answer.LIMITED),
  REPLAY_DUPLICATE("replay.duplicate", Answer.ACCEPTED),
  REPLAY_IN_FLIGHT("replay.in-flight", Answer.BUSY),
  REPLAY_CONFLICT("replay.conflict", Answer.ACCEPTED),
  REPLAY_SIGNATURE_REUSED("replay.signature-reused", Answer.ACCEPTED),
  BATCH_TOO_LARGE("batch.too-large", Answer.ACCEPTED),
  STORE_UNAVAILABLE("store.unavailable", Answer.BUSY),
  STORE_FULL("store.full", Answer.BUSY),
  STORE_REBUILDING("store.rebuilding", Answer.ACCEPTED),
  STORE_RESTORED("store.restored", Answer.ACCEPTED),
  CLOCK_SET_BACK("clock.set-back", Answer.ACCEPTED),
  QUOTA_EXCEEDED("quota.exceeded", Answer.BUSY),
  NODE_DRAINING("node.draining", Answer.BUSY),
  POLICY_BROKEN("policy.broken", Answer.BUSY),
  INTERNAL_ERROR("internal.error", Answer.BUSY),
  UPSTREAM_UNREACHABLE("upstream.unreachable", Answer.BAD_GATEWAY),
  UPSTREAM_TIMEOUT("upstream.timeout", Answer.GATEWAY_TIMEOUT),
  UPSTREAM_ANSWER("upstream.answer", Answer.BAD_GATEWAY),
  UPSTREAM_BUSY("upstream.busy", Answer.BUSY);

  /** The coarse answer that the sender gets. */
  public enum Answer {
    /** A 2xx: the sender has done its part. */
    ACCEPTED(200, "OK"),
    /** The uniform 401. */
    REFUSED(401, "Unauthorized"),
    BAD_REQUEST(400, "Bad Request"),
    FORBIDDEN(403, "Forbidden"),
    NOT_FOUND(404, "Not Found"),
    METHOD(405, "Method Not Allowed"),
    TIMEOUT(408, "Request Timeout"),
    TOO_LARGE(413, "Content Too Large"),
    UNSUPPORTED_ENCODING(415, "Unsupported Media Type"),
    MISDIRECTED(421, "Misdirected Request"),
    LIMITED(429, "Too Many Requests"),
    HEADERS_TOO_LARGE(431, "Request Header Fields Too Large"),
    BAD_GATEWAY(502, "Bad Gateway"),
    BUSY(503, "Service Unavailable"),
    GATEWAY_TIMEOUT(504, "Gateway Timeout");

    private final int status;
    private final String title;

    Answer(int status, String title) {
      this.status = status;
      this.title = title;
    }

    public int status() {
      return status;
    }

    public String title() {
      return title;
    }
  }

  private static final Map<String, Reason> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(Reason::code, Function.identity()));

  private final String code;
  private final Answer answer;

  Reason(String code, Answer answer) {
    this.code = code;
    this.answer = answer;
  }

  /** Lower-case dotted words. */
  public String code() {
    return code;
  }

  public Answer answer() {
    return answer;
  }

  /** The reason of a code; throws {@link IllegalArgumentException} when there is none. */
  public static Reason ofCode(String code) {
    Reason reason = BY_CODE.get(code);
    if (reason == null) {
      throw new IllegalArgumentException("no reason has the code " + code);
    }
    return reason;
  }
}
