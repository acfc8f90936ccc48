package io.sallyport.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.yaml.Node.Mapping;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OverlayTest {
  private final Overlay overlay =
      new Overlay((path, upper) -> path.equals("verify") && upper.has("hmac"));

  @Test
  void mergesMapsAndKeepsWhereEachLineCameFrom() {
    Mapping merged = lay("a: {b: 1, c: 2}", "a: {c: 3, d: 4}");

    Mapping a = (Mapping) merged.get("a").orElseThrow();
    assertThat(a.entries()).extracting(it -> it.key().text()).containsExactly("b", "c", "d");
    assertThat(a.get("b").orElseThrow().at()).hasToString("lower.yaml:1:8");
    assertThat(a.get("c").orElseThrow().at()).hasToString("upper.yaml:1:8");
  }

  @Test
  void replacesListsAndScalarsAndWhateverDiffersInKind() {
    Mapping merged = lay("a: [1, 2]\nb: x\nc: {d: 1}\ne: y", "a: [3]\nb: y\nc: z\ne: {f: 1}");

    assertThat(((Node.Sequence) merged.get("a").orElseThrow()).items()).hasSize(1);
    assertThat(merged.get("b").orElseThrow().described()).isEqualTo("\"y\"");
    assertThat(merged.get("c").orElseThrow().described()).isEqualTo("\"z\"");
    assertThat(merged.get("e").orElseThrow()).isInstanceOf(Mapping.class);
  }

  @Test
  void takesAKeyAwayByNullButKeepsANullThatTakesNothingAway() {
    Mapping merged = lay("a: {b: 1, c: 2}\nd: 1", "a: {b: ~, x: null}\nd:\n");

    Mapping a = (Mapping) merged.get("a").orElseThrow();
    assertThat(a.entries()).extracting(it -> it.key().text()).containsExactly("c", "x");
    assertThat(merged.has("d")).isFalse();
  }

  @Test
  void doesNotTakeAKeyAwayByTheQuotedWordNull() {
    assertThat(lay("a: 1", "a: 'null'").get("a")).isPresent();
  }

  @Test
  void replacesAMapWholeWhereMergingWouldMixTwoThings() {
    Mapping whole = lay("verify: {ed25519: true, key: x}", "verify: {hmac: sha256}");
    Mapping part = lay("verify: {ed25519: true, key: x}", "verify: {key: y}");

    assertThat(((Mapping) whole.get("verify").orElseThrow()).entries()).hasSize(1);
    assertThat(((Mapping) part.get("verify").orElseThrow()).entries()).hasSize(2);
  }

  private Mapping lay(String lower, String upper) {
    return overlay.lay(read("lower.yaml", lower), read("upper.yaml", upper));
  }

  private static Mapping read(String file, String yaml) {
    Problems problems = new Problems();
    Mapping map =
        YamlReader.read(file, yaml.getBytes(StandardCharsets.UTF_8), problems).orElseThrow();
    assertThat(problems.inOrder()).isEmpty();
    return map;
  }
}
