package io.sallyport.secret;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Several values one behind the other; joined anew only when one of them has changed. */
final class JoinedSecret implements SecretValue {
  private final List<SecretValue> parts;
  private volatile Joined joined;

  JoinedSecret(List<SecretValue> parts) {
    this.parts = List.copyOf(parts);
    this.joined = join();
  }

  @Override
  public Secret current() {
    Joined known = joined;
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).current() != known.from.get(i)) {
        known = join();
        joined = known;
        break;
      }
    }
    return known.secret;
  }

  private Joined join() {
    List<Secret> from = parts.stream().map(SecretValue::current).toList();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    from.forEach(secret -> bytes.writeBytes(secret.unsafeBytes()));
    return new Joined(from, Secret.of(bytes.toByteArray()));
  }

  /** Compared by identity: a value hands out the same object until it changes. */
  private record Joined(List<Secret> from, Secret secret) {}
}
