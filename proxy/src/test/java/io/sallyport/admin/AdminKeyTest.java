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
}
