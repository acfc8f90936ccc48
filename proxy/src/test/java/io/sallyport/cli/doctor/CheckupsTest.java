package io.sallyport.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sallyport.admin.AdminKey;
import io.sallyport.admit.Adoption;
import io.sallyport.cli.doctor.Diagnosis.Level;
import io.sallyport.config.Configuration;
import io.sallyport.config.Configuration.Tls;
import io.sallyport.config.ConfigurationLoader;
import io.sallyport.store.local.Origin;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckupsTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  @TempDir Path folder;

  @Test
  void aPlainJavaWithARightClockIsFine() {
    List<Diagnosis> found = new JavaCheckup(17, List.of("-Xmx1g"), NOW, NOW).examine();

    assertThat(found).extracting(Diagnosis::level).containsOnly(Level.OK);
  }

  @Test
  void aNewJavaIsToldHowToStayFast() {
    assertThat(java(25)).extracting(Diagnosis::level).contains(Level.WARN);
    assertThat(java(25, "--sun-misc-unsafe-memory-access=allow"))
        .extracting(Diagnosis::level)
        .containsOnly(Level.OK);
  }

  @Test
  void optionsThatWriteSecretsOutAreNamed() {
    assertThat(java(17, "-XX:+HeapDumpOnOutOfMemoryError"))
        .anyMatch(it -> it.level() == Level.WARN && it.sentence().contains("secret"));
    assertThat(java(17, "-agentlib:jdwp=transport=dt_socket,server=y"))
        .anyMatch(it -> it.level() == Level.FAIL && it.sentence().contains("debugger"));
  }

  @Test
  void aClockBeforeTheBuildFails() {
    List<Diagnosis> found = new JavaCheckup(17, List.of(), NOW, NOW.minusSeconds(1)).examine();

    assertThat(found)
        .extracting(Diagnosis::subject, Diagnosis::level)
        .contains(tuple("clock", Level.FAIL));
  }

  @Test
  void aDataFolderThatIsYetToBeMadeIsFine() {
    List<Diagnosis> found = data(folder.resolve("data"), "ext4", 10L << 30);

    assertThat(found).extracting(Diagnosis::level).containsOnly(Level.OK);
  }

  @Test
  void aDataFolderThatForgetsIsNoted() {
    assertThat(data(folder, "overlay", 10L << 30))
        .anyMatch(it -> it.level() == Level.WARN && it.sentence().contains("overlay"));
    assertThat(data(folder, "tmpfs", 10L << 30))
        .anyMatch(it -> it.level() == Level.WARN && it.sentence().contains("tmpfs"));
  }

  @Test
  void aFullDiskFailsBeforeItIsFull() {
    assertThat(data(folder, "ext4", 1L << 30)).allMatch(it -> it.level() == Level.OK);
    assertThat(data(folder, "ext4", (1L << 30) - 1)).anyMatch(it -> it.level() == Level.WARN);
    assertThat(data(folder, "ext4", (100L << 20) - 1)).anyMatch(it -> it.level() == Level.FAIL);
  }

  @Test
  void aFolderOrKeyThatOthersMayTouchFailsWithTheCommandThatMendsIt() throws IOException {
    AdminKey.openOrCreate(folder, new SecureRandom());
    assertThat(data(folder, "ext4", 10L << 30)).allMatch(it -> it.level() == Level.OK);

    Path key = folder.resolve(AdminKey.FILE);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(data(folder, "ext4", 10L << 30))
        .filteredOn(it -> it.level() == Level.FAIL)
        .extracting(Diagnosis::remedy)
        .containsExactly("chmod 700 " + folder, "chmod 600 " + key);
  }

  @Test
  void aGeneratedMasterKeyIsSaidToMeanSomething() {
    assertThat(new DataCheckup(folder, false, disk("ext4", 10L << 30)).examine())
        .filteredOn(it -> it.subject().equals("master key"))
        .singleElement()
        .satisfies(it -> assertThat(it.level()).isEqualTo(Level.WARN))
        .satisfies(it -> assertThat(it.sentence()).contains("whoever has the folder"));
  }

  @Test
  void aFolderOfItsOwnIsNoRestoredCopy() throws IOException {
    Origin.own(folder, new SecureRandom());
    Files.writeString(Files.createDirectory(folder.resolve("journal")).resolve("1"), "x");

    assertThat(restored(NOW)).isEmpty();
    assertThat(new AdoptionCheckup(folder.resolve("none"), Map.of(), NOW).examine()).isEmpty();
  }

  @Test
  void aCopyThatNobodyHasAdoptedFails() throws IOException {
    Files.writeString(Files.createDirectory(folder.resolve("journal")).resolve("1"), "x");

    assertThat(restored(NOW))
        .singleElement()
        .satisfies(it -> assertThat(it.level()).isEqualTo(Level.FAIL))
        .satisfies(it -> assertThat(it.remedy()).contains("sallyport store adopt"));
  }

  @Test
  void anAdoptedCopySaysWhatIsHeldAndUntilWhen() throws IOException {
    adopt(Optional.empty());

    assertThat(restored(NOW))
        .singleElement()
        .satisfies(it -> assertThat(it.level()).isEqualTo(Level.WARN))
        .satisfies(
            it ->
                assertThat(it.sentence())
                    .contains("stopped at 2026-05-01T12:00:00Z", "held as store.restored until")
                    .endsWith("2026-05-08T12:00:00Z (acme), 2026-05-31T12:00:00Z (shop)"));
    assertThat(restored(NOW.plus(Duration.ofDays(7))))
        .singleElement()
        .satisfies(it -> assertThat(it.sentence()).doesNotContain("acme").contains("(shop)"));
  }

  @Test
  void anAdoptedCopyWhoseTimeIsUpIsFine() throws IOException {
    adopt(Optional.of(NOW.plusSeconds(60)));

    assertThat(restored(NOW.plusSeconds(59)))
        .singleElement()
        .satisfies(it -> assertThat(it.level()).isEqualTo(Level.WARN))
        .satisfies(it -> assertThat(it.sentence()).endsWith("until 2026-05-01T12:01:00Z"));
    assertThat(restored(NOW.plusSeconds(60)))
        .singleElement()
        .satisfies(it -> assertThat(it.level()).isEqualTo(Level.OK));
  }

  @Test
  void aMarkThatCannotBeReadFails() throws IOException {
    Origin.own(folder, new SecureRandom());
    Files.writeString(folder.resolve(Origin.ADOPTION_FILE), "{");

    assertThat(restored(NOW)).extracting(Diagnosis::level).containsExactly(Level.FAIL);
  }

  private void adopt(Optional<Instant> until) throws IOException {
    Origin.adopt(folder, new Adoption(NOW, until), Optional.empty(), NOW, new SecureRandom());
  }

  private List<Diagnosis> restored(Instant now) {
    return new AdoptionCheckup(
            folder, Map.of("acme", Duration.ofDays(7), "shop", Duration.ofDays(30)), now)
        .examine();
  }

  @Test
  void aCertificateIsJudgedByItsEnd() throws Exception {
    Path certificate = newCertificate();
    Path key = Files.writeString(folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Tls tls = new Tls(certificate, key, Optional.empty());

    assertThat(new TlsCheckup(tls, Instant.now()).examine())
        .extracting(Diagnosis::level)
        .containsOnly(Level.OK);
    assertThat(new TlsCheckup(tls, Instant.now().plus(Duration.ofDays(80))).examine())
        .extracting(Diagnosis::level)
        .contains(Level.WARN);
    assertThat(new TlsCheckup(tls, Instant.now().plus(Duration.ofDays(91))).examine())
        .extracting(Diagnosis::level)
        .contains(Level.FAIL);
  }

  @Test
  void filesThatHoldNoCertificateOrKeyFail() throws IOException {
    Path nothing = Files.writeString(folder.resolve("nothing.pem"), "nothing");
    Tls tls = new Tls(nothing, nothing, Optional.empty());

    assertThat(new TlsCheckup(tls, NOW).examine())
        .extracting(Diagnosis::level)
        .containsExactly(Level.FAIL, Level.FAIL);
  }

  @Test
  void aTakenPortFailsAndARunningServerIsRecognised() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(listeners(taken.getLocalPort(), 0))
          .anyMatch(it -> it.level() == Level.FAIL && it.subject().equals("ingress"));
    }
    Vertx vertx = Vertx.vertx();
    try {
      int status =
          vertx
              .createHttpServer()
              .requestHandler(request -> request.response().end("ok\n"))
              .listen(0, "127.0.0.1")
              .await()
              .actualPort();

      assertThat(listeners(0, status))
          .anyMatch(it -> it.subject().equals("server") && it.sentence().startsWith("runs"))
          .noneMatch(it -> it.level() == Level.FAIL);
    } finally {
      vertx.close().await();
    }
  }

  private static List<Diagnosis> listeners(int ingress, int status) {
    Configuration configuration =
        ConfigurationLoader.load(
                Optional.empty(),
                Map.of(
                    "SALLYPORT_INGRESS_LISTEN", "127.0.0.1:" + ingress,
                    "SALLYPORT_ADMIN_LISTEN", "127.0.0.1:0",
                    "SALLYPORT_STATUS_LISTEN", "127.0.0.1:" + status))
            .configuration()
            .orElseThrow();
    return new ListenerCheckup(configuration).examine();
  }

  private static List<Diagnosis> java(int release, String... options) {
    return new JavaCheckup(release, List.of(options), NOW, NOW).examine();
  }

  private static List<Diagnosis> data(Path folder, String type, long freeBytes) {
    return new DataCheckup(folder, true, disk(type, freeBytes)).examine();
  }

  private static DiskLook disk(String type, long freeBytes) {
    return new DiskLook() {
      @Override
      public String typeOf(Path folder) {
        return type;
      }

      @Override
      public long freeBytesOf(Path folder) {
        return freeBytes;
      }
    };
  }

  /** Ninety days, by the JDK's own keytool. */
  private Path newCertificate() throws IOException, InterruptedException {
    Path store = folder.resolve("store.p12");
    Path certificate = folder.resolve("certificate.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "a",
        "-keyalg",
        "EC",
        "-dname",
        "CN=hooks.example.com",
        "-validity",
        "90",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "a",
        "-file",
        certificate.toString(),
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit");
    return certificate;
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
