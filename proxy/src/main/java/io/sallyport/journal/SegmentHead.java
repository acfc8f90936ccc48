package io.sallyport.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first 64 bytes of a segment's file.
 *
 * @param number of the segment, from 1, as in its name
 * @param firstSequence of the group that comes first in it
 * @param previous the digest of the group before that one; heads are never compared
 */
@SuppressWarnings("ArrayRecordComponent")
record SegmentHead(long number, long firstSequence, byte[] previous) {
  static final int BYTES = 64;

  /** The format of segments and groups. A reader refuses a newer one. */
  static final int VERSION = 1;

  private static final byte[] MAGIC = "SALLYJNL".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION_AT = 8;
  private static final int NUMBER_AT = 12;
  private static final int SEQUENCE_AT = 20;
  private static final int PREVIOUS_AT = 28;
  private static final int CRC_AT = 60;

  /** What a file's first bytes are. */
  enum Kind {
    WHOLE,
    /** Written by a later release. */
    NEWER,
    DAMAGED
  }

  ByteBuffer write() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.put(MAGIC).putInt(VERSION).putLong(number).putLong(firstSequence).put(previous);
    return out.putInt(crc(out)).flip();
  }

  static Kind kind(ByteBuffer in) {
    byte[] magic = new byte[MAGIC.length];
    in.get(0, magic);
    if (in.limit() < BYTES || !Arrays.equals(magic, MAGIC) || in.getInt(CRC_AT) != crc(in)) {
      return Kind.DAMAGED;
    }
    int version = in.getInt(VERSION_AT);
    return version > VERSION ? Kind.NEWER : version == VERSION ? Kind.WHOLE : Kind.DAMAGED;
  }

  /** Reads a head that is {@link Kind#WHOLE}. */
  static SegmentHead read(ByteBuffer in) {
    byte[] previous = new byte[Groups.HASH_BYTES];
    in.get(PREVIOUS_AT, previous);
    return new SegmentHead(in.getLong(NUMBER_AT), in.getLong(SEQUENCE_AT), previous);
  }

  private static int crc(ByteBuffer head) {
    CRC32C crc = new CRC32C();
    crc.update(head.array(), head.arrayOffset(), CRC_AT);
    return (int) crc.getValue();
  }
}
