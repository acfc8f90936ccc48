package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Records.Filter;
import io.sallyport.admit.Records.Page;
import io.sallyport.admit.Records.Recorded;
import io.sallyport.admit.Standing;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("threats row 65: a flood of held events hides the one that matters")
class QuarantineFloodTest {
  private static final int FLOOD = 10_000;
  private static final int AT_ONCE = 500;

  private Vertx vertx;
  private LocalFixture store;

  @BeforeEach
  void start(@TempDir Path folder) {
    vertx = Vertx.vertx();
    store = new LocalFixture(folder, vertx, 7);
  }

  @AfterEach
  void stop() {
    store.close();
    vertx.close().await();
  }

  @Test
  void theOneIsFoundByItsAccountAndByItsAge() {
    EventId real = hold("real", "acme");
    store.clock().advance(Duration.ofSeconds(1));
    List<Future<Placed>> flood = new ArrayList<>();
    for (int i = 0; i < FLOOD; i++) {
      flood.add(store.ledger().admit(held("flood-" + i, "stranger-" + i)));
      if (flood.size() == AT_ONCE) {
        Future.all(flood).await();
        flood.clear();
      }
    }

    Filter byAccount =
        new Filter(
            Optional.empty(),
            Optional.of("acme"),
            Optional.empty(),
            Optional.of(Reason.REPLAY_CONFLICT),
            EnumSet.of(Standing.HELD),
            Optional.empty(),
            Optional.empty());
    assertThat(all(byAccount)).extracting(Recorded::id).containsExactly(real);
    assertThat(store.held().open(10).await())
        .as("oldest first")
        .first()
        .extracting(HeldItem::eventId)
        .isEqualTo(real.value());
    assertThat(store.records().stats().await().held()).isEqualTo(FLOOD + 1);
  }

  private EventId hold(String name, String account) {
    store.ledger().admit(held(name, account)).await();
    return AnAdmission.to("github").event(name, name).id();
  }

  private Admission held(String name, String account) {
    return AnAdmission.to("github")
        .event(name, name)
        .of(account)
        .held(Reason.REPLAY_CONFLICT)
        .at(store.clock().instant());
  }

  /** A part may be short, or empty, and still not be the last. */
  private List<Recorded> all(Filter filter) {
    List<Recorded> found = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page page = store.records().list(filter, cursor, 100).await();
      found.addAll(page.events());
      cursor = page.next();
    } while (cursor.isPresent());
    return found;
  }
}
