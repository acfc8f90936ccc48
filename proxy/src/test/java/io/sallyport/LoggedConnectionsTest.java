package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.SaidLines;
import io.sallyport.store.redis.wire.Identity;
import io.sallyport.store.redis.wire.RedisAddress;
import io.sallyport.store.redis.wire.Reply.Failed;
import io.sallyport.store.redis.wire.Trouble;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoggedConnectionsTest {
  private static final RedisAddress REDIS = new RedisAddress("redis.internal", 6379);

  private final LoggedConnections connections = new LoggedConnections();
  private final SaidLines said = new SaidLines(LoggedConnections.class);

  @AfterEach
  void end() {
    said.close();
  }

  private static Identity identity(RedisAddress address) {
    return new Identity(address, "run", "history", 0, true, 0, 0, 0, "noeviction", "7.0.15", false);
  }

  @Test
  void whatHasConnectionsIsSaidOnceHoweverManyThereAre() {
    for (int i = 0; i < 8; i++) {
      connections.connected(identity(REDIS));
    }

    assertThat(said.all())
        .containsExactly("INFO connected redis=redis.internal:6379 version=7.0.15");
  }

  @Test
  void whatGoesAwayIsSaidOnceAndOnceThatItIsBack() {
    connections.connected(identity(REDIS));
    for (int i = 0; i < 8; i++) {
      connections.lost(REDIS, "closed");
      connections.refused(REDIS, new Failed(Trouble.UNREACHABLE, "refused"));
    }
    connections.connected(identity(REDIS));
    connections.connected(identity(REDIS));
    connections.refused(REDIS, new Failed(Trouble.UNREACHABLE, "refused"));

    assertThat(said.all())
        .extracting(it -> it.substring(0, it.indexOf(" redis=")))
        .containsExactly(
            "INFO connected",
            "WARN the connection has ended",
            "INFO connected",
            "WARN no connection can be had: events wait, and it is tried again");
    assertThat(said.all().get(1)).endsWith("why=closed");
    assertThat(said.all().get(3)).endsWith("why=refused");
  }

  @Test
  void eachRedisIsOneOfItsOwn() {
    connections.lost(REDIS, "closed");
    connections.lost(new RedisAddress("redis.internal", 6380), "closed");

    assertThat(said.all()).hasSize(2);
  }

  @Test
  void moreAddressesThanAClusterHasAreNotRemembered() {
    for (int port = 1; port <= 3_000; port++) {
      connections.lost(new RedisAddress("redis.internal", port), "closed");
    }

    assertThat(said.all()).hasSize(1_024);
  }

  @Test
  void whoeverLooksAtMastersHearsOfEachConnection() {
    List<Identity> heard = new ArrayList<>();
    connections.connected(identity(REDIS));
    connections.tell(heard::add);
    connections.connected(identity(REDIS));

    assertThat(heard).containsExactly(identity(REDIS));
  }
}
