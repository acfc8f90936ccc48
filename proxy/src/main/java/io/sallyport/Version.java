package io.sallyport;

import org.jspecify.annotations.Nullable;

/** Which build this is. */
final class Version {
  private Version() {}

  /** As the jar's manifest has it, or {@code development} when run from class files. */
  static String text() {
    @Nullable String built = Version.class.getPackage().getImplementationVersion();
    return built == null ? "development" : built;
  }
}
