package io.sallyport.verify.template;

import io.sallyport.secret.SecretValue;
import io.sallyport.webhook.InboundWebhook;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the templates of one policy share: its {@code let} names, its {@code document}, its {@code
 * items} and its {@code params}. Compiled once when the policy is loaded.
 */
public interface Language {

  /**
   * How a {@code let} name takes its value apart.
   *
   * @param from the value, a template
   * @param listSeparator cuts it into parts ({@code {NAME}} is the list of them)
   * @param pairSeparator cuts each part at its first occurrence into name and value ({@code
   *     {NAME.part}}); spaces around parts do not count, and empty parts are skipped
   * @param names gives the parts names by their position instead; every part counts, spaces too
   * @param each cuts the value into groups first, at most 8, which are tried one after another (see
   *     {@link Reading#groups}); one let of a policy can have it
   * @param json reads the value as JSON: {@code {NAME.member}}, {@code {NAME./pointer}}
   */
  record LetRule(
      String from,
      Optional<String> listSeparator,
      Optional<String> pairSeparator,
      List<String> names,
      Optional<String> each,
      boolean json) {
    public LetRule {
      names = List.copyOf(names);
    }
  }

  /** {@code items}: pointers with {@code *}, or chosen by a value. */
  sealed interface ItemsRule {
    record Whole() implements ItemsRule {}

    record Pointers(List<String> pointers) implements ItemsRule {
      public Pointers {
        pointers = List.copyOf(pointers);
      }
    }

    record By(String by, Map<String, List<String>> cases) implements ItemsRule {
      public By {
        cases = Map.copyOf(cases);
      }
    }
  }

  /** Compiles a VALUE; the offset of a fault counts from the start of the text. */
  Template template(String text) throws TemplateFault;

  /** A parameter's values; empty when the policy gives no such parameter. */
  List<SecretValue> parameter(String name);

  /**
   * Starts to read a request.
   *
   * @param url the externally registered URL for the path that was called, without query
   */
  Reading read(InboundWebhook inbound, String url);
}
