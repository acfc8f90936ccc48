package io.sallyport.policy.example;

import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.sample.CannotSign;
import io.sallyport.policy.sample.Mechanism;
import io.sallyport.policy.sample.SigningKey;
import io.sallyport.policy.sample.ThrowAwayKey;
import io.sallyport.policy.written.WrittenKey;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretFault;
import io.sallyport.secret.SecretText;
import io.sallyport.secret.SecretUnavailable;
import io.sallyport.yaml.shape.Placed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds, among a policy's own keys, one to sign with. */
final class ConfiguredSigner {
  private final Draft draft;
  private final Secrets secrets;
  private final Instant now;

  ConfiguredSigner(Draft draft, Secrets secrets, Instant now) {
    this.draft = draft;
    this.secrets = secrets;
    this.now = now;
  }

  /**
   * The key.
   *
   * @param id of one of the policy's keys; by default the first that is valid now
   */
  SigningKey key(Mechanism mechanism, Optional<String> id) throws CannotSign {
    if (!mechanism.takesKey()) {
      return new SigningKey.Shared("none", new byte[0], "");
    }
    String sender = draft.written().preset().map(WrittenPreset::title).orElse("the sender");
    if (mechanism.remote().filter(it -> it.bootstrap().isPresent()).isPresent()) {
      throw CannotSign.becauseOnlyTheSenderCan(
          sender + " delivers its secret to the server when the webhook is registered");
    }
    if (!mechanism.isShared()) {
      throw CannotSign.becauseOnlyTheSenderCan(
          sender + " signs with a private key that only it has; what is here can but verify");
    }
    if (mechanism.remote().isPresent()) {
      throw CannotSign.becauseOnlyTheSenderCan("the key is fetched from " + sender);
    }
    WrittenKey key = chosen(id);
    Secret secret = secret(key);
    return ThrowAwayKey.shared(
        key.id().map(Placed::value).orElseGet(secret::digestPrefix), secret, mechanism.as());
  }

  private WrittenKey chosen(Optional<String> id) throws CannotSign {
    List<WrittenKey> keys = draft.written().keys();
    if (keys.isEmpty()) {
      throw new CannotSign("the policy has no keys");
    }
    if (id.isEmpty()) {
      return keys.stream()
          .filter(this::isValid)
          .findFirst()
          .orElseThrow(() -> new CannotSign("none of the policy's keys is valid at " + now));
    }
    return keys.stream()
        .filter(key -> key.id().map(Placed::value).equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new CannotSign(
                    "no key is called \""
                        + id.get()
                        + "\"; they are "
                        + keys.stream()
                            .map(key -> key.id().map(Placed::value).orElse("(unnamed)"))
                            .toList()));
  }

  /** Both ends inclusive, as where requests are judged. */
  private boolean isValid(WrittenKey key) {
    return key.notBefore().filter(it -> now.isBefore(it.value())).isEmpty()
        && key.notAfter().filter(it -> now.isAfter(it.value())).isEmpty();
  }

  private Secret secret(WrittenKey key) throws CannotSign {
    try {
      SecretText text = SecretText.parse(key.value().value());
      if (text.isPerTenant()) {
        throw new CannotSign("each tenant has a key of its own, which only the server looks up");
      }
      return secrets.value(text, draft.layers().baseOf(key.value().at().file())).current();
    } catch (SecretFault | SecretUnavailable fault) {
      throw new CannotSign(key.value().at() + ": " + fault.getMessage(), fault);
    }
  }
}
