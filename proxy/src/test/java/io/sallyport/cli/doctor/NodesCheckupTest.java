package io.sallyport.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.doctor.Diagnosis.Level;
import io.sallyport.fixture.FellowshipInMemory;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodesCheckupTest {
  private static List<Diagnosis> of(String json) {
    return new NodesCheckup(path -> new ObjectMapper().readTree(json)).examine();
  }

  @Test
  void saysWhoIsMissingAndWhatIsRebuilt() {
    List<Diagnosis> found = of(new FellowshipInMemory().nodes().result().encode());

    assertThat(found).extracting(Diagnosis::level).containsExactly(Level.WARN, Level.WARN);
    assertThat(found.get(0).sentence())
        .isEqualTo("this one is one of 2 (one, two), 16 shards open; not heard of: two");
    assertThat(found.get(0).remedy()).contains("store forget NODE");
    assertThat(found.get(1).sentence())
        .contains("1 shards are being rebuilt")
        .contains("since 2026-05-01T12:00:00Z")
        .contains("12 claims")
        .endsWith("not yet all by: two");
  }

  @Test
  void isContentWhereAllIsOpenAndTheForgottenAreAway() {
    List<Diagnosis> found =
        of(
            "{\"node\":\"one\",\"nodes\":[{\"name\":\"one\",\"alive\":true},"
                + "{\"name\":\"two\",\"alive\":false,\"forgotten\":true}],"
                + "\"shards\":{\"open\":17},\"waiting\":{\"count\":0}}");

    assertThat(found).extracting(Diagnosis::level).containsExactly(Level.OK);
    assertThat(found.get(0).sentence()).isEqualTo("this one is one of 1 (one), 17 shards open");
  }

  @Test
  void saysAtWhichNodesNobodyCanAskWhatLiesThere() {
    String node = "{\"name\":\"%s\",\"alive\":true%s}";
    String address = ",\"address\":\"http://web:8081\"";
    String nodes = "{\"node\":\"one\",\"nodes\":[%s,%s],\"shards\":{\"open\":17}}";

    assertThat(of(nodes.formatted(node.formatted("one", address), node.formatted("two", ""))))
        .extracting(Diagnosis::sentence)
        .contains("no other node can ask what lies at two");
    assertThat(of(nodes.formatted(node.formatted("one", address), node.formatted("two", address))))
        .extracting(Diagnosis::level)
        .containsExactly(Level.OK);
    assertThat(of(nodes.formatted(node.formatted("one", ""), node.formatted("two", ""))))
        .extracting(Diagnosis::level)
        .containsExactly(Level.OK);
  }

  @Test
  void doesNotTellToStartTheOthersWhileItIsNotSureOfItself() {
    List<Diagnosis> found =
        of(
            "{\"node\":\"one\",\"nodes\":[{\"name\":\"one\",\"alive\":false},"
                + "{\"name\":\"two\",\"alive\":false}],"
                + "\"shards\":{\"open\":0,\"closed\":1},\"rebuilding\":[{\"shard\":\"-:0\","
                + "\"since\":\"2026-05-01T12:00:00Z\",\"asserted\":0,\"missing\":[]}]}");

    assertThat(found.get(0).sentence())
        .isEqualTo(
            "this one is one of 2 (one, two), 0 shards open; nobody says that this one is alive, nor"
                + " who else is");
    assertThat(found.get(0).remedy()).contains("Redis").doesNotContain("forget");
    assertThat(found.get(1).sentence()).endsWith("and nothing is heard of them");
  }

  /** They may run on another one, and have delivered what this one would be granted. */
  @Test
  void doesNotTellToForgetThemWhereThisRedisKnewNobody() {
    List<Diagnosis> found =
        of(
            "{\"node\":\"one\",\"nodes\":[{\"name\":\"one\",\"alive\":true},"
                + "{\"name\":\"two\",\"alive\":false}],"
                + "\"shards\":{\"open\":0,\"closed\":1},\"rebuilding\":[{\"shard\":\"-:0\","
                + "\"since\":\"2026-05-01T12:00:00Z\",\"asserted\":0,\"missing\":[\"two\"],"
                + "\"new\":true}]}");

    assertThat(found.get(0).sentence()).endsWith("it knew none of the nodes");
    assertThat(found.get(0).remedy()).contains("while they run on another one forget none of them");
  }

  @Test
  void saysWhyNobodyMayRebuildAndNotToWait() {
    List<Diagnosis> found =
        of(
            "{\"node\":\"one\",\"nodes\":[{\"name\":\"one\",\"alive\":true}],"
                + "\"shards\":{\"open\":0,\"closed\":2},\"rebuilding\":["
                + "{\"shard\":\"-:0\",\"since\":\"2026-05-01T12:00:00Z\",\"missing\":[],"
                + "\"why\":\"too many nodes: so many\"},"
                + "{\"shard\":\"shop:0\",\"since\":\"2026-05-01T12:00:00Z\",\"missing\":[],"
                + "\"why\":\"too many nodes: so many\"}]}");

    assertThat(found.get(1).sentence())
        .endsWith("and Redis lets nobody rebuild them: too many nodes: so many");
    assertThat(found.get(1).remedy()).doesNotContain("wait for them").doesNotContain("or start");
  }

  /** Of whom one is alive; the forgotten count: nobody forgets that there was a name. */
  private static List<Diagnosis> ofNames(int count) {
    ObjectNode nodes = new ObjectMapper().createObjectNode().put("node", "n0");
    nodes.putObject("shards").put("open", 17);
    ArrayNode all = nodes.putArray("nodes");
    for (int i = 0; i < count; i++) {
      all.addObject().put("name", "n" + i).put("alive", i == 0).put("forgotten", i > 0);
    }
    return of(nodes.toString());
  }

  @Test
  void saysThatThereAreTooManyNames() {
    assertThat(ofNames(255)).extracting(Diagnosis::level).containsExactly(Level.OK);

    assertThat(ofNames(256).get(1).level()).isEqualTo(Level.WARN);
    assertThat(ofNames(256).get(1).sentence())
        .startsWith("too many nodes: 256 names are known, with those that were forgotten");
    assertThat(ofNames(511).get(1).level()).isEqualTo(Level.WARN);
    assertThat(ofNames(512).get(1).level()).isEqualTo(Level.FAIL);
    assertThat(ofNames(512).get(1).remedy()).contains("store forget", "docs/many-nodes.md");
  }

  @Test
  void saysWhatWaits() {
    List<Diagnosis> found =
        of(
            "{\"node\":\"one\",\"shards\":{\"open\":17},\"waiting\":"
                + "{\"count\":3,\"bytes\":900,\"oldest\":\"2026-05-01T12:00:00Z\"}}");

    assertThat(found.get(1).sentence())
        .isEqualTo(
            "3 deliveries of 900 bytes wait for the other nodes, the oldest since"
                + " 2026-05-01T12:00:00Z");
  }

  @Test
  void saysWhereTheServerDoesNotTell() {
    List<Diagnosis> found =
        new NodesCheckup(
                path -> {
                  throw new IOException("404");
                })
            .examine();

    assertThat(found).extracting(Diagnosis::level).containsExactly(Level.WARN);
  }
}
