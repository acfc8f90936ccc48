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

  /** How a {@code let} name splits its value. */
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
