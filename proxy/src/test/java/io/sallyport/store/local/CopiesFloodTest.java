package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a flood of copies of known events does not fill the journal, and is counted")
class CopiesFloodTest {
  private static final int SECONDS = 10;
  private static final int COPIES_A_SECOND = 1_000;

  /** One receipt, and the frame around it. */
  private static final int BYTES_A_SECOND = 128;

  private static final Duration SECOND = Duration.ofSeconds(1);

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
  void ofOneEventOneReceiptASecondIsWritten() {
    AnAdmission event = AnAdmission.to("github").event("e1", "hello");
    store.ledger().admit(event.at(store.now())).await();
    store.tick(SECOND);
    long quiet = written(0, event);

    long flood = written(COPIES_A_SECOND, event);

    assertThat(flood - quiet).isLessThan(SECONDS * BYTES_A_SECOND);
    assertThat(receipts(event, 0)).isEqualTo(1 + SECONDS * COPIES_A_SECOND);
    store.crash();
    assertThat(receipts(event, 0)).isEqualTo(1 + SECONDS * COPIES_A_SECOND);
  }

  /** More than one record takes, and no time passes: none waits for ever, none is lost. */
  @Test
  void ofManyEventsEveryReceiptIsWrittenForAFewBytesEach() {
    List<AnAdmission> batches = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      AnAdmission batch = AnAdmission.to("github");
      for (int j = 0; j < 1_000; j++) {
        batch.event("e" + i + "-" + j, "content of " + i + "-" + j);
      }
      batches.add(batch);
      store.ledger().admit(batch.at(store.now())).await();
    }
    store.tick(SECOND);
    long before = store.bytesWritten();

    for (int copy = 0; copy < 4; copy++) {
      send(batches.stream().map(it -> it.at(store.now())).toList());
    }
    store.tick(SECOND);

    assertThat(store.bytesWritten() - before).isLessThan(4 * 30_000 * 40L);
    store.crash();
    for (AnAdmission batch : batches) {
      assertThat(receipts(batch, 0)).isEqualTo(5);
      assertThat(receipts(batch, 999)).isEqualTo(5);
    }
  }

  private long written(int copiesASecond, AnAdmission event) {
    long before = store.bytesWritten();
    for (int second = 0; second < SECONDS; second++) {
      List<Admission> copies = new ArrayList<>();
      for (int i = 0; i < copiesASecond; i++) {
        copies.add(event.at(store.now()));
      }
      send(copies);
      store.tick(SECOND);
    }
    return store.bytesWritten() - before;
  }

  private void send(List<Admission> copies) {
    List<Future<Placed>> answers = copies.stream().map(store.ledger()::admit).toList();
    for (Future<Placed> answer : answers) {
      assertThat(answer.await()).isInstanceOf(Placed.Kept.class);
      assertThat(((Placed.Kept) answer.result()).places()).allMatch(Place.Known.class::isInstance);
    }
  }

  private long receipts(AnAdmission event, int item) {
    return store.records().find(event.id(item)).await().orElseThrow().receipts();
  }
}
