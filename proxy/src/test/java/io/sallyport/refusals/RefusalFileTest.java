package io.sallyport.refusals;

import static io.sallyport.refusals.RefusalSamples.T0;
import static io.sallyport.refusals.RefusalSamples.refusal;
import static io.sallyport.refusals.RefusalSamples.sealer;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.webhook.InboundWebhook;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalFileTest {
  private static final int BLOCKS = 16;
  private static final long BYTES = (long) BLOCKS * RefusalFile.BLOCK_BYTES;

  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("refusals");
  }

  @Test
  void opensAReferenceAfterARestartAsItCame() throws IOException {
    Refusal kept = refusal("r-aaaa-aaaa", "192.0.2.7", 3_000);
    try (RefusalFile file = open(1)) {
      file.write(kept);
    }

    try (RefusalFile file = open(1)) {
      Refusal found = file.find("r-aaaa-aaaa").orElseThrow();

      InboundWebhook inbound = found.inbound();
      assertThat(inbound)
          .usingRecursiveComparison()
          .ignoringFields("headers")
          .isEqualTo(kept.inbound());
      assertThat(inbound.headers().all("X-Latin")).containsExactly("caf\u00e9");
      assertThat(inbound.headers().all("X-Twice")).containsExactly("one", "two");
      assertThat(found.at()).isEqualTo(kept.at());
      assertThat(found.reason()).isEqualTo(kept.reason());
      assertThat(found.isWhole()).isTrue();
    }
  }

  @Test
  void takesItsWholeRoomAtOnceAndNeverMore() throws IOException {
    try (RefusalFile file = open(1)) {
      assertThat(Files.size(path)).isEqualTo(BYTES);
      for (int i = 0; i < 100; i++) {
        file.write(refusal("r-" + i, "192.0.2.7", 5_000));
      }
    }

    assertThat(Files.size(path)).isEqualTo(BYTES);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void goesRoundOverTheOldest() throws IOException {
    try (RefusalFile file = open(1)) {
      for (int i = 0; i < 40; i++) {
        file.write(refusal("r-" + i, "192.0.2.7", 100));
      }
    }

    try (RefusalFile file = open(1)) {
      assertThat(file.count()).isEqualTo(BLOCKS);
      assertThat(references(file, 3)).containsExactly("r-39", "r-38", "r-37");
      assertThat(file.find("r-23")).isEmpty();
      assertThat(file.find("r-24")).isPresent();
      file.write(refusal("r-40", "192.0.2.7", 100));
      assertThat(file.find("r-24")).as("the oldest then").isEmpty();
      assertThat(file.find("r-25")).isPresent();
    }
  }

  /** Sizes by chance, restarts by chance: what is found is what was written last, and whole. */
  @Test
  void neverMixesRefusalsOfDifferentSizes() throws IOException {
    Random random = new Random(7);
    List<Refusal> written = new ArrayList<>();
    RefusalFile file = open(1);
    for (int i = 0; i < 400; i++) {
      Refusal refusal = refusal("r-" + i, "192.0.2.7", random.nextInt(9_000));
      file.write(refusal);
      written.add(refusal);
      if (random.nextInt(20) == 0) {
        file.close();
        file = open(1);
      }
      assertThat(file.find(refusal.reference())).isPresent();
    }

    int found = 0;
    for (Refusal refusal : written) {
      Optional<Refusal> kept = file.find(refusal.reference());
      found += kept.isPresent() ? 1 : 0;
      assertThat(kept.filter(it -> !it.inbound().body().equals(refusal.inbound().body())))
          .isEmpty();
    }
    assertThat(found).isEqualTo(file.count()).isBetween(3, BLOCKS);
    file.close();
  }

  /** A process that is killed leaves as much of a write as it came to. */
  @Test
  void skipsHalfAWriteAndKeepsTheRest() throws IOException {
    try (RefusalFile file = open(1)) {
      file.write(refusal("r-whole", "192.0.2.7", 100));
      file.write(refusal("r-half", "192.0.2.7", 5_000));
      file.write(refusal("r-after", "192.0.2.7", 100));
    }
    overwrite(2 * RefusalFile.BLOCK_BYTES, new byte[2 * RefusalFile.BLOCK_BYTES]);

    try (RefusalFile file = open(1)) {
      assertThat(file.find("r-half")).isEmpty();
      assertThat(references(file, 10)).containsExactly("r-after", "r-whole");
      assertThat(file.unreadable()).isEqualTo(1);
      file.write(refusal("r-next", "192.0.2.7", 100));
      assertThat(references(file, 10)).containsExactly("r-next", "r-after", "r-whole");
    }
  }

  @Test
  void skipsWhateverByteIsDamaged() throws IOException {
    int size;
    try (RefusalFile file = open(1)) {
      file.write(refusal("r-one", "192.0.2.7", 40));
      file.write(refusal("r-two", "192.0.2.7", 40));
      size = RefusalFile.HEAD_BYTES + 4;
    }
    byte[] intact = Files.readAllBytes(path);
    for (int at = 0; at < size; at++) {
      byte[] damaged = intact.clone();
      damaged[at] ^= 0x40;
      Files.write(path, damaged);

      try (RefusalFile file = open(1)) {
        assertThat(references(file, 10)).as("byte %d", at).containsExactly("r-two");
      }
    }
  }

  @Test
  void skipsWhatIsUnderAnotherMasterKey() throws IOException {
    try (RefusalFile file = open(1)) {
      file.write(refusal("r-theirs", "192.0.2.7", 100));
      file.write(refusal("r-theirs-too", "192.0.2.7", 100));
    }

    try (RefusalFile file = open(2)) {
      assertThat(file.count()).isZero();
      assertThat(file.unreadable()).isEqualTo(2);
      file.write(refusal("r-ours", "192.0.2.7", 100));
      assertThat(references(file, 10)).containsExactly("r-ours");
    }
  }

  /** A block copied over another would otherwise show a request under another's sequence. */
  @Test
  void doesNotOpenARefusalUnderAnotherNumber() throws IOException {
    try (RefusalFile file = open(1)) {
      file.write(refusal("r-one", "192.0.2.7", 40));
    }
    overwrite(8, ByteBuffer.allocate(8).putLong(2).array());

    try (RefusalFile file = open(1)) {
      assertThat(file.count()).isZero();
    }
  }

  @Test
  void showsNothingOfARequestOnDisk() throws IOException {
    try (RefusalFile file = open(1)) {
      file.write(refusal("r-aaaa-aaaa", "192.0.2.7", 100));
    }

    String bytes = Files.readString(path, StandardCharsets.ISO_8859_1);
    assertThat(bytes).doesNotContain("hooks", "github", "r-aaaa", "example");
  }

  @Test
  void beginsAnewWhenItsSizeChanges() throws IOException {
    try (RefusalFile file = open(1)) {
      file.write(refusal("r-aaaa-aaaa", "192.0.2.7", 100));
    }

    try (RefusalFile file = RefusalFile.open(path, 2 * BYTES, sealer(1))) {
      assertThat(file.count()).isZero();
      assertThat(Files.size(path)).isEqualTo(2 * BYTES);
    }
  }

  @Test
  void listsByIntegrationAndTimeWithoutBodies() throws IOException {
    try (RefusalFile file = open(1)) {
      file.write(refusal("r-1", "192.0.2.7", 10, "github", T0));
      file.write(refusal("r-2", "192.0.2.7", 10, "stripe", T0.plusSeconds(1)));
      file.write(refusal("r-3", "192.0.2.7", 10, "github", T0.plusSeconds(2)));

      List<Refusal> github =
          file.newest(new Refusals.Filter(Optional.of("github"), Optional.empty()), 10);
      List<Refusal> late =
          file.newest(new Refusals.Filter(Optional.empty(), Optional.of(T0.plusSeconds(1))), 10);

      assertThat(github).map(Refusal::reference).containsExactly("r-3", "r-1");
      assertThat(late).map(Refusal::reference).containsExactly("r-3", "r-2");
      assertThat(github).allSatisfy(it -> assertThat(it.inbound().body().isEmpty()).isTrue());
    }
  }

  private RefusalFile open(int key) throws IOException {
    return RefusalFile.open(path, BYTES, sealer(key));
  }

  private static List<String> references(RefusalFile file, int most) throws IOException {
    return file.newest(Refusals.Filter.all(), most).stream().map(Refusal::reference).toList();
  }

  private void overwrite(long at, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), at);
    }
  }
}
