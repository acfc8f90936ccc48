package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final String ID = "evt_abcdefghijklmnopqrstuvwxyz";

  @Test
  void isAsWideAsWhatIsInIt() {
    Table table = new Table("NAME", "WHY", "EVENT");
    table.row("github", "", ID);
    table.row("a", "replay.conflict", ID);

    assertThat(print(table, 200))
        .isEqualTo(
            """
            NAME    WHY              EVENT
            github  -                %s
            a       replay.conflict  %s
            """
                .formatted(ID, ID));
  }

  @Test
  void narrowsTheWidestColumnsAndNeverTheName() {
    Table table = new Table("TIME", "ACCOUNT", "EVENT");
    table.row("2026-05-01T12:00:00Z", "an account with quite a long name", ID);

    assertThat(print(table, 72).lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(72))
        .last()
        .asString()
        .contains("an account with", "…", ID);
    assertThat(print(table, 10)).contains(ID);
  }

  /** CVE-2021-42574 and terminal escapes: a stranger names accounts and types. */
  @Test
  void printsNothingThatATerminalObeys() {
    Table table = new Table("ACCOUNT", "EVENT");
    table.row("\u001b[2J\u001b]0;owned\u0007\r\nr-forged \u202e", ID);

    String printed = print(table, 120);

    assertThat(printed.lines()).hasSize(2);
    assertThat(printed).doesNotContain("\u001b", "\u0007", "\u202e", "\r");
  }

  @Test
  void wantsAsManyCellsAsItsHeadHas() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Table("A", "B").row("a"));
  }

  private static String print(Table table, int width) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    table.print(out, width);
    out.flush();
    return text.toString();
  }
}
