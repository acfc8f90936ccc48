package io.sallyport.cli.hand;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.journal.DataLock;
import io.sallyport.journal.Entry;
import io.sallyport.journal.FolderDisk;
import io.sallyport.journal.Journal;
import io.sallyport.journal.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoppedNodeTest {
  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void write() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("master.key"), "not shown");
    Files.writeString(data.resolve("refusals"), "no promise");
    Files.createDirectories(data.resolve("policies"));
    Files.writeString(data.resolve("policies").resolve("github.yaml"), "provider: github");
    try (Journal journal =
        Journal.open(
            new FolderDisk(data.resolve("journal")),
            new Journal.Settings(4_096, 0),
            Position.START,
            (at, entry) -> {})) {
      for (int i = 0; i < 100; i++) {
        journal.write(List.of(new Entry((byte) 1, ByteBuffer.wrap(new byte[100]))));
        journal.sync();
      }
    }
  }

  @Test
  void checkFindsNothingInAJournalInOrder() throws IOException {
    Sallyport check = run("check");

    assertThat(check.exit()).isEqualTo(ExitCode.DONE);
    assertThat(check.out()).contains("100 records", "nothing is damaged");
    JsonNode json = new ObjectMapper().readTree(run("check", "--json").out());
    assertThat(json.path("records").asInt()).isEqualTo(100);
    assertThat(json.path("damages")).isEmpty();
  }

  @Test
  void checkNamesDamagesAndExitsOne() throws IOException {
    damage();

    Sallyport check = run("check");

    assertThat(check.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(check.out()).contains("DAMAGE     000000000001.journal at ");
  }

  @Test
  void touchesNothingWhileANodeRuns() throws IOException {
    DataLock running = DataLock.take(data, Instant.EPOCH);

    assertThat(run("check").exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(run("backup", folder.resolve("copy").toString()).exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(folder.resolve("copy")).doesNotExist();

    running.close();
    assertThat(run("check").exit()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void backupCopiesAllButKeysAndRefusalsAndChecksTheCopy() throws IOException {
    Path copy = folder.resolve("copy");
    run("adopt", "--for", "8d");
    Files.createDirectory(data.resolve("lost+found"));

    Sallyport backup = run("backup", copy.toString());

    assertThat(backup.exit()).isEqualTo(ExitCode.DONE);
    assertThat(backup.out()).contains("100 records in the copy", "master.key it stays sealed");
    assertThat(copy.resolve("policies/github.yaml")).exists();
    assertThat(copy.resolve("master.key")).doesNotExist();
    assertThat(copy.resolve("refusals")).doesNotExist();
    assertThat(copy.resolve("lock")).doesNotExist();
    assertThat(copy.resolve("lost+found")).as("the volume's, and root's alone").doesNotExist();
    assertThat(copy.resolve("node")).as("what says that it is no copy").doesNotExist();
    assertThat(copy.resolve("adopted.json")).as("what it once was, it stays").exists();
    assertThat(run("backup", copy.toString()).exit()).as("never over another").isEqualTo(2);
    assertThat(Sallyport.run("store", "check", "--data", copy.toString()).exit())
        .isEqualTo(ExitCode.DONE);
  }

  @Test
  void backupTakesTheKeysWhenAsked() {
    Path copy = folder.resolve("copy");

    run("backup", copy.toString(), "--with-keys");

    assertThat(copy.resolve("master.key")).hasContent("not shown");
  }

  @Test
  void backupRefusesToCopyAFolderIntoItself() {
    assertThat(run("backup", data.resolve("copy").toString()).exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void adoptMarksACopyUntilItsMemoryWouldHavePassed() throws IOException {
    Sallyport adopt = run("adopt", "--stopped", "2h");

    assertThat(adopt.exit()).as(adopt.toString()).isEqualTo(ExitCode.DONE);
    assertThat(adopt.err()).isEmpty();
    JsonNode mark = mark();
    assertThat(Instant.parse(mark.path("stopped").asText()))
        .isEqualTo(Instant.parse(mark.path("adopted").asText()).minusSeconds(7_200));
    assertThat(mark.has("until")).isFalse();
    assertThat(data.resolve("node")).content().matches("[0-9a-f]{32}\\n");
  }

  @Test
  void adoptWarnsWhereTheWindowIsShorterThanTheMemory() throws IOException {
    Sallyport adopt = run("adopt", "--for", "1h");

    assertThat(adopt.exit()).isEqualTo(ExitCode.DONE);
    assertThat(adopt.err()).contains("may pass once more");
    JsonNode mark = mark();
    assertThat(Instant.parse(mark.path("until").asText()))
        .isEqualTo(Instant.parse(mark.path("adopted").asText()).plusSeconds(3_600));
    assertThat(run("adopt", "--for", "8d").err()).isEmpty();
    assertThat(run("adopt", "--until", "2500-01-01T00:00:00Z").err()).isEmpty();
    assertThat(mark().path("until").asText()).isEqualTo("2500-01-01T00:00:00Z");
  }

  @Test
  void adoptHoldsNothingOfACopyThatHasAll() {
    Sallyport adopt = run("adopt", "--complete");

    assertThat(adopt.exit()).as(adopt.toString()).isEqualTo(ExitCode.DONE);
    assertThat(data.resolve("adopted.json")).doesNotExist();
    assertThat(data.resolve("node")).exists();
  }

  @Test
  void adoptDoesNothingThatItDoesNotUnderstand() throws IOException {
    String[][] lines = {
      {"--for", "soon"},
      {"--for", "99999999999999999999d"},
      {"--until", "2h"},
      {"--for", "1h", "--until", "2500-01-01T00:00:00Z"},
      {"--stopped", "2500-01-01T00:00:00Z"},
      {"--stopped", "yesterday"},
      {"--complete", "--for", "1h"},
      {"--complete", "--stopped", "1h"}
    };
    for (String[] line : lines) {
      List<String> all = new java.util.ArrayList<>(List.of("adopt"));
      all.addAll(List.of(line));
      assertThat(run(all.toArray(String[]::new)).exit()).as(all.toString()).isEqualTo(2);
    }
    DataLock running = DataLock.take(data, Instant.EPOCH);
    assertThat(run("adopt").exit()).isEqualTo(ExitCode.REFUSED);
    running.close();

    assertThat(data.resolve("adopted.json")).doesNotExist();
    assertThat(data.resolve("node")).doesNotExist();
  }

  @Test
  void saysWhereThereIsNoJournal() {
    Sallyport check = Sallyport.run("store", "check", "--data", folder.resolve("no").toString());

    assertThat(check.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(check.err()).contains("there is no journal in");
    assertThat(folder.resolve("no")).doesNotExist();
  }

  private JsonNode mark() throws IOException {
    return new ObjectMapper().readTree(data.resolve("adopted.json").toFile());
  }

  private void damage() throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            data.resolve("journal").resolve("000000000001.journal"), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 1_000);
    }
  }

  private Sallyport run(String... arguments) {
    List<String> all = new java.util.ArrayList<>(List.of("store"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    return Sallyport.run(all.toArray(String[]::new));
  }
}
