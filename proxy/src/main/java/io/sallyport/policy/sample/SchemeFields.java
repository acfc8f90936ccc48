package io.sallyport.policy.sample;

import io.sallyport.policy.written.WrittenCheck;
import io.sallyport.policy.written.WrittenFact;
import io.sallyport.policy.written.WrittenFreshness;
import io.sallyport.policy.written.WrittenKeyRule;
import io.sallyport.policy.written.WrittenLet;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.policy.written.WrittenRule;
import io.sallyport.yaml.shape.Placed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of a recorded request is the sender's proof: signature, time, ids, key ids, digests, and
 * what frames the message. Without it the rest can be signed anew.
 */
public final class SchemeFields {
  private static final Set<String> FRAMING =
      Set.of("content-length", "host", "connection", "transfer-encoding", "accept-encoding");

  private final List<Slot> slots = new ArrayList<>();

  /** Those of a policy. */
  public SchemeFields(WrittenPolicy written) {
    written.verify().ifPresent(this::take);
    if (written.freshness().isPresent()
        && written.freshness().get() instanceof WrittenFreshness.Signed signed) {
      take(signed.from());
    }
    WrittenFact id = written.facts().byName().get("id");
    if (id != null) {
      id.from().forEach(this::take);
    }
    for (Slot slot : List.copyOf(slots)) {
      Placed<WrittenLet> let = written.lets().get(slot.let());
      if (let != null) {
        take(let.value().from());
      }
    }
  }

  /** The fields that are left, in their order; of several of one name the last. */
  public Map<String, String> without(List<Map.Entry<String, String>> fields) {
    Map<String, String> left = new LinkedHashMap<>();
    for (Map.Entry<String, String> field : fields) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!FRAMING.contains(name) && slots.stream().noneMatch(slot -> isAt(slot, name))) {
        left.put(field.getKey(), field.getValue());
      }
    }
    return left;
  }

  /** The query's pairs that are left. */
  public String without(String query) {
    Set<String> names =
        slots.stream()
            .filter(slot -> slot.kind().equals("query"))
            .map(Slot::name)
            .collect(Collectors.toSet());
    return Stream.of(query.split("&", -1))
        .filter(pair -> !names.contains(pair.split("=", 2)[0]))
        .collect(Collectors.joining("&"));
  }

  private static boolean isAt(Slot slot, String header) {
    String name = slot.name().toLowerCase(Locale.ROOT);
    return switch (slot.kind()) {
      case "auth" -> header.equals("authorization");
      case "header" ->
          name.endsWith("*")
              ? header.startsWith(name.substring(0, name.length() - 1))
              : header.equals(name);
      default -> false;
    };
  }

  private void take(WrittenCheck check) {
    if (check instanceof WrittenCheck.Any any) {
      any.checks().forEach(this::take);
    } else if (check instanceof WrittenCheck.All all) {
      all.checks().forEach(this::take);
    } else if (check instanceof WrittenCheck.Signature signature) {
      take(signature.signature().from());
    } else if (check instanceof WrittenCheck.Jws jws) {
      take(jws.token());
    } else if (check instanceof WrittenCheck.Token token) {
      take(token.value());
    } else if (check instanceof WrittenCheck.Basic) {
      slots.add(new Slot("auth", "Basic", ""));
    } else if (check instanceof WrittenCheck.HttpSignature) {
      for (String name : List.of("Signature", "Signature-Input", "Content-Digest")) {
        slots.add(new Slot("header", name, ""));
      }
    }
    WrittenCheck.commonOf(check).ifPresent(this::take);
  }

  private void take(WrittenCheck.Common common) {
    common.key().flatMap(WrittenKeyRule::id).ifPresent(this::take);
    for (WrittenRule.Requirement requirement : common.require()) {
      WrittenRule rule = requirement.rule();
      boolean isMade =
          rule.within().isPresent()
              || rule.is().filter(it -> it.value().contains("{body|")).isPresent();
      if (isMade) {
        take(requirement.value());
      }
    }
  }

  private void take(Placed<String> value) {
    Slot.of(value.value()).ifPresent(slots::add);
  }
}
