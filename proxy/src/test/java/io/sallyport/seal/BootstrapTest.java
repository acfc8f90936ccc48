package io.sallyport.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.fixture.SettableClock;
import io.sallyport.seal.Bootstrap.Offer;
import io.sallyport.secret.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapTest {
  private static final Secret FIRST = Secret.ofText("first-secret-0123456789");
  private static final Secret SECOND = Secret.ofText("second-secret-0123456789");

  @TempDir Path data;
  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  private final List<BootstrapEvent> events = Collections.synchronizedList(new ArrayList<>());
  private Vertx vertx;
  private Bootstrap bootstrap;

  @BeforeEach
  void start() throws IOException {
    vertx = Vertx.vertx();
    bootstrap = load();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private Bootstrap load() throws IOException {
    MasterKey master = MasterKey.inDirectory(data, new SecureRandom());
    Sealer sealer = new Sealer(master, "bootstrap", new SecureRandom());
    SealedFiles files = new SealedFiles(data.resolve("bootstrap"), sealer);
    return Bootstrap.load(vertx, files, clock, events::add).await();
  }

  private Offer offer(String tenant, Secret secret) {
    return bootstrap.offer("asana", tenant, secret).await();
  }

  private boolean holds(String tenant, Secret secret) {
    return bootstrap
        .secret("asana", tenant)
        .filter(known -> known.matches(secret.unsafeBytes()))
        .isPresent();
  }

  @Test
  void isClosedByDefault() {
    assertThat(offer("", FIRST)).isEqualTo(Offer.CLOSED);
    assertThat(bootstrap.secret("asana", "")).isEmpty();
    assertThat(bootstrap.openUntil("asana")).isEmpty();
  }

  @Test
  void takesTheFirstSecretWhileItIsOpenAndCloses() {
    Instant until = bootstrap.open("asana", Duration.ofMinutes(10));
    assertThat(bootstrap.openUntil("asana")).contains(until);

    assertThat(offer("", FIRST)).isEqualTo(Offer.TAKEN);
    assertThat(offer("", SECOND)).isEqualTo(Offer.CLOSED);

    assertThat(holds("", FIRST)).isTrue();
    assertThat(bootstrap.openUntil("asana")).isEmpty();
    assertThat(events)
        .containsExactly(
            new BootstrapEvent.Opened("asana", until),
            new BootstrapEvent.Delivered("asana", "", FIRST.digestPrefix()));
  }

  @Test
  void opensOneIntegrationOnly() {
    bootstrap.open("notion", Duration.ofMinutes(10));

    assertThat(offer("", FIRST)).isEqualTo(Offer.CLOSED);
  }

  @Test
  void takesTheSameSecretAgainWhileTheWindowLasts() {
    bootstrap.open("asana", Duration.ofMinutes(10));
    offer("", FIRST);

    assertThat(offer("", FIRST)).as("the answer was lost").isEqualTo(Offer.TAKEN);
    clock.advance(Duration.ofMinutes(10));
    assertThat(offer("", FIRST)).isEqualTo(Offer.CLOSED);
  }

  @Test
  void closesByTimeAndByHand() {
    bootstrap.open("asana", Duration.ofMinutes(10));
    clock.advance(Duration.ofMinutes(10));
    assertThat(offer("", FIRST)).isEqualTo(Offer.CLOSED);

    bootstrap.open("asana", Duration.ofMinutes(10));
    clock.advance(Duration.ofMinutes(10).minusNanos(1));
    bootstrap.close("asana");
    assertThat(offer("", FIRST)).isEqualTo(Offer.CLOSED);

    bootstrap.open("asana", Duration.ofMinutes(10));
    clock.advance(Duration.ofMinutes(10).minusNanos(1));
    assertThat(offer("", FIRST)).isEqualTo(Offer.TAKEN);
  }

  @Test
  void takesEachTenantsFirstSecretWhileItIsOpen() {
    bootstrap.open("asana", Duration.ofMinutes(10));

    assertThat(offer("tenant/1", FIRST)).isEqualTo(Offer.TAKEN);
    assertThat(offer("tenant/2", SECOND)).isEqualTo(Offer.TAKEN);
    assertThat(offer("tenant/1", SECOND)).isEqualTo(Offer.CLOSED);

    assertThat(holds("tenant/1", FIRST)).isTrue();
    assertThat(holds("tenant/2", SECOND)).isTrue();
    assertThat(bootstrap.secret("asana", "")).isEmpty();
  }

  @Test
  void keepsWhatWasDeliveredAcrossARestartAndIsClosedThen() throws IOException {
    bootstrap.open("asana", Duration.ofMinutes(10));
    offer("tenant/1", FIRST);

    bootstrap = load();

    assertThat(holds("tenant/1", FIRST)).isTrue();
    assertThat(offer("tenant/2", SECOND)).isEqualTo(Offer.CLOSED);
    try (var files = Files.walk(data)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                      .doesNotContain("first-secret"));
    }
  }

  /** What docs tell to do where several nodes stand behind one address. */
  @Test
  void isOpenedByAnotherNodeWithTheSameMasterKeyThatHasACopyOfTheFolder(@TempDir Path other)
      throws IOException {
    bootstrap.open("asana", Duration.ofMinutes(10));
    offer("tenant/1", FIRST);

    Files.copy(data.resolve(MasterKey.FILE_NAME), other.resolve(MasterKey.FILE_NAME));
    Files.createDirectory(other.resolve("bootstrap"));
    try (var files = Files.list(data.resolve("bootstrap"))) {
      for (Path file : files.toList()) {
        Files.copy(file, other.resolve("bootstrap").resolve(file.getFileName()));
      }
    }
    data = other;
    bootstrap = load();

    assertThat(holds("tenant/1", FIRST)).isTrue();
  }

  @Test
  void letsAnOperatorReplaceASecretByOpeningAgain() {
    bootstrap.open("asana", Duration.ofMinutes(10));
    offer("", FIRST);

    bootstrap.open("asana", Duration.ofMinutes(10));

    assertThat(offer("", SECOND)).isEqualTo(Offer.TAKEN);
    assertThat(holds("", SECOND)).isTrue();
  }

  @Test
  void takesOnlyOneOfManyAtOnce() {
    bootstrap.open("asana", Duration.ofMinutes(10));
    List<Future<Offer>> offers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      offers.add(bootstrap.offer("asana", "", Secret.ofText("secret-number-" + (100_000 + i))));
    }
    Future.join(offers).await();

    assertThat(offers.stream().map(Future::result)).containsOnlyOnce(Offer.TAKEN);
  }

  @Test
  void takesNoSecretThatIsTooShortOrTooLong() {
    bootstrap.open("asana", Duration.ofMinutes(10));

    assertThat(offer("", Secret.ofText("x".repeat(15)))).isEqualTo(Offer.UNFIT);
    assertThat(offer("", Secret.ofText("x".repeat(4_097)))).isEqualTo(Offer.UNFIT);
    assertThat(offer("", Secret.ofText("x".repeat(16)))).isEqualTo(Offer.TAKEN);
  }

  @Test
  void staysOpenWhenTheSecretCouldNotBeSealed() throws IOException {
    Files.writeString(data.resolve("bootstrap"), "a file where the directory should be");
    bootstrap.open("asana", Duration.ofMinutes(10));

    Future<Offer> failed = bootstrap.offer("asana", "", FIRST);
    assertThatThrownBy(failed::await).hasStackTraceContaining("bootstrap");
    assertThat(bootstrap.secret("asana", "")).isEmpty();

    Files.delete(data.resolve("bootstrap"));
    assertThat(offer("", FIRST)).isEqualTo(Offer.TAKEN);
  }

  @Test
  void opensForMoreThanNothingAndAtMostAnHour() {
    bootstrap.open("asana", Duration.ofHours(1));
    for (Duration wrong :
        List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofHours(1).plusNanos(1))) {
      assertThatThrownBy(() -> bootstrap.open("asana", wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
