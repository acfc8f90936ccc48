package io.sallyport.policy.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.compile.Surroundings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PolicyWatchTest {
  private static final String NONE = "verify: {none: test}\ndeliver: \"http://app/%s\"\n";

  @TempDir Path policies;
  @TempDir Path data;

  private final BlockingQueue<PolicySet> published = new LinkedBlockingQueue<>();
  private Vertx vertx;
  private PolicyWatch watch;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    Files.writeString(policies.resolve("acme.yaml"), NONE.formatted("one"));
    PolicyFolder folder =
        new PolicyFolder(
            policies,
            new LastGood(data),
            Surroundings.forCheck(InstantSource.fixed(Instant.parse("2026-05-01T12:00:00Z"))));
    watch = new PolicyWatch(vertx, folder, published::add);
    watch.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    watch.stop();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void publishesWhatItFindsAndWhateverComesAfter() throws Exception {
    assertThat(target(next())).isEqualTo("http://app/one");

    Files.writeString(policies.resolve("acme.yaml"), NONE.formatted("another"));

    assertThat(target(next())).isEqualTo("http://app/another");
  }

  @Test
  void seesAChangeThatMovesNeitherSizeNorTime() throws Exception {
    next();
    Path file = policies.resolve("acme.yaml");
    var time = Files.getLastModifiedTime(file);

    Files.writeString(file, NONE.formatted("two"));
    Files.setLastModifiedTime(file, time);

    assertThat(target(next())).isEqualTo("http://app/two");
  }

  @Test
  void publishesNothingWhenNothingChanged() throws Exception {
    next();

    PolicySet again =
        watch.look().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);

    assertThat(again.policies()).hasSize(1);
    assertThat(published).isEmpty();
  }

  private PolicySet next() throws InterruptedException {
    PolicySet set = published.poll(15, TimeUnit.SECONDS);
    assertThat(set).as("a set within 15 s").isNotNull();
    return set;
  }

  private static String target(PolicySet set) throws IOException {
    return set.policies().get(0).destinations().get(0).to().toString();
  }
}
