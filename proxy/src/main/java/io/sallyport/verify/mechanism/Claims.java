package io.sallyport.verify.mechanism;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome.Refused;
import io.sallyport.verify.mechanism.JwsRule.ClaimRule;
import io.sallyport.verify.mechanism.JwsRule.Expiry;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.Reading;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;

/** The claims of a token whose signature holds (RFC 7519 §4), judged by the policy's rules. */
final class Claims {
  /** Beyond the year 30,000; also keeps a number like 1e999999999 from being written out. */
  private static final BigDecimal SECONDS_MAX = new BigDecimal("1e12");

  private static final int NANOS_DIGITS = 9;

  /** More is no time; and to round a number like 1e-10000000 takes half a minute. */
  private static final int DECIMALS_MAX = 1_000;

  private Claims() {}

  /** The first rule that does not hold; empty when all do. */
  static Optional<Refused> firstFailure(
      JsonNode claims, JwsRule rule, Reading reading, Instant now) {
    Optional<Refused> time = time(claims, rule.expiry(), now);
    if (time.isPresent()) {
      return time;
    }
    for (ClaimRule claim : rule.claims()) {
      JsonNode value =
          claim.name().startsWith("/") ? claims.at(claim.name()) : claims.path(claim.name());
      if (!holds(claim.rule(), value, reading, now)) {
        String why =
            isAbsent(value) && !(claim.rule() instanceof ValueRule.Absent)
                ? "is absent"
                : Requirements.word(claim.rule());
        return refused("the claim " + claim.name() + " " + why);
      }
    }
    return Optional.empty();
  }

  private static Optional<Refused> time(JsonNode claims, Expiry expiry, Instant now) {
    JsonNode exp = claims.path("exp");
    if (expiry == Expiry.FORBIDDEN && !exp.isMissingNode()) {
      return refused("the claim exp is there and must not be");
    }
    if (expiry == Expiry.REQUIRED) {
      Optional<Instant> end = numericDate(exp);
      if (end.isEmpty()) {
        return refused("the claim exp is absent or no number of seconds");
      }
      if (!now.isBefore(end.get().plus(JwsRule.LEEWAY))) {
        return refused("the token has expired");
      }
    }
    JsonNode nbf = claims.path("nbf");
    if (!nbf.isMissingNode()) {
      Optional<Instant> start = numericDate(nbf);
      if (start.isEmpty()) {
        return refused("the claim nbf is no number of seconds");
      }
      if (now.isBefore(start.get().minus(JwsRule.LEEWAY))) {
        return refused("the token is not yet valid");
      }
    }
    return Optional.empty();
  }

  private static boolean holds(ValueRule rule, JsonNode value, Reading reading, Instant now) {
    if (rule instanceof ValueRule.Absent) {
      return isAbsent(value);
    }
    if (isAbsent(value)) {
      return false;
    }
    if (rule instanceof ValueRule.Within within && value.isNumber()) {
      return numericDate(value)
          .map(time -> Requirements.isNear(time, now, within.tolerance()))
          .orElse(false);
    }
    if (rule instanceof ValueRule.Has has && value.isContainerNode()) {
      byte[] element = has.element().bytes(reading);
      return value.isArray()
          ? hasText(value, element)
          : value.has(new String(element, StandardCharsets.UTF_8));
    }
    if (rule instanceof ValueRule.In && value.isArray()) {
      return anyHolds(rule, value, reading, now);
    }
    return value.isValueNode() && Requirements.holds(rule, utf8(value), reading, now);
  }

  /**
   * An {@code aud} that is a list: one of its elements must be in the policy's (RFC 7519 §4.1.3).
   */
  private static boolean anyHolds(ValueRule rule, JsonNode list, Reading reading, Instant now) {
    for (JsonNode element : list) {
      if (element.isTextual() && Requirements.holds(rule, utf8(element), reading, now)) {
        return true;
      }
    }
    return false;
  }

  static boolean hasText(JsonNode list, byte[] element) {
    for (Iterator<JsonNode> elements = list.elements(); elements.hasNext(); ) {
      JsonNode one = elements.next();
      if (one.isTextual() && MessageDigest.isEqual(utf8(one), element)) {
        return true;
      }
    }
    return false;
  }

  /** Seconds since 1970, with or without decimals (RFC 7519 §2); nothing else. */
  private static Optional<Instant> numericDate(JsonNode value) {
    if (!value.isNumber()) {
      return Optional.empty();
    }
    BigDecimal seconds = value.decimalValue();
    if (seconds.signum() < 0
        || seconds.compareTo(SECONDS_MAX) > 0
        || seconds.scale() > DECIMALS_MAX) {
      return Optional.empty();
    }
    BigDecimal whole = seconds.setScale(0, RoundingMode.DOWN);
    long nanos =
        seconds
            .subtract(whole)
            .setScale(NANOS_DIGITS, RoundingMode.DOWN)
            .movePointRight(NANOS_DIGITS)
            .longValueExact();
    return Optional.of(Instant.ofEpochSecond(whole.longValueExact(), nanos));
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static byte[] utf8(JsonNode value) {
    return value.asText().getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<Refused> refused(String detail) {
    return Optional.of(new Refused(Reason.CLAIM_REJECTED, detail));
  }
}
