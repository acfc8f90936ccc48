package io.sallyport.admin;

import io.sallyport.admin.Fellowship.Self;
import io.sallyport.egress.NodeAddress;
import io.sallyport.observe.LinesAMinute;
import io.sallyport.seal.KeyedDigest;
import io.sallyport.webhook.Digests;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.LongSupplier;

/**
 * Makes and checks the {@link Voucher}s of a node.
 *
 * <p>Guarantees: who shows one had the common master key, and meant this process at the address
 * that it says of itself, this method, this target and these bytes, within a minute of now; none is
 * taken twice. An answer's proof says the same of whoever answered that request. So whoever has a
 * node ask an address of his own cannot have the right node answer instead. It keeps nothing secret
 * from who stands on the way to the right address.
 *
 * <p>Safe from any thread.
 */
public final class Vouching {
  /** What the master key is used for here; never to be changed while nodes of both may meet. */
  public static final String PURPOSE = "requests between nodes";

  /** The field of an answer's proof. */
  static final String ANSWER = "Sallyport-Node-Proof";

  /** How far the clocks of two nodes may be apart, both ways. */
  static final Duration SKEW = Duration.ofSeconds(60);

  private static final int NONCE_BYTES = 16;

  /**
   * Who is asked.
   *
   * @param address where: it must be what that process says of itself
   */
  record Addressee(String node, String boot, NodeAddress address) {}

  /** What a voucher is worth here. */
  enum Worth {
    /** It is good, for this once. */
    GOOD,
    /** It is of another node and for this one, which was not to be asked at that address. */
    ELSEWHERE,
    /** It proves nothing. */
    NONE
  }

  private final KeyedDigest key;
  private final Self self;
  private final InstantSource clock;
  private final SecureRandom random;
  private final LinesAMinute refused;
  private final Nonces nonces = new Nonces(SKEW.toSeconds());

  /**
   * For this process.
   *
   * @param nanos monotonic
   */
  public Vouching(
      KeyedDigest key, Self self, InstantSource clock, LongSupplier nanos, SecureRandom random) {
    this.refused = new LinesAMinute(nanos);
    this.key = key;
    this.self = self;
    this.clock = clock;
    this.random = random;
  }

  /**
   * For one request.
   *
   * @param target path and query, as they are sent
   */
  Voucher make(Addressee to, String method, String target, Buffer body) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    Voucher bare =
        new Voucher(
            self.node(),
            to.node(),
            to.boot(),
            to.address().toString(),
            clock.instant().getEpochSecond(),
            HexFormat.of().formatHex(nonce),
            digest(body),
            "");
    return new Voucher(
        bare.from(),
        bare.to(),
        bare.boot(),
        bare.address(),
        bare.seconds(),
        bare.nonce(),
        bare.bodySha256(),
        proof(bare, method, target));
  }

  /**
   * What it is worth, now and for this once; its bytes are still to be looked at.
   *
   * @param target path and query, as they came
   */
  Worth judge(Voucher voucher, String method, String target) {
    long now = clock.instant().getEpochSecond();
    boolean isProven =
        isEqual(voucher.proof(), proof(voucher, method, target))
            && voucher.to().equals(self.node())
            && voucher.boot().equals(self.boot())
            && Math.abs(now - voucher.seconds()) <= SKEW.toSeconds()
            && nonces.note(voucher.nonce(), voucher.seconds(), now);
    if (!isProven) {
      return Worth.NONE;
    }
    return voucher.address().equals(ownAddress()) ? Worth.GOOD : Worth.ELSEWHERE;
  }

  /** Empty where this node says of itself that nobody can ask it. */
  private String ownAddress() {
    return self.address().map(NodeAddress::toString).orElse("");
  }

  /** Why one is of no use that is for elsewhere, and what mends it. */
  String elsewhere(Voucher voucher) {
    return self.node()
        + " was asked at "
        + voucher.address()
        + ", and its admin.advertise is "
        + self.address().map(NodeAddress::toString).orElse("not set")
        + ": set admin.advertise of "
        + self.node()
        + " to where the others reach it; where it is set so, somebody else has written that"
        + " address to Redis";
  }

  /** Whether these are the bytes that were meant. */
  boolean covers(Voucher voucher, Buffer body) {
    return isEqual(voucher.bodySha256(), digest(body));
  }

  /** Who answers a request proves that it is whom the voucher was for. */
  String proofOfAnswer(Voucher voucher, int status, Buffer body) {
    return key.of("answer", voucher.proof(), String.valueOf(status), digest(body));
  }

  /** Whether an answer comes from whom the voucher was for. */
  boolean isProven(Voucher voucher, int status, Buffer body, String proof) {
    return isEqual(proof, proofOfAnswer(voucher, status, body));
  }

  /** Where it is written that a voucher was not good. */
  LinesAMinute refused() {
    return refused;
  }

  private String proof(Voucher voucher, String method, String target) {
    return key.of(
        "request",
        method,
        target,
        voucher.from(),
        voucher.to(),
        voucher.boot(),
        voucher.address(),
        String.valueOf(voucher.seconds()),
        voucher.nonce(),
        voucher.bodySha256());
  }

  private static String digest(Buffer body) {
    return HexFormat.of().formatHex(Digests.sha256(body.getBytes(), 0, body.length()));
  }

  private static boolean isEqual(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
