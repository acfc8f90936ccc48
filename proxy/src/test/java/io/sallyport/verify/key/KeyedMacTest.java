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

  /** RFC 4231 §4, all seven test cases; of the fifth it gives the first 128 bits only. */
  @ParameterizedTest
  @CsvSource({
    "1, SHA256, b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "1, SHA384, afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
    "1, SHA512, 87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
    "2, SHA256, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "2, SHA384, af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
    "2, SHA512, 164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
    "3, SHA256, 773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    "3, SHA384, 88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27",
    "3, SHA512, fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb",
    "4, SHA256, 82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    "4, SHA384, 3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb",
    "4, SHA512, b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd",
    "5, SHA256, a3b6167473100ee06e0c796c2955552b",
    "5, SHA384, 3abf34c3503b2a23a46efc619baef897",
    "5, SHA512, 415fad6271580a531d4179bc891d87a6",
    "6, SHA256, 60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    "6, SHA384, 4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
    "6, SHA512, 80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
    "7, SHA256, 9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    "7, SHA384, 6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e",
    "7, SHA512, e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58",
  })
  void agreesWithRfc4231(int test, HashAlgorithm hash, String tag) {
    byte[] key =
        switch (test) {
          case 1 -> repeated(0x0b, 20);
          case 2 -> text("Jefe");
          case 3 -> repeated(0xaa, 20);
          case 4 -> HexFormat.of().parseHex("0102030405060708090a0b0c0d0e0f10111213141516171819");
          case 5 -> repeated(0x0c, 20);
          default -> repeated(0xaa, 131);
        };
    byte[] message =
        switch (test) {
          case 1 -> text("Hi There");
          case 2 -> text("what do ya want for nothing?");
          case 3 -> repeated(0xdd, 50);
          case 4 -> repeated(0xcd, 50);
          case 5 -> text("Test With Truncation");
          case 6 -> text("Test Using Larger Than Block-Size Key - Hash Key First");
          default ->
              text(
                  "This is a test using a larger than block-size key and a larger than block-size"
                      + " data. The key needs to be hashed before being used by the HMAC"
                      + " algorithm.");
        };

    assertThat(mac(new VerificationKey.Shared("k", key), hash, message))
        .hasSize(hash.bytes() * 2)
        .startsWith(tag);
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
