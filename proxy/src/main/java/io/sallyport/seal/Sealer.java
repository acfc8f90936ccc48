package io.sallyport.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Seals small secrets for one purpose: AES-256-GCM under a key of the purpose's own, a random
 * 96-bit nonce, and the secret's name as associated data.
 *
 * <p>Guarantees: what opens was sealed under this master key, for this purpose and this name (a
 * file that was copied over another does not open). Does not guarantee that it is the latest: an
 * older file of the same name opens, too. Random nonces are safe for 2^32 secrets a purpose (NIST
 * SP 800-38D §8.3), far above what one installation seals.
 *
 * <p>Envelope: one version byte (1), nonce, ciphertext with tag.
 */
public final class Sealer {
  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 1 + AesGcm.NONCE_BYTES;

  private final byte[] key;
  private final String purpose;
  private final SecureRandom random;

  /**
   * @param purpose a fixed word of the product ({@code "bootstrap"})
   */
  public Sealer(MasterKey master, String purpose, SecureRandom random) {
    this.key = master.forPurpose("seal " + purpose);
    this.purpose = purpose;
    this.random = random;
  }

  /** Seals the bytes under the name. */
  public byte[] seal(String name, byte[] plain) {
    byte[] nonce = new byte[AesGcm.NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = AesGcm.seal(key, nonce, associated(name), plain);
    return ByteBuffer.allocate(HEAD_BYTES + sealed.length)
        .put(VERSION)
        .put(nonce)
        .put(sealed)
        .array();
  }

  /** Opens an envelope; empty when it is damaged, of another name or purpose, or another key's. */
  public Optional<byte[]> open(String name, byte[] envelope) {
    if (envelope.length < HEAD_BYTES + AesGcm.TAG_BYTES || envelope[0] != VERSION) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(envelope, 1, envelope.length - 1);
    byte[] nonce = new byte[AesGcm.NONCE_BYTES];
    buffer.get(nonce);
    byte[] sealed = new byte[buffer.remaining()];
    buffer.get(sealed);
    return AesGcm.open(key, nonce, associated(name), sealed);
  }

  /** The lengths stand before the texts, so that no two (purpose, name) give the same bytes. */
  private byte[] associated(String name) {
    byte[] purposeBytes = purpose.getBytes(StandardCharsets.UTF_8);
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + 8 + purposeBytes.length + nameBytes.length)
        .put(VERSION)
        .putInt(purposeBytes.length)
        .put(purposeBytes)
        .putInt(nameBytes.length)
        .put(nameBytes)
        .array();
  }

  @Override
  public String toString() {
    return "Sealer[" + purpose + "]";
  }
}
