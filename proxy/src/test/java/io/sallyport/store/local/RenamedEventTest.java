package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Place;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.admit.Turn;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was signed is known under whatever name it comes: names may be made otherwise by then. */
class RenamedEventTest {
  private static final AnAdmission FIRST = AnAdmission.to("acme").event("e1", "hello").signing("1");
  private static final AnAdmission RENAMED =
      AnAdmission.to("acme").event("renamed", "hello").signing("1");

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private LocalFixture store;

  @BeforeEach
  void open() {
    store = new LocalFixture(folder, vertx, 7);
  }

  @AfterEach
  void close() {
    store.close();
    vertx.close().await();
  }

  @Test
  void whatIsQueuedIsKnownByThem() {
    store.ledger().admit(FIRST.at(store.now())).await();

    assertKnown();
  }

  @Test
  void whatIsHeldIsKnownByThem() {
    AnAdmission held = AnAdmission.to("acme").event("e1", "hello").signing("1");
    store.ledger().admit(held.held(Reason.CLOCK_SET_BACK).at(store.now())).await();

    assertKnown();
  }

  @Test
  void whatTheUpstreamHasAnsweredIsKnownByThem() {
    Turn.Go go = (Turn.Go) begin(FIRST);
    store
        .ledger()
        .settle(go, new Ending.Answered(new StoredAnswer(200, "", RawBody.empty())))
        .await();

    assertKnown();
  }

  @Test
  void whatIsHeldBeforeTheUpstreamHasItIsKnownByThem() {
    AnAdmission held = AnAdmission.to("acme").event("e1", "hello").signing("1");
    begin(held.held(Reason.CLOCK_SET_BACK));

    assertKnown();
  }

  private Turn begin(AnAdmission event) {
    return store.ledger().begin(event.at(store.now())).await();
  }

  private void assertKnown() {
    store.crash();

    Place place = ((Turn.Has) begin(RENAMED)).place();
    assertThat(((Place.Held) place).reason()).isEqualTo(Reason.REPLAY_SIGNATURE_REUSED);
  }
}
