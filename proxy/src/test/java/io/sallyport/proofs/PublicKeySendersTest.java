package io.sallyport.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sendgrid.helpers.eventwebhook.EventWebhook;
import com.wechat.pay.java.core.cipher.RSASigner;
import com.wechat.pay.java.core.cipher.RSAVerifier;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Security;
import java.security.Signature;
import java.time.Duration;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Deliveries under public keys and certificates, as the senders' own libraries verify them. */
class PublicKeySendersTest extends KeyedSenderCase {
  @TestFactory
  Stream<DynamicTest> sendgrid() throws Exception {
    KeyPair keys = p256();
    String spki = java.util.Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    String body = "[{\"event\":\"open\",\"sg_event_id\":\"e1\",\"email\":\"a@b.c\"}]\r\n";
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(keys.getPrivate());
    signer.update((SECONDS + body).getBytes(StandardCharsets.UTF_8));
    String signature = java.util.Base64.getEncoder().encodeToString(signer.sign());
    Delivery delivery =
        Delivery.post("/hooks/sendgrid")
            .json(body)
            .with("X-Twilio-Email-Event-Webhook-Timestamp", SECONDS)
            .with("X-Twilio-Email-Event-Webhook-Signature", signature);

    assertThat(acceptedBySendgrid(spki, body, signature)).isTrue();
    return Tampering.with(PresetGate.of("sendgrid").key(spki).at(AT), delivery)
        .signature("X-Twilio-Email-Event-Webhook-Signature", "", Spelling.BASE64)
        .covering("X-Twilio-Email-Event-Webhook-Timestamp")
        .body()
        .times(AT, Duration.ofHours(25), FIVE_MINUTES)
        .keys(java.util.Base64.getEncoder().encodeToString(p256().getPublic().getEncoded()))
        .rows();
  }

  /** The library asks for Bouncy Castle by name. */
  private static boolean acceptedBySendgrid(String spki, String body, String signature)
      throws Exception {
    BouncyCastleProvider provider = new BouncyCastleProvider();
    boolean added = Security.addProvider(provider) >= 0;
    try {
      EventWebhook library = new EventWebhook();
      return library.VerifySignature(
          library.ConvertPublicKeyToECDSA(spki), body, signature, SECONDS);
    } finally {
      if (added) {
        Security.removeProvider(provider.getName());
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> wechatpay() throws Exception {
    KeyPair keys = rsa();
    String serial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
    String body = "{\"id\":\"EV-1\",\"event_type\":\"TRANSACTION.SUCCESS\"}";
    String message = SECONDS + "\nnonce1\n" + body + "\n";
    String signature = new RSASigner(serial, keys.getPrivate()).sign(message).getSign();
    Delivery delivery =
        Delivery.post("/hooks/wechatpay")
            .json(body)
            .with("Wechatpay-Timestamp", SECONDS)
            .with("Wechatpay-Nonce", "nonce1")
            .with("Wechatpay-Serial", serial)
            .with("Wechatpay-Signature", signature);
    PresetGate gate =
        PresetGate.of("wechatpay").key(serial, pem(keys.getPublic().getEncoded())).at(AT);

    assertThat(new RSAVerifier(keys.getPublic(), serial).verify(serial, message, signature))
        .isTrue();
    return Tampering.with(gate, delivery)
        .signature("Wechatpay-Signature", "", Spelling.BASE64)
        .covering("Wechatpay-Timestamp")
        .covering("Wechatpay-Nonce")
        .body()
        .times(AT, FIVE_MINUTES, FIVE_MINUTES)
        .refusing(
            "another serial", it -> it.changing("Wechatpay-Serial", s -> "6" + s.substring(1)))
        .refusing(
            "a boundary moved",
            it -> it.changing("Wechatpay-Nonce", n -> "nonce1\n").body(body.substring(1)))
        .rows();
  }
}
