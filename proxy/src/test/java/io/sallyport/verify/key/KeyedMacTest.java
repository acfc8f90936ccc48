package io.sallyport.verify.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyedMacTest {

  private static String mac(VerificationKey.Shared key, HashAlgorithm hash, byte[] message) {
    KeyedMac.Running running = key.mac(hash).begin();
    running.write(message, 0, message.length);
    return HexFormat.of().formatHex(running.finish());
  }

  private static byte[] repeated(int value, int times) {
    byte[] bytes = new byte[times];
    java.util.Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** RFC 4231 §4.2 to §4.4 and §4.7: keys of 20 bytes, short, and longer than the block. */
  @ParameterizedTest
  @CsvSource({
    "1, SHA256, b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "1, SHA384, afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
    "1, SHA512, 87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
    "2, SHA256, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "2, SHA384, af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
    "2, SHA512, 164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
    "3, SHA256, 773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    "6, SHA256, 60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
  })
  void agreesWithRfc4231(int test, HashAlgorithm hash, String tag) {
    byte[] key =
        switch (test) {
          case 1 -> repeated(0x0b, 20);
          case 2 -> text("Jefe");
          case 3 -> repeated(0xaa, 20);
          default -> repeated(0xaa, 131);
        };
    byte[] message =
        switch (test) {
          case 1 -> text("Hi There");
          case 2 -> text("what do ya want for nothing?");
          case 3 -> repeated(0xdd, 50);
          default -> text("Test Using Larger Than Block-Size Key - Hash Key First");
        };

    assertThat(mac(new VerificationKey.Shared("k", key), hash, message)).isEqualTo(tag);
  }

  @Test
  void aMacThatWasBegunAndGivenUpLeavesNoTrace() {
    VerificationKey.Shared key = new VerificationKey.Shared("k", text("Jefe"));
    KeyedMac.Running abandoned = key.mac(HashAlgorithm.SHA256).begin();
    abandoned.write(text("half of something"), 0, 4);

    assertThat(mac(key, HashAlgorithm.SHA256, text("what do ya want for nothing?")))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void threadsDoNotDisturbEachOther() throws Exception {
    VerificationKey.Shared key = new VerificationKey.Shared("k", text("Jefe"));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        tasks.add(() -> mac(key, HashAlgorithm.SHA256, text("what do ya want for nothing?")));
      }
      for (Future<String> tag : threads.invokeAll(tasks)) {
        assertThat(tag.get())
            .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
