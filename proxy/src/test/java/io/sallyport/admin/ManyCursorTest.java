package io.sallyport.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.admin.Asking.Malformed;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManyCursorTest {
  @Test
  void saysWhereToGoOnAtEachAndWhoIsAtTheEnd() throws Malformed {
    ManyCursor cursor =
        ManyCursor.parse(Optional.empty())
            .with("web-1", Optional.of("1.0.ab.c"))
            .with("web-2", Optional.empty());

    ManyCursor read = ManyCursor.parse(Optional.of(cursor.text()));

    assertThat(read).isEqualTo(cursor);
    assertThat(read.of("web-1")).hasValue("1.0.ab.c");
    assertThat(read.isAtEnd("web-1")).isFalse();
    assertThat(read.of("web-2")).isEmpty();
    assertThat(read.isAtEnd("web-2")).isTrue();
    assertThat(read.of("web-3")).isEmpty();
    assertThat(read.isAtEnd("web-3")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0.ab.c", "web-1:a,", "web-1:a&limit=9", "web-1", ":", "WEB:1"})
  void whatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> ManyCursor.parse(Optional.of(text))).isInstanceOf(Malformed.class);
  }

  @Test
  void namesNoMoreNodesThanThereMayBe() {
    String text =
        IntStream.range(0, 300).mapToObj(i -> "n" + i + ":a").collect(Collectors.joining(","));

    assertThatThrownBy(() -> ManyCursor.parse(Optional.of(text))).isInstanceOf(Malformed.class);
  }
}
