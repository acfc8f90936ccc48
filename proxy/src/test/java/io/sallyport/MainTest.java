package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine sallyport =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void printsItsVersion() {
    int exit = sallyport.execute("version");

    assertThat(exit).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).startsWith("sallyport ").contains("java");
  }

  @Test
  void printsItsUsageWhenAsked() {
    int exit = sallyport.execute("--help");

    assertThat(exit).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("Usage: sallyport", "version");
  }

  @Test
  void anUnknownCommandIsAUsageError() {
    int exit = sallyport.execute("no-such-command");

    assertThat(exit).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("no-such-command");
  }

  @Test
  void withoutACommandItSaysSo() {
    int exit = sallyport.execute();

    assertThat(exit).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("Which command?", "Usage: sallyport");
  }
}
