package io.sallyport.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verify.Wycheproof;
import io.sallyport.verify.Wycheproof.Vector;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 5869 appendix A, and Project Wycheproof's AES-GCM and HKDF-SHA-256 files. */
class SealVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void derivesWhatRfc5869Derives() {
    byte[] a1 =
        Hkdf.derive(
            HEX.parseHex("0b".repeat(22)),
            HEX.parseHex("000102030405060708090a0b0c"),
            HEX.parseHex("f0f1f2f3f4f5f6f7f8f9"),
            42);
    byte[] a3 = Hkdf.derive(HEX.parseHex("0b".repeat(22)), new byte[0], new byte[0], 42);

    assertThat(HEX.formatHex(a1))
        .isEqualTo(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                + "34007208d5b887185865");
    assertThat(HEX.formatHex(a3))
        .isEqualTo(
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                + "9d201395faa4b61a96c8");
  }

  @Test
  void agreesWithEveryHkdfVectorOfWycheproof() {
    List<Vector> vectors = Wycheproof.vectors("hkdf_sha256");

    assertThat(Wycheproof.deviations(vectors, SealVectorsTest::derives)).isEmpty();
    assertThat(vectors).hasSize(86);
  }

  private static boolean derives(Vector vector) {
    int size = vector.test().get("size").intValue();
    try {
      byte[] output = Hkdf.derive(vector.hex("ikm"), vector.hex("salt"), vector.hex("info"), size);
      return HEX.formatHex(output).equals(vector.test().get("okm").textValue());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void agreesWithEveryAesGcmVectorOfItsOwnSizes() {
    List<Vector> ours =
        Wycheproof.vectors("aes_gcm").stream().filter(SealVectorsTest::isOurs).toList();

    assertThat(Wycheproof.deviations(ours, SealVectorsTest::opens)).isEmpty();
    assertThat(ours).hasSizeGreaterThan(150);
    for (Vector vector : ours) {
      if (vector.isValid()) {
        assertThat(
                AesGcm.seal(
                    vector.hex("key"), vector.hex("iv"), vector.hex("aad"), vector.hex("msg")))
            .as("tcId %s", vector.id())
            .isEqualTo(whole(vector));
      }
    }
  }

  @Test
  void refusesTheNoncesOfOtherSizesInWycheproof() {
    for (Vector vector : Wycheproof.vectors("aes_gcm")) {
      if (!isOurs(vector)) {
        assertThatThrownBy(() -> opens(vector))
            .as("tcId %s", vector.id())
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  private static boolean isOurs(Vector vector) {
    return vector.group().get("ivSize").intValue() == 96
        && vector.group().get("tagSize").intValue() == 128;
  }

  private static boolean opens(Vector vector) {
    return AesGcm.open(vector.hex("key"), vector.hex("iv"), vector.hex("aad"), whole(vector))
        .filter(plain -> HEX.formatHex(plain).equals(vector.test().get("msg").textValue()))
        .isPresent();
  }

  private static byte[] whole(Vector vector) {
    return HEX.parseHex(vector.test().get("ct").textValue() + vector.test().get("tag").textValue());
  }
}
