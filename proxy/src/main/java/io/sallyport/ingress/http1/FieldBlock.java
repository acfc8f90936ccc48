package io.sallyport.ingress.http1;

import io.sallyport.webhook.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The fields of one head, kept as the bytes that came; text is made only of what is asked for.
 *
 * <p>Four marks a field: start and end of its name, start and end of its value.
 */
final class FieldBlock implements Headers {
  private static final int MARKS = 4;

  private final byte[] bytes;
  private int[] marks = new int[MARKS * 16];
  private int count;

  FieldBlock(byte[] bytes) {
    this.bytes = bytes;
  }

  void add(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    int at = count * MARKS;
    if (at == marks.length) {
      marks = Arrays.copyOf(marks, marks.length * 2);
    }
    marks[at] = nameStart;
    marks[at + 1] = nameEnd;
    marks[at + 2] = valueStart;
    marks[at + 3] = valueEnd;
    count++;
  }

  @Override
  public List<String> all(String name) {
    List<String> more = List.of();
    for (int i = 0; i < count; i++) {
      if (isNamed(i, name)) {
        if (more.isEmpty()) {
          more = List.of(value(i));
        } else {
          List<String> grown = new ArrayList<>(more);
          grown.add(value(i));
          more = grown;
        }
      }
    }
    return more;
  }

  @Override
  public void forEach(BiConsumer<String, String> field) {
    for (int i = 0; i < count; i++) {
      field.accept(text(marks[i * MARKS], marks[i * MARKS + 1]), value(i));
    }
  }

  @Override
  public int size() {
    return count;
  }

  private String value(int field) {
    return text(marks[field * MARKS + 2], marks[field * MARKS + 3]);
  }

  private String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private boolean isNamed(int field, String name) {
    int start = marks[field * MARKS];
    int length = marks[field * MARKS + 1] - start;
    if (length != name.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (fold(bytes[start + i]) != fold(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static int fold(int c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }
}
