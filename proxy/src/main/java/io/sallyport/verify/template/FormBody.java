package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.InboundWebhook;
import java.util.List;
import java.util.Locale;

/**
 * The pairs of a form body. Only {@code application/x-www-form-urlencoded}: read as a form, a body
 * that its receiver reads as something else would be checked for values that nobody uses.
 */
final class FormBody {
  private static final String TYPE = "application/x-www-form-urlencoded";

  private FormBody() {}

  /** The pairs; none where the body is empty. */
  static List<Pair> parse(InboundWebhook inbound) {
    if (inbound.body().isEmpty()) {
      return List.of();
    }
    List<String> types = inbound.headers().all("Content-Type");
    if (types.size() != 1 || !mediaType(types.get(0)).equals(TYPE)) {
      throw new Unreadable(Reason.SIGNED_PART_MALFORMED, "the body is not declared as " + TYPE);
    }
    return UrlPairs.parse(Slice.of(inbound.body()), "the form");
  }

  private static String mediaType(String header) {
    int end = header.indexOf(';');
    return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
