package io.sallyport.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretResolverTest {
  @TempDir Path base;
  private final RecordedEvents events = new RecordedEvents();
  private Vertx vertx;
  private SecretFiles files;
  private SecretResolver resolver;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    files = new SecretFiles(vertx, events);
    resolver = new SecretResolver(Map.of("SET", "from-env", "EMPTY", ""), files, Optional.empty());
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private SecretValue value(String text) throws SecretFault {
    return resolver.resolve(SecretText.parse(text), base).await();
  }

  private static String text(SecretValue value) {
    return new String(value.current().unsafeBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void resolvesVariablesDefaultsLiteralsAndMixtures() throws SecretFault {
    assertThat(text(value("${env:SET}"))).isEqualTo("from-env");
    assertThat(text(value("${env:UNSET:-default}"))).isEqualTo("default");
    assertThat(text(value("${env:EMPTY:-default}"))).isEqualTo("default");
    assertThat(text(value("${env:SET:-default}"))).isEqualTo("from-env");
    assertThat(text(value("a $$ ${env:SET}!"))).isEqualTo("a $ from-env!");
    assertThat(text(value(""))).isEmpty();
  }

  @Test
  void saysWhichVariableIsNotSet() {
    assertThatThrownBy(() -> value("${env:UNSET}"))
        .hasMessage("environment variable UNSET is not set");
    assertThatThrownBy(() -> value("x${env:EMPTY}"))
        .hasMessage("environment variable EMPTY is not set");
  }

  @Test
  void saysThatVaultIsNotConfigured() {
    assertThatThrownBy(() -> value("${vault:secret/a#b}"))
        .hasMessageContaining("needs a vault: section");
  }

  @Test
  void readsAFileWithoutOneFinalNewline() throws Exception {
    for (String[] pair :
        new String[][] {
          {"secret", "secret"},
          {"secret\n", "secret"},
          {"secret\r\n", "secret"},
          {"secret\n\n", "secret\n"},
          {" secret ", " secret "},
          {"a\nb\n", "a\nb"},
        }) {
      Path file = Files.createTempFile(base, "s", "");
      Files.writeString(file, pair[0]);
      assertThat(text(value("${file:" + file.getFileName() + "}"))).isEqualTo(pair[1]);
    }
  }

  @Test
  void saysWhyAFileCannotBeRead() throws IOException {
    Files.writeString(base.resolve("empty"), "\n");
    Files.write(base.resolve("long"), new byte[64 * 1024 + 1]);

    assertThatThrownBy(() -> value("${file:nowhere}"))
        .hasMessage("file " + base.resolve("nowhere") + " does not exist");
    assertThatThrownBy(() -> value("${file:empty}")).hasMessageEndingWith("is empty");
    assertThatThrownBy(() -> value("${file:long}")).hasMessageEndingWith("is longer than 64 KiB");
    assertThatThrownBy(() -> value("${file:.}")).hasMessageContaining("cannot be read");
  }

  @Test
  void usesAChangedFileEvenIfItsTimeAndSizeAreTheSame() throws Exception {
    Path file = base.resolve("key");
    Files.writeString(file, "old-key\n");
    FileTime time = Files.getLastModifiedTime(file);
    SecretValue value = value("${file:key}");
    SecretValue mixed = value("pre-${file:key}");
    Secret before = value.current();
    files.checkNow().await();
    assertThat(value.current()).as("the same object while it is the same").isSameAs(before);
    assertThat(mixed.current()).isSameAs(mixed.current());

    Files.writeString(base.resolve("next"), "new-key\n");
    Files.setLastModifiedTime(base.resolve("next"), time);
    Files.move(base.resolve("next"), file, StandardCopyOption.REPLACE_EXISTING);
    files.checkNow().await();

    assertThat(text(value)).isEqualTo("new-key");
    assertThat(text(mixed)).isEqualTo("pre-new-key");
    assertThat(events.heard).containsExactly("changed ${file:" + file + "}");
  }

  @Test
  void keepsTheLastGoodValueOfAFileThatIsGoneOrTruncatedAndSaysSoOnce() throws Exception {
    Path file = base.resolve("key");
    Files.writeString(file, "good");
    SecretValue value = value("${file:key}");

    Files.writeString(file, "");
    files.checkNow().await();
    Files.delete(file);
    files.checkNow().await();
    assertThat(text(value)).isEqualTo("good");
    Files.writeString(file, "better");
    files.checkNow().await();

    assertThat(text(value)).isEqualTo("better");
    assertThat(events.heard)
        .containsExactly(
            "unreadable ${file:" + file + "}: file " + file + " is empty",
            "readable ${file:" + file + "}",
            "changed ${file:" + file + "}");
  }

  @Test
  void watchesAFileOnceForAllWhoUseIt() throws Exception {
    Files.writeString(base.resolve("key"), "good");

    assertThat(value("${file:key}")).isSameAs(value("${file:./key}"));
    Files.writeString(base.resolve("other"), "good");
    List<Future<SecretValue>> atOnce = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      atOnce.add(resolver.resolve(SecretText.parse("${file:other}"), base));
    }
    Future.all(atOnce).await();
    assertThat(atOnce.stream().map(Future::result).distinct()).hasSize(1);
  }
}
