package io.sallyport.journal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How a group of records is written, big-endian:
 *
 * <pre>
 *   0  magic "SPG1"
 *   4  length of the whole group in bytes, a multiple of 16
 *   8  CRC-32C over bytes 0 to 7 and 12 to the end
 *  12  number of records
 *  16  sequence number of the group
 *  24  SHA-256 of the group before
 *  56  records: length (4), kind (1), content
 *      zeros up to the length
 * </pre>
 *
 * <p>The checksum finds what a disk did; the chain of digests finds what anybody did who cannot
 * write every later group anew.
 */
final class Groups {
  static final int HEAD_BYTES = 56;
  static final int HASH_BYTES = 32;
  static final int RECORD_HEAD_BYTES = 5;

  /** A group starts at a multiple of this, so that one behind damage is found quickly. */
  static final int ALIGNMENT = 16;

  static final int RECORD_BYTES_MAX = 1 << 30;
  private static final int MAGIC = 0x53504731;
  private static final int LENGTH_AT = 4;
  private static final int CRC_AT = 8;
  private static final int COUNT_AT = 12;
  private static final int SEQUENCE_AT = 16;
  private static final int PREVIOUS_AT = 24;

  private Groups() {}

  /** A group that was read and is whole; never compared with another, so arrays do no harm. */
  @SuppressWarnings("ArrayRecordComponent")
  record Group(int length, long sequence, byte[] previous, byte[] hash, List<Placed> records) {}

  /**
   * A record and where it stands.
   *
   * @param offset of its first byte from the start of the group
   */
  record Placed(int offset, Entry entry) {}

  /** How long the group of these records is. */
  static long length(List<Entry> entries) {
    long bytes = HEAD_BYTES;
    for (Entry entry : entries) {
      bytes += RECORD_HEAD_BYTES + (long) entry.bytes().remaining();
    }
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /**
   * Writes a group into {@code out}, from 0 to its limit.
   *
   * @param offsets is given the offset of each record from the start of the group
   * @return the group's digest
   */
  static byte[] write(
      List<Entry> entries, long sequence, byte[] previous, ByteBuffer out, int[] offsets) {
    out.clear();
    out.putInt(MAGIC).putInt(Math.toIntExact(length(entries))).putInt(0).putInt(entries.size());
    out.putLong(sequence).put(previous);
    for (int i = 0; i < offsets.length; i++) {
      ByteBuffer bytes = entries.get(i).bytes();
      offsets[i] = out.position();
      out.putInt(bytes.remaining()).put(entries.get(i).kind()).put(bytes);
    }
    while (out.position() % ALIGNMENT != 0) {
      out.put((byte) 0);
    }
    out.flip();
    out.putInt(CRC_AT, crc(out));
    return hash(out);
  }

  /** How long the group that begins here says it is; empty where none begins. */
  static Optional<Integer> announced(ByteBuffer head) {
    int at = head.position();
    if (head.remaining() < HEAD_BYTES || head.getInt(at) != MAGIC) {
      return Optional.empty();
    }
    int length = head.getInt(at + LENGTH_AT);
    return length >= HEAD_BYTES && length % ALIGNMENT == 0 ? Optional.of(length) : Optional.empty();
  }

  /** Reads the group that the buffer holds from position to limit; empty where it is not whole. */
  static Optional<Group> read(ByteBuffer whole) {
    ByteBuffer in = whole.slice();
    Optional<Integer> length = announced(in);
    if (length.isEmpty() || length.get() != in.remaining() || in.getInt(CRC_AT) != crc(in)) {
      return Optional.empty();
    }
    int count = in.getInt(COUNT_AT);
    long sequence = in.getLong(SEQUENCE_AT);
    byte[] previous = new byte[HASH_BYTES];
    in.get(PREVIOUS_AT, previous);
    in.position(HEAD_BYTES);
    List<Placed> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int offset = in.position();
      if (in.remaining() < RECORD_HEAD_BYTES) {
        return Optional.empty();
      }
      int bytes = in.getInt();
      byte kind = in.get();
      if (bytes < 0 || bytes > in.remaining()) {
        return Optional.empty();
      }
      records.add(new Placed(offset, new Entry(kind, in.slice(in.position(), bytes))));
      in.position(in.position() + bytes);
    }
    return Optional.of(new Group(length.get(), sequence, previous, hash(in.rewind()), records));
  }

  private static int crc(ByteBuffer group) {
    CRC32C crc = new CRC32C();
    crc.update(group.slice(0, CRC_AT));
    crc.update(group.slice(COUNT_AT, group.limit() - COUNT_AT));
    return (int) crc.getValue();
  }

  private static byte[] hash(ByteBuffer group) {
    MessageDigest digest = sha256();
    digest.update(group.slice(0, group.limit()));
    return digest.digest();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }
}
