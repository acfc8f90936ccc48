package io.sallyport.policy.layer;

import io.sallyport.policy.written.WrittenPolicy;

/**
 * A policy whose layers have been laid over each other and read; not yet compiled.
 *
 * @param layers what it is made of
 * @param written what it says, with the place of every word
 */
public record Draft(Layers layers, WrittenPolicy written) {

  /**
   * Whether it is a preset that is looked at by itself: it has no keys, and no paths of its own.
   */
  public boolean isPreset() {
    return layers.preset().isEmpty() && written.preset().isPresent();
  }
}
