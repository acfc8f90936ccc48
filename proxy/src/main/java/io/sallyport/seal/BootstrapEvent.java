package io.sallyport.seal;

import java.time.Instant;

/** Something happened to the delivery of a key, worth a line in the log and the audit record. */
public sealed interface BootstrapEvent {
  String integration();

  /** An operator lets a secret be delivered. */
  record Opened(String integration, Instant until) implements BootstrapEvent {}

  /**
   * A secret was taken and sealed.
   *
   * @param tenant empty where there is one secret for all
   */
  record Delivered(String integration, String tenant, String digestPrefix)
      implements BootstrapEvent {}

  /** An operator closed it before its time. */
  record Closed(String integration) implements BootstrapEvent {}
}
