package io.sallyport.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EventIdDigestTest {
  @Test
  void spellsTheFirst128BitsOfItsDigest() throws Exception {
    EventId id = EventId.of("github", "acme", "delivery-1".getBytes(StandardCharsets.UTF_8));

    byte[] whole =
        MessageDigest.getInstance("SHA-256")
            .digest(
                "\0\0\0\6github\0\0\0\4acme\0\0\0\12delivery-1"
                    .getBytes(StandardCharsets.ISO_8859_1));

    assertThat(id.digest()).isEqualTo(Arrays.copyOf(whole, 16));
  }

  @Test
  void readsItsOwnTextAndNothingElse() {
    EventId id = EventId.of("github", "", new byte[] {1});

    assertThat(EventId.parse(id.value())).contains(id);
    assertThat(EventId.parse(id.value() + "a")).isEmpty();
    assertThat(EventId.parse("evt_" + "A".repeat(26))).isEmpty();
    assertThat(EventId.parse("r-7f3k-92qd")).isEmpty();
  }
}
