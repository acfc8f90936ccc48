package io.sallyport.deliver;

import io.sallyport.seal.MasterKey;
import io.sallyport.seal.SealedFiles;
import io.sallyport.secret.Secret;
import io.sallyport.webhook.Parcel;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Tells an upstream, in a token that it can check by itself, what the gate knows of a delivery:
 * whose it is, what happened, which key proved it, and the digest of the body.
 *
 * <p>Guarantees: a JWT (RFC 7519) signed by Ed25519 (RFC 8037) under a key of this node, or of all
 * nodes of one Redis, valid for a minute, for one audience. It does not guarantee that it is
 * presented once, nor that what {@code unsigned} names was signed by the sender. Safe from any
 * thread.
 */
public final class Assertions {
  /** For how long one is valid. */
  public static final Duration VALID = Duration.ofMinutes(1);

  private static final String FILE = "assertion-key";
  private static final String PURPOSE = "key of assertions";
  private static final int SEED_BYTES = 32;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final Ed25519PrivateKeyParameters key;
  private final String x;
  private final String kid;
  private final String header;

  private Assertions(byte[] seed) {
    this.key = new Ed25519PrivateKeyParameters(seed, 0);
    this.x = BASE64.encodeToString(key.generatePublicKey().getEncoded());
    this.kid = thumbprint(x);
    this.header = encoded(new JsonObject().put("alg", "EdDSA").put("typ", "JWT").put("kid", kid));
  }

  /**
   * With the key that is kept sealed, or a new one that is kept from now on. Blocks on the disk.
   *
   * @throws IOException also when the file does not open
   */
  public static Assertions open(SealedFiles files, SecureRandom random) throws IOException {
    Optional<Secret> kept = files.read(FILE);
    if (kept.isPresent()) {
      byte[] seed = kept.get().unsafeBytes();
      if (seed.length != SEED_BYTES) {
        throw new IOException("the key of assertions has " + seed.length + " bytes, not 32");
      }
      return new Assertions(seed);
    }
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    files.write(FILE, seed);
    return new Assertions(seed);
  }

  /**
   * With the key that all nodes with this master key have, so that whichever of them an upstream
   * asks for the public one, it can check what any of them has signed.
   */
  public static Assertions ofAll(MasterKey master) {
    return new Assertions(master.common(PURPOSE).unsafeBytes());
  }

  /** The public key as a JWK Set (RFC 7517). */
  public JsonObject keySet() {
    return new JsonObject()
        .put(
            "keys",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("kty", "OKP")
                        .put("crv", "Ed25519")
                        .put("use", "sig")
                        .put("alg", "EdDSA")
                        .put("kid", kid)
                        .put("x", x)));
  }

  /**
   * The token for one attempt.
   *
   * @param to the destination: its origin is the audience
   */
  String of(Parcel parcel, URI to, long epochSeconds) {
    JsonObject claims =
        new JsonObject()
            .put("iss", "sallyport")
            .put("aud", to.getScheme() + "://" + to.getRawAuthority())
            .put("iat", epochSeconds)
            .put("exp", epochSeconds + VALID.toSeconds())
            .put("sub", parcel.id().value())
            .put("integration", parcel.inbound().integration())
            .put("attempt", parcel.attempt())
            .put("items", parcel.items())
            .put("body_sha256", parcel.inbound().body().sha256Hex());
    parcel.keyId().filter(id -> !id.isEmpty()).ifPresent(id -> claims.put("key", id));
    parcel.account().ifPresent(account -> claims.put("account", account));
    parcel.type().ifPresent(type -> claims.put("type", type));
    if (!parcel.unsigned().isEmpty()) {
      claims.put("unsigned", new JsonArray(parcel.unsigned()));
    }
    String signed = header + "." + encoded(claims);
    byte[] bytes = signed.getBytes(StandardCharsets.US_ASCII);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(bytes, 0, bytes.length);
    return signed + "." + BASE64.encodeToString(signer.generateSignature());
  }

  private static String encoded(JsonObject part) {
    return BASE64.encodeToString(part.encode().getBytes(StandardCharsets.UTF_8));
  }

  /** RFC 7638, with the members that RFC 8037 §2 names. */
  private static String thumbprint(String x) {
    String jwk = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}";
    try {
      return BASE64.encodeToString(
          MessageDigest.getInstance("SHA-256").digest(jwk.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }
}
