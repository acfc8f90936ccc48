package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    assertThat(file).hasContent("7277000000000123 7276000000000456");
    assertThat(folder.toFile().list()).containsExactly("met");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1 ", "-1 0", "1 2 3", "01 2", "a b", "1234567890123456789 0"})
  void whatIsSomethingElseIsRefusedByName(String text) throws IOException {
    Files.writeString(file, text);

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("met does not say where this node has met the others");
  }

  @Test
  void whatCannotBeWrittenIsNotNoted() throws IOException {
    MetFile met = open();
    Files.createDirectories(file.resolve("in the way"));

    assertThatThrownBy(() -> met.note(MET).await()).hasMessageContaining("met cannot be written");

    assertThat(met.last()).isEqualTo(Met.NEVER);
  }
}
