package io.sallyport.cli.demo;

import java.time.Instant;
import java.util.List;

/**
 * A platform as the demo plays it: the key it shares with the gate and what it sends. Its policy is
 * the resource {@code demo/NAME.yaml}, an ordinary one.
 */
interface Sender {
  /** What the demo's URLs begin with, as they would be registered at the platforms. */
  String PUBLIC_URL = "https://hooks.example.com";

  /** The integration's name. */
  String name();

  /** What the operator would have been given: a shared secret, or the platform's public key. */
  String key();

  /** Whether {@link #key} signs, so that somebody who knows it can send on his own. */
  default boolean isShared() {
    return true;
  }

  /** Everything that is sent, genuine and forged, signed at this time. */
  List<Delivery> deliveries(Instant now);
}
