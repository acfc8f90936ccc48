package io.sallyport.verify.mechanism.http;

import java.util.Locale;

/**
 * The parts of the registered URL, split by its marks and not decoded: what a sender signs is the
 * text that was typed in at the platform.
 *
 * @param scheme lower case
 * @param authority lower case, without the scheme's default port (RFC 9421 §2.2.3)
 * @param path as registered; {@code /} when there is none
 */
record RegisteredUrl(String scheme, String authority, String path) {

  static RegisteredUrl of(String url) {
    int mark = url.indexOf("://");
    String scheme = mark < 0 ? "https" : url.substring(0, mark).toLowerCase(Locale.ROOT);
    String rest = mark < 0 ? url : url.substring(mark + 3);
    int slash = rest.indexOf('/');
    String authority = (slash < 0 ? rest : rest.substring(0, slash)).toLowerCase(Locale.ROOT);
    String port = scheme.equals("http") ? ":80" : ":443";
    if (authority.endsWith(port)) {
      authority = authority.substring(0, authority.length() - port.length());
    }
    return new RegisteredUrl(scheme, authority, slash < 0 ? "/" : rest.substring(slash));
  }
}
