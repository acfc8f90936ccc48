package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetFileTest {
  /** A generation of today, as a node proposes it. */
  private static final Met MET = new Met(7_277_000_000_000_123L, 7_276_000_000_000_456L);

  @TempDir Path folder;

  private Vertx vertx;
  private Path file;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    file = folder.resolve("met");
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private MetFile open() throws IOException {
    return MetFile.open(vertx, file);
  }

  @Test
  void isNotMadeBeforeAnybodyWasMet() throws IOException {
    assertThat(open().last()).isEqualTo(Met.NEVER);
    assertThat(file).doesNotExist();
  }

  @Test
  void keepsTheLast() throws IOException {
    MetFile met = open();
    met.note(new Met(1, 0)).await();
    met.note(MET).await();

    assertThat(met.last()).isEqualTo(MET);
    assertThat(open().last()).isEqualTo(MET);
    assertThat(file).hasContent("7277000000000123 7276000000000456 eda8af96");
    assertThat(folder.toFile().list()).containsExactly("met");
  }

  /** Of a file that is not there any node would be let in: so damaged is not as if missing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "1\n",
        "1 \n",
        "1 2",
        "-1 0\n",
        "1 2 3\n",
        "01 2\n",
        "a b\n",
        "1 2\n\n",
        "1 2 00000000\n",
        "1234567890123456789 0\n"
      })
  void whatIsSomethingElseIsNoPlaceWhereItMayGoOn(String text) throws IOException {
    Files.writeString(file, text);

    assertGoesOnNowhere(open().last());
  }

  @Test
  void howeverMuchOfItIsMissingItGoesOnNowhere() throws IOException {
    open().note(MET).await();
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));

      assertGoesOnNowhere(open().last());
    }
  }

  @Test
  void whicheverBitIsAnotherItGoesOnNowhere() throws IOException {
    for (Met met : List.of(MET, new Met(1, 0), new Met(12, 3))) {
      open().note(met).await();
      byte[] whole = Files.readAllBytes(file);
      for (int bit = 0; bit < whole.length * 8; bit++) {
        byte[] flipped = whole.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(file, flipped);

        assertThat(open().last()).as("bit %d", bit).isEqualTo(Met.UNREADABLE);
      }
      Files.write(file, whole);
      assertThat(open().last()).isEqualTo(met);
    }
  }

  @Test
  void whatIsVeryLongIsNotReadToItsEnd() throws IOException {
    Files.write(file, new byte[1 << 20]);

    assertGoesOnNowhere(open().last());
  }

  @Test
  void whatIsDamagedIsWrittenAnewWhenTheOthersAreMet() throws IOException {
    Files.writeString(file, "7277");
    MetFile met = open();

    met.note(MET).await();

    assertThat(open().last()).isEqualTo(MET);
  }

  @Test
  void whatWasWrittenBeforeThereWasACheckIsRead() throws IOException {
    Files.writeString(file, "7277000000000123 7276000000000456\n");

    assertThat(open().last()).isEqualTo(MET);
  }

  /** Neither where it was, nor on what follows on that, nor on an index that knows nothing. */
  private static void assertGoesOnNowhere(Met met) {
    assertThat(met.isFollowedBy(call(MET.generation(), MET.previous()), "a")).isFalse();
    assertThat(met.isFollowedBy(call(MET.generation() + 1, MET.generation()), "a")).isFalse();
    assertThat(met.isFollowedBy(call((1L << 53) - 1, 0), "a")).isFalse();
  }

  private static RollCall call(long generation, long previous) {
    return new RollCall(
        generation,
        RollCall.Stage.OPEN,
        0,
        previous,
        0,
        Fellows.of("a", "b"),
        Set.of("a", "b"),
        0,
        Duration.ZERO,
        Duration.ZERO);
  }

  @Test
  void whatCannotBeWrittenIsNotNoted() throws IOException {
    MetFile met = open();
    Files.createDirectories(file.resolve("in the way"));

    assertThatThrownBy(() -> met.note(MET).await()).hasMessageContaining("met cannot be written");

    assertThat(met.last()).isEqualTo(Met.NEVER);
  }
}
