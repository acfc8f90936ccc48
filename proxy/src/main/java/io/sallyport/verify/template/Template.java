package io.sallyport.verify.template;

import java.util.List;
import java.util.Optional;

/**
 * One compiled VALUE of the policy language. Immutable and safe from any thread; made by {@link
 * Language#template}. Every read may throw {@link Unreadable}.
 */
public interface Template {
  /** The text as the author wrote it. */
  String source();

  /** Writes the value's bytes into the sink, without joining them first. */
  void feed(Reading reading, ByteSink sink);

  /** The value's bytes; read only, for they may be the body's own. */
  byte[] bytes(Reading reading);

  /** The value as text: its bytes read as UTF-8, strictly. */
  String text(Reading reading);

  /**
   * The value, or empty where a source without {@code ?} is absent (repeated or malformed still
   * throws).
   */
  Optional<byte[]> ifPresent(Reading reading);

  /** The same as text. */
  Optional<String> textIfPresent(Reading reading);

  /**
   * Every value of a source that may stand several times ({@code header:X-*}, a {@code let} part, a
   * list, a list parameter); absent gives an empty list, with a question mark or without; more than
   * {@code max} throws {@code signature.too-many}. Where {@link #usesKey}, choose the key first.
   */
  List<byte[]> values(Reading reading, int max);

  /** Every place that the value depends on. */
  Coverage reads();

  /**
   * The places that cannot change while the value's bytes stay the same. A CRC pins nothing, and
   * neither does a value of which the text does not tell where it ends: what stands behind it could
   * be moved into it.
   */
  Coverage pins();

  /** The same where these things are asked of the values besides. */
  Coverage pins(Bounds bounds);

  /**
   * The places whose bytes go into the value whole, though it may be open where one ends and the
   * next begins. More than {@link #pins}, and too little to trust what stands in one of them.
   */
  Coverage takesIn();

  /**
   * The places whose bytes go through {@code hmac(…)}: what a keyed answer can be made to sign.
   * Empty where there is none.
   */
  Coverage keyedReads();

  /** Whether the value depends on the key that is tried: {@code {key}}, {@code key:id}, hmac. */
  boolean usesKey();

  /** Whether it has no source at all. */
  boolean isConstant();
}
