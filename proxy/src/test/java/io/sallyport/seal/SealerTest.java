package io.sallyport.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SealerTest {
  private static final byte[] PLAIN = "a signing secret".getBytes(StandardCharsets.UTF_8);

  private final SecureRandom random = new SecureRandom();
  private final MasterKey master = newMaster();
  private final Sealer sealer = new Sealer(master, "bootstrap", random);

  private MasterKey newMaster() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return MasterKey.of(Secret.of(bytes)).orElseThrow();
  }

  @Test
  void opensWhatItSealed() {
    byte[] envelope = sealer.seal("asana", PLAIN);

    assertThat(sealer.open("asana", envelope))
        .hasValueSatisfying(plain -> assertThat(plain).isEqualTo(PLAIN));
    assertThat(new String(envelope, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
  }

  @Test
  void row82DoesNotOpenAnEnvelopeUnderAnotherNamePurposeOrKey() {
    byte[] envelope = sealer.seal("asana", PLAIN);

    assertThat(sealer.open("notion", envelope)).isEmpty();
    assertThat(new Sealer(master, "tokens", random).open("asana", envelope)).isEmpty();
    assertThat(new Sealer(newMaster(), "bootstrap", random).open("asana", envelope)).isEmpty();
  }

  @Test
  void doesNotOpenAnEnvelopeWithAnyBitChanged() {
    byte[] envelope = sealer.seal("asana", PLAIN);

    for (int bit = 0; bit < envelope.length * 8; bit++) {
      envelope[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(sealer.open("asana", envelope)).as("bit %s", bit).isEmpty();
      envelope[bit / 8] ^= (byte) (1 << (bit % 8));
    }
    assertThat(sealer.open("asana", envelope)).isPresent();
  }

  @Test
  void doesNotOpenAnEnvelopeThatWasCut() {
    byte[] envelope = sealer.seal("asana", PLAIN);

    for (int size = 0; size < envelope.length; size++) {
      assertThat(sealer.open("asana", java.util.Arrays.copyOf(envelope, size))).isEmpty();
    }
  }

  @Test
  void neverUsesANonceTwice() {
    Set<String> nonces = new HashSet<>();

    for (int i = 0; i < 10_000; i++) {
      nonces.add(HexFormat.of().formatHex(sealer.seal("asana", PLAIN), 1, 13));
    }

    assertThat(nonces).hasSize(10_000);
  }

  @Test
  void printsNoKey() {
    assertThat(sealer).hasToString("Sealer[bootstrap]");
    assertThat(master).hasToString("MasterKey[redacted]");
  }
}
