package io.sallyport.verify.key;

/** How a configured secret's text becomes key bytes; {@code as} in the policy language. */
public enum KeyEncoding {
  UTF8("utf8"),
  HEX("hex"),
  BASE64("base64"),
  BASE64URL("base64url"),
  WHSEC("whsec"),
  WHPK("whpk"),
  SHA1("sha1"),
  PEM("pem"),
  SPKI("spki");

  private final String word;

  KeyEncoding(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
