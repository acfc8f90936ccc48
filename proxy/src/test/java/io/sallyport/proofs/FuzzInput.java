package io.sallyport.proofs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parts of a fuzz test's one array, with a record separator (0x1e) between them: what a fuzzer
 * changes in one part stays in that part, and a seed can be written down.
 */
public final class FuzzInput {
  private static final byte SEPARATOR = 0x1e;

  private final List<byte[]> parts;

  private FuzzInput(List<byte[]> parts) {
    this.parts = parts;
  }

  public static FuzzInput of(byte[] input) {
    List<byte[]> parts = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i <= input.length; i++) {
      if (i == input.length || input[i] == SEPARATOR) {
        parts.add(Arrays.copyOfRange(input, begin, i));
        begin = i + 1;
      }
    }
    return new FuzzInput(parts);
  }

  public static byte[] join(String... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String part : parts) {
      if (out.size() > 0) {
        out.write(SEPARATOR);
      }
      out.writeBytes(part.getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.toByteArray();
  }

  /** The part's bytes; none where the input has fewer parts. */
  public byte[] bytes(int index) {
    return index < parts.size() ? parts.get(index) : new byte[0];
  }

  /** The same, one character a byte. */
  public String latin1(int index) {
    return new String(bytes(index), StandardCharsets.ISO_8859_1);
  }

  /** A number from 0 to {@code end}, exclusive, made of the whole part. */
  public int below(int index, int end) {
    return Math.floorMod(Arrays.hashCode(bytes(index)), end);
  }

  /** The number that the part spells, as seeds do; else one made of it. */
  public int number(int index, int end) {
    String text = latin1(index);
    return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) % end : below(index, end);
  }

  public int count() {
    return parts.size();
  }
}
