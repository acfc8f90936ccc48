package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembersFileTest {
  private static final int MOST = 512;

  @TempDir Path folder;

  private Vertx vertx;
  private Path file;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    file = folder.resolve("members");
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private MembersFile open(String node) throws IOException {
    return MembersFile.open(vertx, file, node);
  }

  private void holds(String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.US_ASCII);
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(file, StandardCharsets.US_ASCII);
  }

  @Test
  void isMadeWithItsOwnName() throws IOException {
    assertThat(open("one").all()).isEqualTo(Fellows.of("one"));

    assertThat(lines()).containsExactly("one");
    assertThat(open("one").all()).isEqualTo(Fellows.of("one"));
  }

  @Test
  void keepsWhatItHasLearnt() throws IOException {
    MembersFile members = open("one");
    members.learn(Fellows.of("two", "three").without("three")).await();
    members.learn(Fellows.of("three")).await();

    Fellows all = open("one").all();

    assertThat(all).isEqualTo(members.all());
    assertThat(all.members()).containsExactly("one", "two");
    assertThat(all.forgotten()).containsExactly("three");
    assertThat(lines()).containsExactly("one", "three 2", "two");
  }

  @Test
  void joinsAnewWhereTheNodeWasAloneMeanwhile() throws IOException {
    open("one").learn(Fellows.of("two")).await();

    MembersFile.leave(vertx, file, "one");
    MembersFile.leave(vertx, file, "one");

    assertThat(lines()).containsExactly("one 2", "two");
    assertThat(open("one").all().members()).containsExactly("one", "two");
    assertThat(lines()).containsExactly("one 3", "two");
  }

  @Test
  void writesNothingOfANodeThatWasAlwaysAlone() throws IOException {
    MembersFile.leave(vertx, file, "one");

    assertThat(file).doesNotExist();
  }

  @Test
  void readsWhatAnEarlierBuildHasWritten() throws IOException {
    holds("one\ntwo.example\n");

    assertThat(open("one").all()).isEqualTo(Fellows.of("one", "two.example"));
  }

  @Test
  void aNodeThatWasForgottenJoinsAnew() throws IOException {
    holds("one 2\ntwo\n");

    assertThat(open("one").all().members()).containsExactly("one", "two");
    assertThat(lines()).containsExactly("one 3", "two");
  }

  /** A copied folder, say, under another name: whom it knew it goes on to know. */
  @Test
  void aNodeOfAnotherNameIsOneMore() throws IOException {
    open("one");

    assertThat(open("two").all()).isEqualTo(Fellows.of("one", "two"));
  }

  @Test
  void whatWasBeingWrittenInACrashIsNotLookedAt() throws IOException {
    open("one").learn(Fellows.of("two")).await();
    Files.writeString(folder.resolve("members.next"), "thr", StandardCharsets.US_ASCII);

    MembersFile members = open("one");
    assertThat(members.all()).isEqualTo(Fellows.of("one", "two"));
    members.learn(Fellows.of("four")).await();

    assertThat(open("one").all()).isEqualTo(Fellows.of("one", "two", "four"));
    assertThat(folder.resolve("members.next")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "One",
        "-one",
        "one-",
        "o_e",
        "one 0",
        "one -1",
        "one 1234567",
        "one two",
        "one  2",
        "one 2 "
      })
  void aLineThatIsNoNameIsRefusedByName(String line) throws IOException {
    holds("two\n" + line + "\n");

    assertThatThrownBy(() -> open("two"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("members holds a line that is no name of a node");
  }

  @Test
  void knowsSoManyNodesAndNoMore() throws IOException {
    MembersFile members = open("node-0");
    List<String> most = IntStream.range(0, MOST).mapToObj(i -> "node-" + i).toList();
    members.learn(Fellows.of(most)).await();

    assertThatThrownBy(() -> members.learn(Fellows.of("one-more")).await())
        .hasMessageContaining("512");

    assertThat(members.all().members()).hasSize(MOST);
    assertThat(open("node-0").all()).isEqualTo(members.all());
    members.learn(Fellows.of(most).without("node-9")).await();
    assertThat(members.all().forgotten()).containsExactly("node-9");
  }

  @Test
  void aNameThatIsNoneIsNotLearnt() throws IOException {
    MembersFile members = open("one");

    assertThatThrownBy(() -> members.learn(Fellows.of("two\nthree")).await())
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(open("one").all()).isEqualTo(Fellows.of("one"));
  }

  /** Or the next start could not read what was written. */
  @Test
  void aNumberThatItCouldNotReadIsNotLearnt() throws IOException {
    MembersFile members = open("one");
    members.learn(new Fellows(new TreeMap<>(Map.of("two", 999_999)))).await();

    assertThatThrownBy(
            () -> members.learn(new Fellows(new TreeMap<>(Map.of("three", 1_000_000)))).await())
        .hasMessageContaining("three")
        .hasMessageContaining("1000000");

    assertThat(open("one").all()).isEqualTo(members.all());
    assertThat(lines()).containsExactly("one", "two 999999");
  }

  @Test
  void whatCannotBeWrittenIsNotLearnt() throws IOException {
    MembersFile members = open("one");
    Files.createDirectory(folder.resolve("members.next"));

    assertThatThrownBy(() -> members.learn(Fellows.of("two")).await())
        .hasMessageContaining("cannot be written");

    assertThat(members.all()).isEqualTo(Fellows.of("one"));
  }
}
