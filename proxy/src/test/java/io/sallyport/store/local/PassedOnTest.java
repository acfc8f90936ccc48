package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Records.Order;
import io.sallyport.fixture.Events;
import io.sallyport.journal.Journal;
import io.sallyport.journal.MemoryDisk;
import io.sallyport.journal.Position;
import io.sallyport.quarantine.item.Decision;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.quarantine.item.ItemState.Rejected;
import io.sallyport.quarantine.item.ItemState.Released;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.webhook.EventId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("by which node an order came is written with it")
class PassedOnTest {
  private static final EventId ID = Events.id("held");
  private static final String DIGEST = "0".repeat(64);
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  @TempDir private Path folder;

  @Test
  void withADecisionHoweverItIsReadAgain() {
    Decision here = new Decision("ada", "genuine", DIGEST, NOW);
    Decision passedOn = new Decision("ada", "genuine", DIGEST, NOW, Optional.of("web-1"));

    for (ItemState state :
        List.of(
            new Released(here),
            new Rejected(here),
            new Released(passedOn),
            new Rejected(passedOn))) {
      assertThat(Case.inMillis(state)).isEqualTo(state);
    }
  }

  @Test
  void withAnOrderBelowItsSeal() throws IOException {
    Vertx vertx = Vertx.vertx();
    SecureRandom random = new SecureRandom();
    RecordSealer sealer =
        new RecordSealer(MasterKey.inDirectory(folder, random), "journal", random);
    Journal journal =
        Journal.open(
            new MemoryDisk(),
            new Journal.Settings(1 << 20, 0),
            Position.START,
            (position, entry) -> {});
    Contents contents = new Contents(vertx, journal, sealer);

    ByteBuffer here = contents.sealOrder(ID, new Order("ada", "mended"));
    ByteBuffer passedOn = contents.sealOrder(ID, new Order("ada", "mended", Optional.of("web-1")));

    assertThat(words(sealer, here)).containsExactly("ada", "mended", "");
    assertThat(words(sealer, passedOn)).containsExactly("ada", "mended", "web-1");
    vertx.close().await();
  }

  private static List<String> words(RecordSealer sealer, ByteBuffer sealed) {
    byte[] what = "order ".getBytes(StandardCharsets.US_ASCII);
    byte[] of =
        ByteBuffer.allocate(what.length + ClaimKey.BYTES + Byte.BYTES)
            .put(what)
            .put(ID.digest())
            .put((byte) ID.tail())
            .array();
    byte[] bytes = new byte[sealed.remaining()];
    sealed.duplicate().get(bytes);
    Input in = new Input(sealer.open(of, bytes).orElseThrow());
    return List.of(in.text(), in.text(), in.optionalText().orElse(""));
  }
}
