package io.sallyport.verify;

import io.sallyport.verify.template.Reading;
import java.time.Instant;

/**
 * One mechanism with its rule, or several of them combined ({@code any}, {@code all}). Pure: the
 * same reading, keys and time give the same outcome. Never throws {@code Unreadable}: an unreadable
 * source is a refusal.
 */
public interface Check {
  Outcome check(Reading reading, Instant now);
}
