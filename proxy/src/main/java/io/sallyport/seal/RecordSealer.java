package io.sallyport.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals very many records: AES-256-GCM under a key of this process's own run, drawn from the master
 * key by a random salt, with a counter as nonce. Two runs never share a key and one run never
 * repeats a nonce, so the bound of random nonces (NIST SP 800-38D §8.3) does not apply.
 *
 * <p>Guarantees: what opens was sealed under this master key with the same associated bytes. Does
 * not guarantee order or that it is the latest: the journal's chain does.
 *
 * <p>A machine whose memory is copied and run twice repeats both; four random bytes a record make
 * it unlikely that the nonces are the same, too.
 *
 * <p>Envelope: salt (8), counter (8), random (4), ciphertext with tag. Safe from any thread.
 */
public final class RecordSealer {
  /** What sealing adds. */
  public static final int OVERHEAD_BYTES = 2 * Long.BYTES + Integer.BYTES + AesGcm.TAG_BYTES;

  private static final int HEAD_BYTES = 2 * Long.BYTES + Integer.BYTES;

  /** One key for each run whose records are read; the journal holds few runs at a time. */
  private static final int KEYS_MAX = 1_024;

  private final MasterKey master;
  private final String purpose;
  private final SecureRandom random;
  private final long salt;
  private final AtomicLong counter = new AtomicLong();
  private final SecretKeySpec own;
  private final ConcurrentHashMap<Long, SecretKeySpec> keys = new ConcurrentHashMap<>();
  private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(RecordSealer::cipher);

  /**
   * With a key of its own.
   *
   * @param purpose a fixed word of the product ({@code "journal"})
   */
  public RecordSealer(MasterKey master, String purpose, SecureRandom random) {
    this.master = master;
    this.purpose = purpose;
    this.random = random;
    this.salt = random.nextLong();
    this.own = key(salt);
  }

  /** Seals the bytes; {@code associated} must be the same when they are opened. */
  public byte[] seal(byte[] associated, byte[] plain, int size) {
    long number = counter.getAndIncrement();
    byte[] sealed = new byte[HEAD_BYTES + size + AesGcm.TAG_BYTES];
    int spice = random.nextInt();
    ByteBuffer.wrap(sealed).putLong(salt).putLong(number).putInt(spice);
    try {
      Cipher cipher = ciphers.get();
      cipher.init(Cipher.ENCRYPT_MODE, own, nonce(number, spice));
      cipher.updateAAD(associated);
      cipher.doFinal(plain, 0, size, sealed, HEAD_BYTES);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have AES-GCM", e);
    }
  }

  /** Opens an envelope; empty when it is damaged, of other associated bytes, or another key's. */
  public Optional<byte[]> open(byte[] associated, byte[] envelope) {
    if (envelope.length < OVERHEAD_BYTES) {
      return Optional.empty();
    }
    ByteBuffer head = ByteBuffer.wrap(envelope);
    long of = head.getLong();
    long number = head.getLong();
    int spice = head.getInt();
    try {
      Cipher cipher = ciphers.get();
      cipher.init(Cipher.DECRYPT_MODE, keyOf(of), nonce(number, spice));
      cipher.updateAAD(associated);
      return Optional.of(cipher.doFinal(envelope, HEAD_BYTES, envelope.length - HEAD_BYTES));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have AES-GCM", e);
    }
  }

  private SecretKeySpec keyOf(long run) {
    if (run == salt) {
      return own;
    }
    if (keys.size() > KEYS_MAX) {
      keys.clear();
    }
    return keys.computeIfAbsent(run, this::key);
  }

  private SecretKeySpec key(long run) {
    byte[] bytes = master.forPurpose("records " + purpose + " " + Long.toHexString(run));
    return new SecretKeySpec(bytes, "AES");
  }

  private static GCMParameterSpec nonce(long number, int spice) {
    byte[] bytes = ByteBuffer.allocate(AesGcm.NONCE_BYTES).putInt(spice).putLong(number).array();
    return new GCMParameterSpec(AesGcm.TAG_BYTES * 8, bytes);
  }

  private static Cipher cipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have AES-GCM", e);
    }
  }

  @Override
  public String toString() {
    return "RecordSealer[" + purpose + "]";
  }
}
