package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A line of a script, and what stands there instead.
 *
 * @param file its name, without its end
 */
record PlantedFlaw(String file, String right, String wrong) {
  /** Ours but for that; every script that begins with the file has it. */
  Scripts scripts() {
    assertThat(Scripts.read(file)).contains(right);
    return new Scripts(
        name -> name.equals(file) ? Scripts.read(name).replace(right, wrong) : Scripts.read(name));
  }
}
