package io.sallyport.explain;

import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request without what could be used as a key: credentials are shown by their size.
 *
 * <p>Hidden are the fields that carry credentials by their standard, the places that a policy reads
 * a token, a password or a challenge's verify token from, and, since a stranger may send a secret
 * anywhere, whatever is called like one. Signatures stay: they say nothing but that these very
 * bytes were signed.
 *
 * @param target path and query
 * @param fields header fields in order
 * @param body empty when a credential is in it
 */
public record Redaction(
    String target, List<Map.Entry<String, String>> fields, Optional<RawBody> body) {
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "cookie");
  private static final List<String> LIKE_A_SECRET =
      List.of("token", "secret", "passw", "api-key", "apikey", "api_key", "credential", "session");
  private static final List<String> IN_THE_BODY =
      List.of("body", "json:", "raw:", "xml:", "form", "item:");

  public Redaction {
    fields = List.copyOf(fields);
  }

  /**
   * Redacts.
   *
   * @param places where the policy reads credentials, as its language writes sources: {@code
   *     header:X-Gitlab-Token}, {@code query:hub.verify_token}, {@code json:/passcode}
   */
  public static Redaction of(InboundWebhook inbound, Set<String> places) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    inbound
        .headers()
        .forEach(
            (name, value) ->
                fields.add(
                    Map.entry(name, isSecret("header:", name, places) ? hidden(value) : value)));
    boolean bodySecret =
        places.stream().anyMatch(place -> IN_THE_BODY.stream().anyMatch(place::startsWith));
    return new Redaction(
        target(inbound, places),
        fields,
        bodySecret ? Optional.empty() : Optional.of(inbound.body()));
  }

  private static String target(InboundWebhook inbound, Set<String> places) {
    if (inbound.query().isEmpty()) {
      return inbound.target();
    }
    List<String> pairs = new ArrayList<>();
    for (String pair : inbound.query().split("&", -1)) {
      int sign = pair.indexOf('=');
      String name = sign < 0 ? pair : pair.substring(0, sign);
      pairs.add(
          sign >= 0 && isSecret("query:", name, places)
              ? name + "=" + hidden(pair.substring(sign + 1))
              : pair);
    }
    return inbound.path() + "?" + String.join("&", pairs);
  }

  private static boolean isSecret(String kind, String name, Set<String> places) {
    String lower = name.toLowerCase(Locale.ROOT);
    return CREDENTIALS.contains(lower)
        || LIKE_A_SECRET.stream().anyMatch(lower::contains)
        || places.stream().anyMatch(place -> place.equalsIgnoreCase(kind + name));
  }

  private static String hidden(String value) {
    return "<" + value.length() + "-characters>";
  }
}
