package io.sallyport.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void leavesOrdinaryTextAlone() {
    assertThat(Printable.of("café 日本 😀 a/b?c", 100)).isEqualTo("café 日本 😀 a/b?c");
  }

  @Test
  void disarmsWhatATerminalObeys() {
    assertThat(Printable.of("a\u001b[2Jb\rc\nd\u009bm\u007f", 100)).isEqualTo("a?[2Jb?c?d?m?");
  }

  @Test
  void disarmsWhatTurnsTheDirectionOfWriting() {
    assertThat(Printable.of("admin\u202Egnp.exe\u2066\u2028", 100)).isEqualTo("admin?gnp.exe??");
  }

  @Test
  void disarmsHalvesOfCharacters() {
    assertThat(Printable.of("a\ud83d", 100)).isEqualTo("a?");
  }

  @Test
  void cutsLongTextWithoutHalvingACharacter() {
    assertThat(Printable.of("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Printable.of("abcdefg", 6)).isEqualTo("abcdef…");
    assertThat(Printable.of("abcde😀", 6)).isEqualTo("abcde…");
  }
}
