package io.sallyport.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminKeyTest {
  @TempDir private Path data;

  @Test
  void makesAKeyThatOnlyItsOwnerMayRead() throws IOException {
    AdminKey key = AdminKey.openOrCreate(data, new SecureRandom());

    Path file = data.resolve("admin.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(key.admits(Files.readString(file).strip())).isTrue();
  }

  @Test
  void keepsTheKeyAtTheNextStart() throws IOException {
    AdminKey first = AdminKey.openOrCreate(data, new SecureRandom());
    AdminKey second = AdminKey.openOrCreate(data, new SecureRandom());

    assertThat(second.admits(first.bearer())).isTrue();
  }

  @Test
  void admitsNothingElse() throws IOException {
    AdminKey key = AdminKey.openOrCreate(data, new SecureRandom());

    assertThat(key.admits("")).isFalse();
    assertThat(key.admits(key.bearer() + "x")).isFalse();
    assertThat(key.admits(key.bearer().substring(1))).isFalse();
  }

  @Test
  void refusesAFileThatOthersMayRead() throws IOException {
    AdminKey.openOrCreate(data, new SecureRandom());
    Path file = data.resolve("admin.key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> AdminKey.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 600");
  }

  /** A link in somebody else's folder leads to any file of whoever gives a command there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hvs.CAESIJlWh4JZqYwZ0m5Xw1Zq3sGvD0n2n6rT8yPq4uE1aK9m",
        "sak_ssword for the bank, and for all the others, too",
        "sak_tooshort",
        ""
      })
  void refusesAFileThatHoldsAnotherSecret(String secret) throws IOException {
    Path file = data.resolve("other");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, secret + "\n");

    assertThatThrownBy(() -> AdminKey.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no admin key");
  }
}
