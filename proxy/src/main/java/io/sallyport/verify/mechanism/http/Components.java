package io.sallyport.verify.mechanism.http;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.mechanism.http.StructuredField.Bytes;
import io.sallyport.verify.mechanism.http.StructuredField.Member;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.InboundWebhook;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values of covered components (RFC 9421 §2.1, §2.2) of one request. What is not supported is
 * refused by its name: {@code req} and {@code tr} have no meaning here, {@code @status} belongs to
 * answers, and {@code sf} needs a field whose type is known.
 */
final class Components {
  /** Fields that are dictionaries by their own definition, so that {@code sf} can write them. */
  private static final Set<String> DICTIONARIES =
      Set.of(
          "content-digest",
          "repr-digest",
          "want-content-digest",
          "want-repr-digest",
          "signature",
          "signature-input",
          "accept-signature",
          "priority");

  private final InboundWebhook inbound;
  private final RegisteredUrl url;

  Components(Reading reading) {
    this.inbound = reading.inbound();
    this.url = RegisteredUrl.of(reading.url());
  }

  /**
   * The value of a component.
   *
   * @throws Unreadable where the request does not have it exactly as it is asked for
   */
  String value(Member component) {
    String name =
        component.string().orElseThrow(() -> unsupported("an identifier that is no text"));
    return name.startsWith("@")
        ? derived(name, component.parameters())
        : field(name, component.parameters());
  }

  private String derived(String name, Map<String, Object> parameters) {
    if (name.equals("@query-param")) {
      return queryParameter(parameters);
    }
    if (!parameters.isEmpty()) {
      throw unsupported(name + " with " + String.join(", ", parameters.keySet()));
    }
    String mark = inbound.target().indexOf('?') < 0 ? "" : "?";
    return switch (name) {
      case "@method" -> inbound.method();
      case "@target-uri" ->
          url.scheme() + "://" + url.authority() + url.path() + mark + inbound.query();
      case "@authority" -> url.authority();
      case "@scheme" -> url.scheme();
      case "@request-target" -> url.path() + mark + inbound.query();
      case "@path" -> url.path();
      case "@query" -> "?" + inbound.query();
      default -> throw unsupported(name);
    };
  }

  private String queryParameter(Map<String, Object> parameters) {
    if (parameters.size() != 1 || !(parameters.get("name") instanceof String name)) {
      throw unsupported("@query-param without a name alone");
    }
    List<String> values = QueryParameters.values(inbound.query(), name);
    if (values.size() != 1) {
      throw new Unreadable(
          values.isEmpty() ? Reason.SIGNED_PART_MISSING : Reason.SIGNED_PART_REPEATED,
          "the query parameter " + name + " stands " + values.size() + " times");
    }
    return values.get(0);
  }

  private static boolean isAscii(String value) {
    return value.chars().allMatch(c -> c < 0x80);
  }

  private String field(String name, Map<String, Object> parameters) {
    if (!isFieldName(name)) {
      throw unsupported("a field name that is not in lower case");
    }
    List<String> values = inbound.headers().all(name);
    if (values.isEmpty()) {
      throw new Unreadable(Reason.SIGNED_PART_MISSING, "header " + name + " is absent");
    }
    // Only wrapped in a byte sequence does a signature base hold other bytes (RFC 9421 §2.1.3).
    if (!isSet(parameters, "bs") && !values.stream().allMatch(Components::isAscii)) {
      throw Unreadable.field("header " + name + " holds bytes that are not ASCII");
    }
    if (parameters.isEmpty()) {
      return combined(values);
    }
    if (parameters.size() != 1) {
      throw unsupported(name + " with " + String.join(", ", parameters.keySet()));
    }
    if (isSet(parameters, "bs")) {
      return wrapped(values);
    }
    if (parameters.get("key") instanceof String key) {
      return dictionary(name, values).entrySet().stream()
          .filter(member -> member.getKey().equals(key))
          .findFirst()
          .map(member -> member.getValue().serialized())
          .orElseThrow(
              () ->
                  new Unreadable(
                      Reason.SIGNED_PART_MISSING, "header " + name + " has no member " + key));
    }
    if (isSet(parameters, "sf") && DICTIONARIES.contains(name)) {
      return serialized(dictionary(name, values));
    }
    throw unsupported(name + " with " + String.join(", ", parameters.keySet()));
  }

  /** The lines of a field as one value (RFC 9421 §2.1). */
  static String combined(List<String> values) {
    return String.join(", ", values.stream().map(Components::trimmed).toList());
  }

  private static String wrapped(List<String> values) {
    List<String> wrapped = new ArrayList<>(values.size());
    for (String value : values) {
      byte[] bytes = trimmed(value).getBytes(StandardCharsets.ISO_8859_1);
      wrapped.add(new Member(Optional.of(new Bytes(bytes)), List.of(), Map.of()).serialized());
    }
    return String.join(", ", wrapped);
  }

  private static Map<String, Member> dictionary(String name, List<String> values) {
    return DictionaryReader.read(combined(values))
        .orElseThrow(
            () ->
                new Unreadable(
                    Reason.SIGNED_PART_MALFORMED, "header " + name + " is no dictionary"));
  }

  private static String serialized(Map<String, Member> dictionary) {
    List<String> members = new ArrayList<>(dictionary.size());
    dictionary.forEach(
        (key, member) -> {
          boolean isTrue = member.item().filter(StructuredField::isTrue).isPresent();
          String value = member.serialized();
          members.add(isTrue ? key + value.substring("?1".length()) : key + "=" + value);
        });
    return String.join(", ", members);
  }

  private static boolean isSet(Map<String, Object> parameters, String flag) {
    Object value = parameters.get(flag);
    return value != null && StructuredField.isTrue(value);
  }

  private static boolean isFieldName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= '0' && c <= '9')
                        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  private static String trimmed(String value) {
    int from = 0;
    int to = value.length();
    while (from < to && isSpace(value.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(value.charAt(to - 1))) {
      to--;
    }
    return value.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private static Unreadable unsupported(String what) {
    return new Unreadable(Reason.SIGNATURE_MALFORMED, "the signature covers " + what);
  }
}
