package io.sallyport.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {
  private static final String HEX =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
  private static final byte[] BYTES = HexFormat.of().parseHex(HEX);

  @TempDir Path directory;

  @Test
  void readsRawBytesHexAndBase64AsTheSameKey() {
    String expected = MasterKey.of(Secret.of(BYTES)).orElseThrow().digestPrefix();

    assertThat(MasterKey.of(Secret.ofText(HexFormat.of().formatHex(BYTES))))
        .hasValueSatisfying(key -> assertThat(key.digestPrefix()).isEqualTo(expected));
    assertThat(MasterKey.of(Secret.ofText(Base64.getEncoder().encodeToString(BYTES) + "\n")))
        .hasValueSatisfying(key -> assertThat(key.digestPrefix()).isEqualTo(expected));
  }

  /**
   * By Python's hmac: RFC 5869 with the salt "sallyport master key 1" and the info "installation".
   */
  @Test
  void namesTheInstallationByADigestOfItsOwn() {
    MasterKey key = MasterKey.of(Secret.of(BYTES)).orElseThrow();
    MasterKey other =
        MasterKey.of(Secret.ofText("0f".repeat(16) + HEX.substring(32))).orElseThrow();

    assertThat(key.installation()).isEqualTo("71d5902c2d5fe975");
    assertThat(other.installation()).matches("[0-9a-f]{16}").isNotEqualTo(key.installation());
    assertThat(HEX).doesNotContain(key.installation());
  }

  /** By Python's hmac, as above, with the info "common key of assertions". */
  @Test
  void givesAllNodesOneKeyForAPurpose() {
    MasterKey key = MasterKey.of(Secret.of(BYTES)).orElseThrow();

    assertThat(HexFormat.of().formatHex(key.common("key of assertions").unsafeBytes()))
        .isEqualTo("8c6e0ed5b0a0a9b6588e8cb0135c1ce7adaf1973f628f86add0bc4d6b6504c21");
  }

  @Test
  void refusesWhatIsNo32BytesOrPlainlyNotRandom() {
    assertThat(MasterKey.of(Secret.ofText(""))).isEmpty();
    assertThat(MasterKey.of(Secret.ofText("correct horse battery staple"))).isEmpty();
    assertThat(MasterKey.of(Secret.of(new byte[31]))).isEmpty();
    assertThat(MasterKey.of(Secret.of(new byte[32]))).isEmpty();
    assertThat(MasterKey.of(Secret.ofText("a".repeat(32)))).isEmpty();
    assertThat(MasterKey.of(Secret.ofText("00".repeat(32)))).isEmpty();
  }

  @Test
  void makesAKeyOnceThatOnlyItsOwnerMayRead() throws IOException {
    MasterKey first = MasterKey.inDirectory(directory, new SecureRandom());
    MasterKey second = MasterKey.inDirectory(directory, new SecureRandom());

    assertThat(second.digestPrefix()).isEqualTo(first.digestPrefix());
    assertThat(Files.getPosixFilePermissions(directory.resolve("master.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void refusesAFileThatOthersMayRead() throws IOException {
    MasterKey.inDirectory(directory, new SecureRandom());
    Files.setPosixFilePermissions(
        directory.resolve("master.key"), PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> MasterKey.inDirectory(directory, new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0600");
  }

  @Test
  void refusesAFileThatHoldsNoKeyInsteadOfMakingANewOne() throws IOException {
    MasterKey.inDirectory(directory, new SecureRandom());
    Files.writeString(directory.resolve("master.key"), "oops");

    assertThatThrownBy(() -> MasterKey.inDirectory(directory, new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no key");
    assertThat(directory.resolve("master.key")).hasContent("oops");
  }
}
