package io.sallyport.proofs;

import io.sallyport.policy.Policy;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.written.WrittenCheck;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Reading.ItemRange;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.InboundWebhook;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what a proof says is covered, place by place, so that two deliveries can be held against
 * each other; and the texts of the signatures that they carry.
 */
final class CoveredContent {
  private static final int SIGNATURES_MAX = 8;
  private static final Pattern ESCAPE = Pattern.compile("%[0-9a-fA-F]{2}");
  private static final Pattern HEX =
      Pattern.compile("(?<![0-9A-Za-z+/_-])[0-9a-fA-F]{40,128}(?![0-9A-Za-z+/_-])");

  private final Policy policy;
  private final Map<String, Optional<Template>> templates = new HashMap<>();
  private final List<Template> signatures = new ArrayList<>();

  CoveredContent(Policy policy, Draft draft) {
    this.policy = policy;
    draft.written().verify().ifPresent(this::addSignatures);
  }

  /**
   * The values at the places that these words name: one list per event where the words are about
   * events, else one.
   */
  Set<List<String>> values(Reading reading, List<String> words) {
    Set<List<String>> values = new HashSet<>();
    if (words.stream().noneMatch(word -> word.startsWith("item:"))) {
      values.add(words.stream().map(word -> value(reading, word)).toList());
      return values;
    }
    for (ItemRange item : reading.items()) {
      Reading here = reading.at(item);
      values.add(words.stream().map(word -> value(here, word)).toList());
    }
    return values;
  }

  /** The texts of all signatures, tokens and credentials. */
  Set<String> signatures(Reading reading) {
    Set<String> texts = new HashSet<>();
    for (Template template : signatures) {
      for (Reading here : views(reading, template)) {
        try {
          template.values(here, SIGNATURES_MAX).forEach(value -> texts.add(anyCase(text(value))));
        } catch (Unreadable e) {
          // This alternative does not stand in the request.
        }
      }
    }
    return texts;
  }

  /** Hex may be written in either case, so that this is one spelling. */
  private static String anyCase(String text) {
    return HEX.matcher(text).replaceAll(hex -> hex.group().toLowerCase(Locale.ROOT));
  }

  boolean namesSignatures() {
    return !signatures.isEmpty();
  }

  private static List<Reading> views(Reading reading, Template template) {
    if (!template.reads().readsItem()) {
      return List.of(reading);
    }
    try {
      return reading.items().stream().map(reading::at).toList();
    } catch (Unreadable e) {
      return List.of();
    }
  }

  private String value(Reading reading, String word) {
    InboundWebhook inbound = reading.inbound();
    String kind = word.contains(":") ? word.substring(0, word.indexOf(':')) : word;
    return switch (kind) {
      case "body" -> text(inbound.body().toBytes());
      case "method" -> inbound.method();
      // %2f and %2F are one spelling (RFC 3986 §6.2.2.1), and HubSpot signs neither.
      case "url", "target" ->
          ESCAPE.matcher(inbound.target()).replaceAll(it -> it.group().toUpperCase(Locale.ROOT));
      case "path" -> inbound.path();
      // A token's text stands among the signatures, and holds all of these.
      case "claim", "jose" -> "";
      case "header" -> headers(inbound, word.substring("header:".length()));
      case "json" -> first(reading, word, word.replaceFirst("^json", "raw"));
      case "form", "query" -> first(reading, pairs(word));
      default ->
          first(
              reading, word.startsWith("form ") || word.startsWith("query ") ? pairs(word) : word);
    };
  }

  /** All pairs of a form or query, less those that the coverage leaves out. */
  private String pairs(String word) {
    int except = word.indexOf(" except ");
    String source = except < 0 ? word : word.substring(0, except);
    if (source.contains(":")) {
      return source;
    }
    String names =
        except < 0
            ? ""
            : "|without('"
                + word.substring(except + " except ".length()).replace(" ", "', '")
                + "')";
    return source + names + "|lines";
  }

  private static String headers(InboundWebhook inbound, String name) {
    StringBuilder values = new StringBuilder();
    inbound
        .headers()
        .forEach(
            (given, value) -> {
              String known = given.toLowerCase(Locale.ROOT);
              boolean matches =
                  name.endsWith("*")
                      ? known.startsWith(name.substring(0, name.length() - 1))
                      : known.equals(name);
              if (matches) {
                values.append(known).append('=').append(value).append('\n');
              }
            });
    return values.toString();
  }

  /** The value of the first of these sources that can be read. */
  private String first(Reading reading, String... sources) {
    for (String source : sources) {
      Optional<Template> template = template("{" + optional(source) + "}");
      if (template.isPresent()) {
        try {
          return text(template.get().bytes(reading));
        } catch (Unreadable e) {
          // An object where one value is wanted: its raw bytes are next.
        }
      }
    }
    return "(unreadable)";
  }

  private static String optional(String source) {
    return source.contains("|") || !(source.contains(":") || source.contains("."))
        ? source
        : source + "?";
  }

  private Optional<Template> template(String text) {
    return templates.computeIfAbsent(
        text,
        key -> {
          try {
            return Optional.of(policy.language().template(key));
          } catch (TemplateFault e) {
            throw new AssertionError("covered, but not to be read: " + key, e);
          }
        });
  }

  private void addSignatures(WrittenCheck check) {
    if (check instanceof WrittenCheck.Any any) {
      any.checks().forEach(this::addSignatures);
    } else if (check instanceof WrittenCheck.All all) {
      all.checks().forEach(this::addSignatures);
    } else if (check instanceof WrittenCheck.Signature signature) {
      template(signature.signature().from().value()).ifPresent(signatures::add);
    } else if (check instanceof WrittenCheck.Jws jws) {
      template(jws.token().value()).ifPresent(signatures::add);
    } else if (check instanceof WrittenCheck.Token token) {
      template(token.value().value()).ifPresent(signatures::add);
    } else if (check instanceof WrittenCheck.Basic) {
      template("{auth:Basic}").ifPresent(signatures::add);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
