package io.sallyport.verify.key.remote;

import com.google.re2j.Pattern;
import io.sallyport.egress.AddressCheck;
import io.sallyport.egress.AddressRule;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TemplateFault;
import java.util.Optional;

/**
 * An address as the policy writes it, with the rule that follows from who fills its parts (law 4 of
 * the policy language): nothing of the request in it, and the operator answers for it; a literal
 * origin with something of the request behind it; or a host that the message names, which needs a
 * host pattern.
 *
 * @param url the template of the whole address
 * @param rule what its value must satisfy
 * @param mayHaveQuery whether the policy itself writes a question mark; a message cannot add one,
 *     for each new query would be a new fetch: a way to make the gate hammer an allowed host
 */
public record AddressTemplate(Template url, AddressRule rule, boolean mayHaveQuery) {
  private static final Pattern LITERAL_ORIGIN = Pattern.compile("https://[^/?#@{}\\\\]+[/?].*");

  private static final Pattern SOURCES = Pattern.compile("\\{[^}]*\\}");

  /**
   * Derives the rule.
   *
   * @param host must match the whole host
   * @param path must be found in the path
   * @throws TemplateFault when a host pattern is wanted, or a constant address breaks the rule
   */
  public static AddressTemplate of(Template url, Optional<Pattern> host, Optional<Pattern> path)
      throws TemplateFault {
    AddressRule.Named named = named(url);
    if (named == AddressRule.Named.BY_MESSAGE && host.isEmpty()) {
      throw new TemplateFault(
          0,
          "the message names this host: want host: with a pattern that the whole host must match,"
              + " or a literal https://host/ at the start");
    }
    boolean mayHaveQuery =
        named == AddressRule.Named.BY_OPERATOR
            || SOURCES.matcher(url.source()).replaceAll("").indexOf('?') >= 0;
    AddressTemplate address =
        new AddressTemplate(url, new AddressRule(named, host, path), mayHaveQuery);
    if (url.isConstant()
        && address.rule.check(url.source()) instanceof AddressCheck.Refused refused) {
      throw new TemplateFault(0, "this address cannot be called: " + refused.why());
    }
    return address;
  }

  private static AddressRule.Named named(Template url) {
    if (!readsRequest(url)) {
      return AddressRule.Named.BY_OPERATOR;
    }
    int brace = url.source().indexOf('{');
    String literal = brace < 0 ? url.source() : url.source().substring(0, brace);
    return LITERAL_ORIGIN.matches(literal)
        ? AddressRule.Named.ORIGIN_BY_OPERATOR
        : AddressRule.Named.BY_MESSAGE;
  }

  /** Whether the value depends on more than the policy and its parameters. */
  static boolean readsRequest(Template template) {
    return template.reads().words().stream().anyMatch(place -> !place.startsWith("param:"));
  }

  /** The address for a request, judged. May throw {@code Unreadable}. */
  AddressCheck resolve(Reading reading) {
    AddressCheck check = rule.check(url.text(reading));
    return !mayHaveQuery
            && check instanceof AddressCheck.Allowed allowed
            && allowed.address().query().isPresent()
        ? new AddressCheck.Refused("it has a query")
        : check;
  }
}
