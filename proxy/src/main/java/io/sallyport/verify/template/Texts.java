package io.sallyport.verify.template;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text as bytes, strictly. */
final class Texts {
  private Texts() {}

  /** The text in UTF-8; empty where it holds half a surrogate pair, which UTF-8 cannot write. */
  static Optional<Slice> utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return Optional.of(
          new Slice(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining()));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
