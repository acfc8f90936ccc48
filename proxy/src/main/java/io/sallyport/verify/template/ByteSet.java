package io.sallyport.verify.template;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A set of byte values. Immutable. */
final class ByteSet {
  static final ByteSet NONE = new ByteSet(new BitSet());
  static final ByteSet ALL = range(0, 0xff);
  static final ByteSet DIGITS = range('0', '9');
  static final ByteSet BLANKS = of(" \t\r\n");
  static final ByteSet VISIBLE = range(0x21, 0x7e);

  private final BitSet bits;

  private ByteSet(BitSet bits) {
    this.bits = bits;
  }

  /** From the first to the last, both inclusive. */
  static ByteSet range(int first, int last) {
    BitSet bits = new BitSet(256);
    bits.set(first, last + 1);
    return new ByteSet(bits);
  }

  /** ASCII characters. */
  static ByteSet of(String characters) {
    BitSet bits = new BitSet(256);
    characters.chars().forEach(bits::set);
    return new ByteSet(bits);
  }

  static ByteSet of(byte value) {
    return range(value & 0xff, value & 0xff);
  }

  static ByteSet in(Slice text) {
    BitSet bits = new BitSet(256);
    for (int i = 0; i < text.length; i++) {
      bits.set(text.at(i) & 0xff);
    }
    return new ByteSet(bits);
  }

  ByteSet plus(ByteSet other) {
    BitSet both = (BitSet) bits.clone();
    both.or(other.bits);
    return new ByteSet(both);
  }

  ByteSet less(ByteSet other) {
    BitSet left = (BitSet) bits.clone();
    left.andNot(other.bits);
    return new ByteSet(left);
  }

  boolean has(int value) {
    return bits.get(value & 0xff);
  }

  boolean meets(ByteSet other) {
    return bits.intersects(other.bits);
  }

  boolean holds(ByteSet other) {
    return other.less(this).bits.isEmpty();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ByteSet set && bits.equals(set.bits);
  }

  @Override
  public int hashCode() {
    return bits.hashCode();
  }

  @Override
  public String toString() {
    return "ByteSet[" + bits.cardinality() + "]";
  }
}
