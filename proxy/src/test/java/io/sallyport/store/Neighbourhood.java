package io.sallyport.store;

import io.sallyport.seal.MasterKey;
import io.sallyport.store.local.LocalFixture;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.shared.NodeName;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real Redis, a node that is alive on it, and one after the other the stores of another: all that
 * is dear to start, for many tests. What the nodes have agreed on outlasts a store; claims do not,
 * as if their time was up.
 */
final class Neighbourhood implements AutoCloseable {
  static final String NAME = "under-test";
  private static final String NEIGHBOUR = "neighbour";

  /** Where an index is opened and closed sooner: what a store loses, it loses by hand. */
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Vertx vertx = Vertx.vertx();
  private final RedisUnderTest redis;
  private final Path folder;
  private final MasterKey master;
  private final RedisWire wire;
  private final NodeUnderTest neighbour;
  private int stores;

  /**
   * Returns when the nodes have agreed on these integrations: on others they do when an event
   * comes, which takes them half a second.
   *
   * @param redis is closed with this
   */
  Neighbourhood(RedisUnderTest redis, List<String> integrations) {
    this.redis = redis;
    try {
      folder =
          Files.isWritable(MEMORY)
              ? Files.createTempDirectory(MEMORY, "sallyport-nodes-")
              : Files.createTempDirectory("sallyport-nodes-");
      master = MasterKey.inDirectory(folder, new SecureRandom());
      Files.createDirectories(folder.resolve(NAME));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    wire = redis.wire(vertx);
    neighbour =
        new NodeUnderTest(
            NEIGHBOUR,
            new NodeName(NEIGHBOUR).number(),
            folder.resolve(NEIGHBOUR),
            vertx,
            master,
            redis.index(wire),
            redis.roster(wire, master),
            Optional.of(redis.estates(wire)),
            (unused, id) -> {
              throw new AssertionError("nothing is sent to it: " + id);
            },
            Duration.ofMinutes(2));
    neighbour.holdsBack.set(true);
    try (NodeFixture first = open()) {
      first.serve(integrations);
    }
  }

  /** A store in which nothing is, on a Redis on which no claim is. */
  NodeFixture open() {
    redis.forgetClaims();
    stores++;
    return new NodeFixture(
        this,
        LocalFixture.among(
            folder.resolve("store-" + stores), vertx, 7, new NodeName(NAME).number()));
  }

  /** Forgets a store that is closed. */
  void clear() {
    clear(folder.resolve("store-" + stores));
  }

  Vertx vertx() {
    return vertx;
  }

  RedisUnderTest redis() {
    return redis;
  }

  MasterKey master() {
    return master;
  }

  /** Of the node under test, whatever its store. */
  Path data() {
    return folder.resolve(NAME);
  }

  @Override
  public void close() {
    neighbour.close();
    wire.close().await();
    redis.close();
    vertx.close().await();
    clear(folder);
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
        // once more
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
