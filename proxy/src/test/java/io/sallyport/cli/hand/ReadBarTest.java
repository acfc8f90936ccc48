package io.sallyport.cli.hand;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ReadBarTest {
  private static final long MIB = 1 << 20;

  private final StringWriter written = new StringWriter();

  @Test
  void showsEachMebibyteOnceAndTakesTheBarAway() {
    try (ReadBar bar = new ReadBar(new PrintWriter(written), true, "reading", 40 * MIB)) {
      bar.accept(MIB / 2);
      bar.accept(MIB / 4);
      bar.accept(9 * MIB + MIB / 4);
    }

    assertThat(written.toString().split("\r", -1))
        .containsExactly(
            "",
            "reading, MiB: ░░░░░░░░░░░░░░░░░░░░ 0/40",
            "reading, MiB: █████░░░░░░░░░░░░░░░ 10/40",
            " ".repeat("reading, MiB: █████░░░░░░░░░░░░░░░ 10/40".length()),
            "");
  }

  @Test
  void showsNothingWhereNobodyLooks() {
    try (ReadBar bar = new ReadBar(new PrintWriter(written), false, "reading", 40 * MIB)) {
      bar.accept(20 * MIB);
    }

    assertThat(written.toString()).isEmpty();
  }
}
