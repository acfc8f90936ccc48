package io.sallyport.store.local;

import io.sallyport.admit.HoldingsFixture;
import io.sallyport.admit.HoldingsModelTest;
import io.sallyport.admit.HoldingsStep;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random walks of one node of many on a journal and an index. */
class LocalHoldingsModelTest extends HoldingsModelTest {
  /** A store that has seen much is as good as a new one, and sooner there. */
  private static final int WALKS_PER_STORE = 10;

  /** Where an index is opened and closed sooner: what this test loses, it loses by hand. */
  private static final Path MEMORY = Path.of("/dev/shm");

  private static Vertx vertx;
  private static Path folder;
  private static Optional<LocalFixture> store = Optional.empty();
  private static int walks;

  @BeforeContainer
  static void start() throws IOException {
    vertx = Vertx.vertx();
    folder =
        Files.isWritable(MEMORY)
            ? Files.createTempDirectory(MEMORY, "sallyport-holdings-")
            : Files.createTempDirectory("sallyport-holdings-");
  }

  @AfterContainer
  static void stop() throws IOException {
    close();
    vertx.close().await();
    Files.deleteIfExists(folder);
  }

  @Override
  protected HoldingsFixture open() {
    if (store.isEmpty()) {
      walks = 0;
      store =
          Optional.of(
              new LocalFixture(folder.resolve("store"), vertx, 7).ofMany(HoldingsFixture.NODE));
    }
    return store.get();
  }

  @Override
  protected void close(HoldingsFixture used, boolean failed) {
    walks++;
    if (failed || walks == WALKS_PER_STORE) {
      close();
    }
  }

  @Property(tries = 500, shrinking = ShrinkingMode.BOUNDED)
  void keepsWhatTheModelKeeps(@ForAll("walks") List<HoldingsStep> steps) {
    walk(steps);
  }

  @Property(tries = 50_000, shrinking = ShrinkingMode.BOUNDED)
  @Tag("long")
  void doesSoForLong(@ForAll("walks") List<HoldingsStep> steps) {
    walk(steps);
  }

  private static void close() {
    store.ifPresent(LocalFixture::close);
    store = Optional.empty();
    Path used = folder.resolve("store");
    if (Files.exists(used)) {
      clear(used);
    }
  }

  /** The index's own threads may put a last line into their log meanwhile. */
  private static void clear(Path used) {
    for (int i = 0; i < 3 && Files.exists(used); i++) {
      try (Stream<Path> walk = Files.walk(used)) {
        List<Path> files = walk.sorted((a, b) -> b.compareTo(a)).toList();
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      } catch (DirectoryNotEmptyException | UncheckedIOException busy) {
        // once more: the index may put a last line into its log meanwhile
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
