package io.sallyport.admin;

import java.time.Duration;

/**
 * How this machine's clock has gone while the server ran.
 *
 * @param jumps how often it was set by more than a minute
 * @param setBack how far it is behind what it has shown; zero within a minute
 */
public record ClockState(int jumps, Duration setBack) {
  /** Nobody has touched it. */
  public static final ClockState STEADY = new ClockState(0, Duration.ZERO);
}
