package io.sallyport.refusals;

import static io.sallyport.refusals.RefusalSamples.T0;
import static io.sallyport.refusals.RefusalSamples.refusal;
import static io.sallyport.refusals.RefusalSamples.sealer;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptRefusalsTest {
  private static final RefusalRing.Bounds FEW = new RefusalRing.Bounds(1 << 20, 4, 60, 1 << 20);

  @TempDir private Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(T0);
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void opensAReferenceAtOnce() {
    KeptRefusals refusals = open(FEW);

    refusals.add(refusal("r-aaaa-aaaa", "192.0.2.7", 100));

    assertThat(refusals.open("r-aaaa-aaaa").await()).map(Refusal::isWhole).contains(true);
    assertThat(refusals.open("r-bbbb-bbbb").await()).isEmpty();
    refusals.close().await();
  }

  @Test
  void opensReferencesAfterARestart() {
    KeptRefusals before = open(FEW);
    for (int i = 0; i < 20; i++) {
      before.add(refusal("r-" + i, "192.0.2.7", 100));
    }
    before.close().await();

    KeptRefusals after = open(FEW);

    for (int i = 0; i < 20; i++) {
      assertThat(after.open("r-" + i).await()).as("r-%d", i).isPresent();
    }
    assertThat(after.list(Refusals.Filter.all(), 3).await())
        .map(Refusal::reference)
        .containsExactly("r-19", "r-18", "r-17");
    assertThat(before.leftOut()).isZero();
    after.close().await();
  }

  @Test
  void listsWhatIsInMemoryAndOnDiskOnce() {
    KeptRefusals before = open(FEW);
    before.add(refusal("r-old", "192.0.2.7", 100));
    before.close().await();
    KeptRefusals refusals = open(FEW);
    refusals.add(refusal("r-new", "192.0.2.7", 100));
    refusals.open("r-old").await();

    assertThat(refusals.list(Refusals.Filter.all(), 10).await())
        .map(Refusal::reference)
        .containsExactly("r-new", "r-old");
    refusals.close().await();
  }

  @Test
  @DisplayName("threats row 65: a flood of refusals hides the genuine one")
  void aFloodFromAFewSourcesPushesOutNothingOnDisk() {
    KeptRefusals refusals = open(FEW);
    refusals.add(refusal("r-genuine", "192.0.2.7", 2_000));

    for (int i = 0; i < 100_000; i++) {
      refusals.add(refusal("r-flood-" + i, "10.0.0." + i % 5, 100));
    }
    refusals.close().await();

    KeptRefusals after = open(FEW);
    assertThat(after.open("r-genuine").await()).isPresent();
    assertThat(after.list(Refusals.Filter.all(), Refusals.LISTED_MAX).await())
        .hasSize(1 + 5 * FEW.perSource());
    after.close().await();
  }

  /** Real sources are many in a flood by a botnet; the disk must not be worn out by it. */
  @Test
  void writesNoMoreThanSoManyASecond() {
    KeptRefusals refusals = open(new RefusalRing.Bounds(1 << 20, 4, 60, 1 << 20));
    int sources = KeptRefusals.WRITES_A_SECOND_MAX + 500;

    for (int i = 0; i < sources; i++) {
      refusals.add(refusal("r-" + i, "10.1." + i / 250 + "." + i % 250, 10));
    }
    refusals.close().await();

    assertThat(refusals.leftOut()).isGreaterThanOrEqualTo(500);
  }

  @Test
  void servesFromMemoryAloneWhereTheFileCannotBeHad() throws IOException {
    Files.createDirectories(folder.resolve("refusals"));
    KeptRefusals refusals = open(FEW);

    refusals.add(refusal("r-aaaa-aaaa", "192.0.2.7", 100));

    assertThat(refusals.open("r-aaaa-aaaa").await()).isPresent();
    assertThat(refusals.open("r-bbbb-bbbb").await()).isEmpty();
    assertThat(refusals.list(Refusals.Filter.all(), 10).await()).hasSize(1);
    refusals.close().await();
    assertThat(refusals.leftOut()).isEqualTo(1);
  }

  private KeptRefusals open(RefusalRing.Bounds bounds) {
    return KeptRefusals.start(
        vertx, now::get, folder.resolve("refusals"), KeptRefusals.BYTES_MIN, sealer(1), bounds);
  }
}
