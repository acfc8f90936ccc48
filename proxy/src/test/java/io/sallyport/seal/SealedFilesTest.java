package io.sallyport.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedFilesTest {
  private static final byte[] CANARY = "canary-token-0123456789".getBytes(StandardCharsets.UTF_8);

  @TempDir Path data;
  private Path directory;
  private SealedFiles files;

  @BeforeEach
  void start() throws IOException {
    directory = data.resolve("bootstrap");
    files = filesUnder(MasterKey.inDirectory(data, new SecureRandom()));
  }

  private SealedFiles filesUnder(MasterKey master) {
    return new SealedFiles(directory, new Sealer(master, "bootstrap", new SecureRandom()));
  }

  @Test
  void keepsASecretAcrossARestart() throws IOException {
    files.write("asana", CANARY);

    SealedFiles restarted = filesUnder(MasterKey.inDirectory(data, new SecureRandom()));

    assertThat(restarted.names()).containsExactly("asana");
    assertThat(restarted.read("asana"))
        .hasValueSatisfying(secret -> assertThat(secret.matches(CANARY)).isTrue());
    assertThat(restarted.read("notion")).isEmpty();
  }

  @Test
  void row82WritesNothingInClearAndForItsOwnerOnly() throws IOException {
    files.write("asana", CANARY);

    Path file = directory.resolve("asana.sealed");
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("canary");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(directory))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    try (var left = Files.list(directory)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void row82DoesNotOpenAFileThatWasCopiedOverAnother() throws IOException {
    files.write("asana", CANARY);
    files.write("notion", "another secret".getBytes(StandardCharsets.UTF_8));

    Files.copy(
        directory.resolve("asana.sealed"),
        directory.resolve("notion.sealed"),
        StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> files.read("notion"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not open");
  }

  @Test
  void saysThatAnotherMasterKeySealedIt() throws IOException {
    files.write("asana", CANARY);
    Files.delete(data.resolve("master.key"));

    SealedFiles other = filesUnder(MasterKey.inDirectory(data, new SecureRandom()));

    assertThatThrownBy(() -> other.read("asana")).hasMessageContaining("another master key");
  }

  @Test
  void replacesAndDeletes() throws IOException {
    files.write("asana", CANARY);
    files.write("asana", "second".getBytes(StandardCharsets.UTF_8));
    assertThat(files.read("asana"))
        .hasValueSatisfying(
            secret ->
                assertThat(secret.matches("second".getBytes(StandardCharsets.UTF_8))).isTrue());

    files.delete("asana");
    files.delete("asana");

    assertThat(files.read("asana")).isEmpty();
    assertThat(files.names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "../x", "a/b", "a\\b", ".hidden", "a..b", "a\0b", "ä"})
  void takesNoNameThatCouldLeaveTheDirectory(String name) {
    assertThatThrownBy(() -> files.write(name, CANARY))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
