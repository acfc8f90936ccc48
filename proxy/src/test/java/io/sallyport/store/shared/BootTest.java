package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tells one process of a folder from the next one, and from one of a copy. */
class BootTest {
  private final Random random = new Random(7);

  /** The original may be alive. */
  @Test
  void aCopyOfItsDataHasNoPredecessor(@TempDir Path data, @TempDir Path copy) throws IOException {
    Path kernel = machine(data, "a");
    Boot.open(data, kernel, random);
    Files.copy(data.resolve(Boot.FILE), copy.resolve(Boot.FILE));

    assertThat(Boot.open(copy, kernel, random).predecessor()).isEmpty();
  }

  /** The roots of two volumes have one inode, and as a rule one device number. */
  @Test
  void aCopyOnAnotherMachineHasNoPredecessorThoughItsPlaceIsTheSame(@TempDir Path data)
      throws IOException {
    Boot.open(data, machine(data, "a"), random);

    assertThat(Boot.open(data, machine(data, "b"), random).predecessor()).isEmpty();
  }

  @Test
  void whereNothingTellsOneMachineFromAnotherThereIsNoPredecessor(@TempDir Path data)
      throws IOException {
    Path none = data.resolve("none");
    Boot.open(data, none, random);

    assertThat(Boot.open(data, none, random).predecessor()).isEmpty();
    Path strange = Files.writeString(data.resolve("strange"), "\n");
    Boot.open(data, strange, random);
    assertThat(Boot.open(data, strange, random).predecessor()).isEmpty();
  }

  /** As Linux says it. */
  static Path machine(Path folder, String digit) throws IOException {
    String id = "00000000-0000-4000-8000-00000000000" + digit;
    return Files.writeString(folder.resolve("boot_id"), id + "\n");
  }

  @Test
  void noTwoBootsAreCalledTheSame() {
    assertThat(Boot.random(random).id()).matches("[0-9a-f]{32}");
    assertThat(Boot.random(random)).isNotEqualTo(Boot.random(random));
  }
}
