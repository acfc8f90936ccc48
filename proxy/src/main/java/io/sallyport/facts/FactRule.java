package io.sallyport.facts;

import com.google.re2j.Pattern;
import io.sallyport.verify.template.Template;
import java.util.List;
import java.util.Optional;

/**
 * Where one fact is read.
 *
 * @param from tried in order; the first that is present gives the value
 * @param like what the whole value must match
 * @param unsigned the author's reason for using a place that no signature covers
 */
public record FactRule(List<Source> from, Optional<Pattern> like, Optional<String> unsigned) {
  public FactRule {
    from = List.copyOf(from);
  }

  /**
   * One place to look.
   *
   * @param signed whether the policy's signature covers the place in every alternative
   */
  public record Source(Template template, boolean signed) {}
}
