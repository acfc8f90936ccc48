package io.sallyport.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.seal.MasterKey;
import io.sallyport.seal.SealedFiles;
import io.sallyport.seal.Sealer;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checked by another implementation of Ed25519 than the one that signs: the JDK's. */
class AssertionsTest {
  private static final URI APP = URI.create("https://app.test:8443/hooks?tenant=a");
  private static final long NOW = 1_777_636_800;

  @TempDir private Path folder;
  private SealedFiles files;

  @BeforeEach
  void keep() throws IOException {
    files =
        new SealedFiles(folder.resolve("keys"), sealer(MasterKey.inDirectory(folder, random())));
  }

  @Test
  void saysWhatTheGateKnowsAndTheKeySetProvesIt() throws Exception {
    Assertions assertions = Assertions.open(files, random());

    String token = assertions.of(parcel(Optional.of("acct-7"), List.of("account")), APP, NOW);

    JsonObject claims = verified(token, assertions.keySet()).orElseThrow();
    assertThat(claims)
        .isEqualTo(
            new JsonObject()
                .put("iss", "sallyport")
                .put("aud", "https://app.test:8443")
                .put("iat", NOW)
                .put("exp", NOW + 60)
                .put("sub", id().value())
                .put("integration", "shop")
                .put("attempt", 1)
                .put("items", 1)
                // printf '{"paid":true}' | sha256sum
                .put(
                    "body_sha256",
                    "a2af987a163f4f45e9a349097cfa9df8f7b71f7982edd1627e18ae14ef28fa2f")
                .put("key", "main")
                .put("account", "acct-7")
                .put("type", "paid")
                .put("unsigned", new JsonArray().add("account")));
  }

  @Test
  void leavesOutWhatIsNotKnown() throws Exception {
    Assertions assertions = Assertions.open(files, random());

    String token = assertions.of(parcel(Optional.empty(), List.of()), APP, NOW);

    assertThat(verified(token, assertions.keySet()).orElseThrow().fieldNames())
        .doesNotContain("account", "unsigned");
  }

  @Test
  void nothingThatIsChangedVerifies() throws Exception {
    Assertions assertions = Assertions.open(files, random());
    String token = assertions.of(parcel(Optional.of("acct-7"), List.of()), APP, NOW);
    String[] parts = token.split("\\.", -1);
    String other = base64(text(parts[1]).replace("acct-7", "acct-8"));

    assertThat(verified(token, assertions.keySet())).isPresent();
    assertThat(verified(parts[0] + "." + other + "." + parts[2], assertions.keySet())).isEmpty();
    String none = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}");
    assertThat(verified(none + "." + parts[1] + "." + parts[2], assertions.keySet())).isEmpty();
    String flipped = (parts[2].charAt(0) == 'A' ? "B" : "A") + parts[2].substring(1);
    assertThat(verified(parts[0] + "." + parts[1] + "." + flipped, assertions.keySet())).isEmpty();
  }

  /** RFC 8037 A.1 to A.3: the key, its public part, and the thumbprint of that. */
  @Test
  void namesItsKeyByTheThumbprint() throws IOException {
    files.write(
        "assertion-key",
        Base64.getUrlDecoder().decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"));

    JsonObject key =
        Assertions.open(files, random()).keySet().getJsonArray("keys").getJsonObject(0);

    assertThat(key.getString("x")).isEqualTo("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    assertThat(key.getString("kid")).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  }

  @Test
  void keepsItsKeyOverARestartSealed() throws Exception {
    Assertions before = Assertions.open(files, random());
    Assertions after = Assertions.open(files, random());

    assertThat(after.keySet()).isEqualTo(before.keySet());
    String token = before.of(parcel(Optional.empty(), List.of()), APP, NOW);
    assertThat(verified(token, after.keySet())).isPresent();
    SealedFiles foreign =
        new SealedFiles(
            folder.resolve("keys"),
            sealer(MasterKey.inDirectory(Files.createDirectory(folder.resolve("b")), random())));
    assertThatThrownBy(() -> Assertions.open(foreign, random())).isInstanceOf(IOException.class);
  }

  @Test
  void nodesWithOneMasterKeyHaveOneKeyAndOthersAnother() throws Exception {
    MasterKey common = MasterKey.inDirectory(folder, random());
    MasterKey other =
        MasterKey.inDirectory(Files.createDirectory(folder.resolve("other")), random());

    String token = Assertions.ofAll(common).of(parcel(Optional.empty(), List.of()), APP, NOW);

    assertThat(verified(token, Assertions.ofAll(copy(common)).keySet())).isPresent();
    assertThat(verified(token, Assertions.ofAll(other).keySet())).isEmpty();
    assertThat(verified(token, Assertions.open(files, random()).keySet())).isEmpty();
  }

  /** As another node reads it. */
  private MasterKey copy(MasterKey written) throws IOException {
    MasterKey read = MasterKey.inDirectory(folder, random());
    assertThat(read).isNotSameAs(written);
    return read;
  }

  private static Optional<JsonObject> verified(String token, JsonObject keySet)
      throws GeneralSecurityException {
    String[] parts = token.split("\\.", -1);
    JsonObject key = keySet.getJsonArray("keys").getJsonObject(0);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new EdECPublicKeySpec(NamedParameterSpec.ED25519, point(key.getString("x")))));
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    JsonObject header = new JsonObject(text(parts[0]));
    boolean good =
        "EdDSA".equals(header.getString("alg"))
            && key.getString("kid").equals(header.getString("kid"))
            && verifies(signature, Base64.getUrlDecoder().decode(parts[2]));
    return good ? Optional.of(new JsonObject(text(parts[1]))) : Optional.empty();
  }

  private static boolean verifies(Signature signature, byte[] bytes) {
    try {
      return signature.verify(bytes);
    } catch (SignatureException noPoint) {
      return false;
    }
  }

  /** RFC 8032 §5.1.2: little-endian y, the sign of x in the highest bit. */
  private static EdECPoint point(String x) {
    byte[] bytes = Base64.getUrlDecoder().decode(x);
    boolean odd = (bytes[31] & 0x80) != 0;
    bytes[31] &= 0x7f;
    byte[] bigEndian = new byte[32];
    for (int i = 0; i < 32; i++) {
      bigEndian[i] = bytes[31 - i];
    }
    return new EdECPoint(odd, new BigInteger(1, bigEndian));
  }

  private static String text(String base64) {
    return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Sealer sealer(MasterKey master) {
    return new Sealer(master, "keys", random());
  }

  private static SecureRandom random() {
    return new SecureRandom();
  }

  private static EventId id() {
    return EventId.of("shop", "", new byte[] {1, 2, 3});
  }

  private static Parcel parcel(Optional<String> account, List<String> unsigned) {
    InboundWebhook inbound =
        new InboundWebhook(
            "shop",
            "q-1",
            "POST",
            "/hooks/shop",
            Headers.of(List.of()),
            RawBody.ofText("{\"paid\":true}"),
            InetAddress.getLoopbackAddress(),
            Instant.ofEpochSecond(NOW),
            Map.of(),
            Optional.empty());
    return new Parcel(
        inbound,
        "https://hooks.example.com/hooks/shop",
        "",
        id(),
        Optional.of("main"),
        account,
        Optional.of("paid"),
        unsigned,
        1,
        false,
        1,
        Optional.empty());
  }
}
