package io.sallyport.refusals;

import static io.sallyport.refusals.RefusalSamples.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RefusalCodecTest {
  private final byte[] bytes = RefusalCodec.encode(refusal("r-aaaa-aaaa", "2001:db8::1", 50));

  @Test
  void readsNothingOfWhatWasCutAnywhere() {
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);

      assertThatThrownBy(() -> RefusalCodec.decode(cut)).isInstanceOf(IOException.class);
    }
  }

  /** It ends in a refusal or in a fault of the one kind that is caught, whatever it reads. */
  @Test
  void neverBreaksOnAChangedByte() {
    for (int at = 0; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= (byte) 0x80;
      try {
        assertThat(RefusalCodec.decode(changed)).isNotNull();
      } catch (IOException told) {
        assertThat(told.getMessage() + told.getClass()).isNotEmpty();
      }
    }
  }

  @Test
  void namesAFormatThatItDoesNotKnow() {
    byte[] newer = bytes.clone();
    newer[0] = 2;

    assertThatThrownBy(() -> RefusalCodec.decode(newer)).hasMessageContaining("format 2");
  }
}
