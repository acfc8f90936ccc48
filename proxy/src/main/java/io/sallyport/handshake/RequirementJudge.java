package io.sallyport.handshake;

import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.template.Reading;
import java.time.Instant;

/** Port: whether one {@code require} line holds; may throw {@code Unreadable}. */
@FunctionalInterface
public interface RequirementJudge {
  boolean holds(Requirement requirement, Reading reading, Instant now);
}
