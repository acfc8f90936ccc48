package io.sallyport.dispatch;

import io.sallyport.admit.Outbox;
import io.sallyport.observe.Printable;
import io.sallyport.webhook.Parcel;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The beginning of an answer, fit to be kept and shown. An error page may print the request that it
 * is about: what of it may be a secret is taken out again.
 */
final class Echo {
  private static final String INSTEAD = "[…]";
  private static final int CHARS_MAX = Outbox.Attempt.DETAIL_CHARS_MAX - 64;

  /** Shorter values are no secrets, and taking them out would mangle everything. */
  private static final int SECRET_CHARS_MIN = 6;

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final List<String> TELLING =
      List.of("auth", "cookie", "key", "pass", "secret", "sign", "token", "credential", "hmac");

  private Echo() {}

  /** A colon and the text; nothing when the answer had no body. */
  static String of(Buffer head, Parcel parcel) {
    if (head.length() == 0) {
      return "";
    }
    String text = new String(head.getBytes(), StandardCharsets.UTF_8);
    for (String secret : secrets(parcel)) {
      text = text.replace(secret, INSTEAD);
    }
    return ": " + Printable.of(SPACE.matcher(text).replaceAll(" ").strip(), CHARS_MAX);
  }

  private static List<String> secrets(Parcel parcel) {
    List<String> values = new ArrayList<>();
    parcel
        .inbound()
        .headers()
        .forEach(
            (name, value) -> {
              if (isTelling(name)) {
                add(values, value);
                add(values, value.substring(value.lastIndexOf(' ') + 1));
              }
            });
    for (String pair : parcel.inbound().query().split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && isTelling(pair.substring(0, equals))) {
        add(values, pair.substring(equals + 1));
      }
    }
    return values;
  }

  private static void add(List<String> values, String value) {
    if (value.length() >= SECRET_CHARS_MIN) {
      values.add(value);
    }
  }

  private static boolean isTelling(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return TELLING.stream().anyMatch(lower::contains);
  }
}
