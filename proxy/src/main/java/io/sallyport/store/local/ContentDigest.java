package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A whole SHA-256, most significant bits first. */
record ContentDigest(long first, long second, long third, long fourth) {
  private static final int BYTES = 32;

  /** Of 32 bytes. */
  static ContentDigest of(byte[] digest) {
    ByteBuffer in = ByteBuffer.wrap(digest, 0, BYTES);
    return new ContentDigest(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  /** Its first half. */
  ClaimKey key() {
    return new ClaimKey(first, second);
  }

  /** 64 hex digits. */
  String hex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(first)
        + hex.toHexDigits(second)
        + hex.toHexDigits(third)
        + hex.toHexDigits(fourth);
  }

  Output write(Output out) {
    return out.i64(first).i64(second).i64(third).i64(fourth);
  }

  static ContentDigest read(Input in) {
    return new ContentDigest(in.i64(), in.i64(), in.i64(), in.i64());
  }
}
