package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeNameTest {
  @TempDir private Path folder;

  private NodeName open(Optional<String> wanted, String host) throws IOException {
    return NodeName.open(folder, wanted, host, new Random(1));
  }

  @Test
  void isTheOneThatIsWanted() throws IOException {
    assertThat(open(Optional.of("web-1"), "host").text()).isEqualTo("web-1");
  }

  @Test
  void isMadeOfTheHostsNameAndChance() throws IOException {
    assertThat(open(Optional.empty(), "Web_1.internal").text())
        .matches("web-1-internal-[0-9a-f]{4}");
  }

  @Test
  void isMadeWhereTheHostHasNoneThatIsOfUse() throws IOException {
    assertThat(open(Optional.empty(), "___").text()).matches("node-[0-9a-f]{4}");
  }

  @Test
  void isNoLongerThanANameMayBe() throws IOException {
    assertThat(open(Optional.empty(), "h".repeat(200)).text()).hasSizeLessThanOrEqualTo(63);
  }

  @Test
  void staysWithTheData() throws IOException {
    NodeName made = open(Optional.empty(), "first");

    assertThat(open(Optional.empty(), "second")).isEqualTo(made);
    assertThat(open(Optional.of(made.text()), "second")).isEqualTo(made);
  }

  @Test
  void refusesAnotherForTheSameData() throws IOException {
    open(Optional.of("web-1"), "host");

    assertThatThrownBy(() -> open(Optional.of("web-2"), "host"))
        .isInstanceOf(NodeName.Differs.class)
        .hasMessageContaining("the node web-1")
        .hasMessageContaining("node: web-2");
  }

  @Test
  void refusesAFileThatHoldsNone() throws IOException {
    Files.writeString(folder.resolve(NodeName.FILE), "No Name\n");

    assertThatThrownBy(() -> open(Optional.empty(), "host"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no name");
  }

  /** It stands in claims for good: another way to count would part nodes from their events. */
  @Test
  void hasTheNumberThatItHasAlwaysHad() {
    assertThat(new NodeName("web-1").number()).isBetween(0, (1 << 28) - 1);
    assertThat(new NodeName("web-1").number()).isEqualTo(0xc4719af);
    assertThat(new NodeName("web-2").number()).isNotEqualTo(new NodeName("web-1").number());
  }
}
