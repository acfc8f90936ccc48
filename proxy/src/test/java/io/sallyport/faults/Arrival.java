package io.sallyport.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A request that reached the application.
 *
 * @param event the sender's name of the event, from the body
 * @param id the field {@code webhook-id}
 * @param attempt the field {@code Sallyport-Attempt}
 * @param sent which sending of it: a field of the sender's that nobody signs
 * @param digest of the body
 * @param status what it was answered
 * @param from the node that sent it, by the path that its policy names; empty where there is but
 *     one
 * @param at when, in milliseconds of the epoch
 */
record Arrival(
    String event,
    String id,
    int attempt,
    long sent,
    String digest,
    int status,
    String from,
    long at) {
  String line() {
    return String.join(
            "\t",
            event,
            id,
            Integer.toString(attempt),
            Long.toString(sent),
            digest,
            Integer.toString(status),
            from,
            Long.toString(at))
        + "\n";
  }

  /** Every whole line; the last one may still be on its way. */
  static List<Arrival> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Arrival::of).toList();
  }

  static Arrival of(String line) {
    String[] parts = line.split("\t", -1);
    return new Arrival(
        parts[0],
        parts[1],
        Integer.parseInt(parts[2]),
        Long.parseLong(parts[3]),
        parts[4],
        Integer.parseInt(parts[5]),
        parts[6],
        Long.parseLong(parts[7]));
  }
}
