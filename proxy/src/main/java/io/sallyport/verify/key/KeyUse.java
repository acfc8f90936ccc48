package io.sallyport.verify.key;

/** What a mechanism does with a key's text. */
public enum KeyUse {
  /** Both sides know it: hmac, hash, token, basic, HS* of jws, hmac-sha256 of http-signature. */
  SHARED,
  /** The sender's public key: rsa, rsa-pss, ecdsa, ed25519, and the rest of jws and RFC 9421. */
  PUBLIC
}
