package io.sallyport.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What has reached the application so far, read on from where it was read last. */
final class Arrivals {
  private final Path file;
  private final List<Arrival> all = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private long at;

  Arrivals(Path file) {
    this.file = file;
  }

  /** All of them, in order. */
  List<Arrival> read() throws IOException {
    if (Files.exists(file)) {
      try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
        byte[] more = new byte[(int) (in.length() - at)];
        in.seek(at);
        in.readFully(more);
        String text = new String(more, StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n') + 1;
        at += text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
        text.substring(0, end).lines().map(Arrival::of).forEach(this::add);
      }
    }
    return all;
  }

  private void add(Arrival arrival) {
    all.add(arrival);
    if (arrival.status() == 200) {
      taken.add(arrival.event());
    }
  }

  /** Whether the application has taken all of these. */
  boolean haveAll(Collection<String> events) throws IOException {
    read();
    return taken.containsAll(events);
  }
}
