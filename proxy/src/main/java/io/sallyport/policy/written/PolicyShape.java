package io.sallyport.policy.written;

import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.ObjectShape.Field;
import io.sallyport.yaml.shape.ObjectShape.Values;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Tables;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The table of the whole language, in the order of an event's road. */
final class PolicyShape {
  private static final int PATHS_MAX = 16;
  private static final String NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  private static final Shape<List<Placed<String>>> PATHS =
      Lists.oneOrMore(Texts.text("/[^?#\\s]*", "a path like /hooks/acme").placed(), PATHS_MAX);

  private static final Shape<List<Placed<String>>> URLS =
      Lists.oneOrMore(
          Texts.text("https?://[^?#\\s]+", "a URL like https://hooks.example.com/hooks/acme")
              .placed(),
          PATHS_MAX);

  private static final Shape<Placed<Instant>> ENFORCE =
      ObjectShape.of(
          "enforce",
          t -> {
            var until =
                t.required(
                    "monitor-until",
                    Units.instant().placed(),
                    "Until then, at most 30 days ahead, what fails verification is relayed and"
                        + " marked instead of refused.");
            return v -> v.need(until);
          });

  static final ObjectShape<WrittenPolicy> POLICY = ObjectShape.of("policy", PolicyShape::table);

  private PolicyShape() {}

  private static java.util.function.Function<Values, WrittenPolicy> table(ObjectShape.Fields t) {
    var integration =
        t.optional(
            "integration",
            Texts.text(NAME, "a name of a-z, 0-9 and -").placed(),
            "The integration's name: the file's, and not to be given otherwise.");
    var provider =
        t.optional(
            "provider",
            Texts.text(NAME, "a preset's name").placed(),
            "The preset that this policy is laid over.");
    var allowUnconfirmed =
        t.optional(
            "allow-unconfirmed", Units.yes(), "Use a preset whose scheme nobody has confirmed.");
    var preset = t.optional("preset", WrittenPreset.SHAPE, "Only in a preset: what to know of it.");
    var path = t.optional("path", PATHS, "The paths it answers; /hooks/NAME by default.");
    var url =
        t.optional(
            "url",
            URLS,
            "The URL registered at the provider, one a path, where the signature covers it;"
                + " public-url and path by default.");
    var accept = t.optional("accept", WrittenAcceptance.SHAPE, "What is let in to be verified.");
    var let =
        t.optional(
            "let",
            Tables.of("[A-Za-z_][A-Za-z0-9_]{0,63}", "a name", WrittenLet.SHAPE.placed()),
            "Names for composite values and their parts.");
    var document = t.optional("document", Texts.value(), "What json:/… means; {body} by default.");
    var handshake = t.optional("handshake", WrittenHandshake.LIST, "The platform's challenges.");
    var verify = t.optional("verify", WrittenCheck.shape(), "How the sender is proved.");
    var freshness =
        t.optional("freshness", WrittenFreshness.SHAPE, "How the signed time is judged.");
    var items = t.optional("items", WrittenItems.SHAPE, "Where the events of a batch stand.");
    var facts = t.optional("facts", WrittenFacts.SHAPE, "What the event says of itself.");
    var signals = t.optional("signals", WrittenSignals.SHAPE, "Which event types mean trouble.");
    t.refused("accounts", later("connected accounts"));
    var limits =
        t.optional(
            "limits", WrittenLimit.LIST, "Token buckets: how much of what may come in a time.");
    var replay =
        t.optional("replay", WrittenReplay.SHAPE, "What is remembered of events, and how long.");
    t.refused("rules", later("risk rules"));
    t.refused("baseline", later("risk rules"));
    t.refused("contain", later("containment"));
    t.refused("decrypt", later("envelope decryption"));
    var deliver =
        t.optional(
            "deliver",
            WrittenDestination.SHAPE,
            "Where verified deliveries go; nowhere if absent.");
    var answers =
        t.optional("answers", WrittenAnswer.ANSWERS, "How answers are shaped for the platform.");
    var enforce = t.optional("enforce", ENFORCE, "Only watch, for a while.");
    var owner = t.optional("owner", Texts.text(), "Whom to ask; shown, nothing else.");
    var labels =
        t.optional(
            "labels",
            Tables.of("[a-z0-9_-]{1,64}", "a label's name", Texts.text()),
            "Fixed labels for logs.");
    var keys = t.optional("keys", WrittenKey.LIST, "The sender's keys, several while rotating.");
    var params = t.optional("params", WrittenParams.SHAPE, "What the scheme needs beside keys.");
    var examples =
        t.optional("examples", WrittenExample.LIST, "Deliveries, and what becomes of them.");
    List<Field<?>> sections =
        List.of(
            integration,
            provider,
            allowUnconfirmed,
            preset,
            path,
            url,
            accept,
            let,
            document,
            handshake,
            verify,
            freshness,
            items,
            facts,
            signals,
            limits,
            replay,
            deliver,
            answers,
            enforce,
            owner,
            labels,
            keys,
            params,
            examples);
    return v ->
        new WrittenPolicy(
            v.node(),
            broken(v, sections),
            List.copyOf(v.scope().templates()),
            v.get(integration),
            v.get(provider),
            v.get(allowUnconfirmed).orElse(false),
            v.get(preset),
            v.get(path).orElse(List.of()),
            v.get(url).orElse(List.of()),
            v.get(accept),
            v.get(let).orElse(Map.of()),
            v.get(document),
            v.get(handshake).orElse(List.of()),
            v.get(verify),
            v.get(freshness),
            v.get(items),
            v.get(facts).orElse(new WrittenFacts(Map.of())),
            v.get(signals).orElse(WrittenSignals.NONE),
            v.get(limits).orElse(List.of()),
            v.get(replay).orElse(WrittenReplay.NONE),
            v.get(deliver).orElse(List.of()),
            v.get(answers).orElse(Map.of()),
            v.get(enforce),
            v.get(owner),
            v.get(labels).orElse(Map.of()),
            v.get(keys).orElse(List.of()),
            v.get(params).orElse(Map.of()),
            v.get(examples).orElse(List.of()));
  }

  private static Set<String> broken(Values values, List<Field<?>> sections) {
    Set<String> broken = new TreeSet<>();
    for (Field<?> section : sections) {
      if (values.has(section) && values.get(section).isEmpty()) {
        broken.add(section.key());
      }
    }
    return broken;
  }

  private static String later(String feature) {
    return "comes with a later release (" + feature + ")";
  }
}
