package io.sallyport.admin;

import static io.sallyport.fixture.Events.T0;
import static io.sallyport.fixture.Events.anEvent;
import static io.sallyport.fixture.Events.id;
import static io.sallyport.fixture.ThreeNodes.members;
import static io.sallyport.fixture.ThreeNodes.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.fixture.ThreeNodes;
import io.sallyport.verdict.Reason;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exit codes and what is printed; what the nodes answer is tested beside this. */
@DisplayName("the commands, at one node of three")
class EverywhereCommandsTest {
  @TempDir private Path folder;
  private ThreeNodes nodes;

  @BeforeEach
  void start() throws IOException {
    nodes = new ThreeNodes(folder);
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  @Test
  void theCommandsShowTheNodeAndNameWhomTheyCouldNotAsk() {
    put(nodes.one, anEvent("a").at(T0.plusSeconds(1)));
    put(nodes.two, anEvent("b"));
    nodes.three.close();

    Sallyport ls = nodes.one.run("events", "ls");

    assertThat(ls.exit()).isEqualTo(ExitCode.DONE);
    assertThat(ls.out().lines()).first().asString().startsWith("NODE  RECEIVED").endsWith("EVENT");
    assertThat(ls.out().lines().skip(1).map(line -> line.split(" ", -1)[0]))
        .containsExactly("one", "two");
    assertThat(ls.err().strip())
        .isEqualTo("sallyport: three could not be asked: no connection could be made");
    assertThat(nodes.one.run("events", "ls", "--node", "two").out().lines()).hasSize(2);
    assertThat(nodes.one.run("events", "ls", "-n", "1").out())
        .contains(id("a").value(), "and more")
        .doesNotContain(id("b").value());
    JsonObject json = new JsonObject(nodes.one.run("events", "ls", "--json").out());
    assertThat(members(json, "events", "node")).containsExactly("one", "two");
    assertThat(members(json, "unreachable", "node")).containsExactly("three");
    assertThat(nodes.one.run("events", "export").out().lines()).hasSize(2);
    assertThat(nodes.one.run("events", "ls", "--node", "three").out().strip()).isEqualTo("none");
    assertThat(nodes.one.run("events", "ls", "--node", "nine").exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(nodes.one.run("store", "stats").out()).startsWith("one\n").contains("\ntwo\n");
    assertThat(nodes.one.run("refusals", "ls").err()).contains("three could not be asked");
  }

  @Test
  void theCommandsActWhereItLies() {
    nodes.two.hold("held", Reason.STORE_REBUILDING, T0);
    nodes.three.hold("other", Reason.STORE_REBUILDING, T0);
    String event = id("held").value();

    assertThat(nodes.one.run("quarantine", "show", event).out()).contains("node           two");
    Sallyport released = nodes.one.run("quarantine", "release", event, "--note", "is genuine");
    Sallyport rest =
        nodes.one.run(
            "quarantine", "reject", "--reason", "store.rebuilding", "--note", "old", "--yes");

    assertThat(released.out()).contains("released: " + event);
    assertThat(nodes.two.released).containsExactly(event);
    assertThat(rest.err()).contains(event + ": it is decided already");
    assertThat(rest.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(nodes.one.run("quarantine", "show", id("other").value()).out()).contains("rejected");
  }
}
