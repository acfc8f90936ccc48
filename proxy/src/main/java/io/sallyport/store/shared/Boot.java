package io.sallyport.store.shared;

import io.sallyport.seal.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What tells a process of a node from every other of that name.
 *
 * @param id lower-case hexadecimal digits
 * @param predecessor the process that had the data before; surely dead where its folder is this
 *     process's own, so nobody need wait until its time is over
 */
public record Boot(String id, Optional<String> predecessor) {
  /** The file below the data folder. */
  public static final String FILE = "boot";

  private static final int BYTES = 16;
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{32}) (.{1,200})\n");

  /** Without a predecessor. */
  public static Boot random(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Boot(HexFormat.of().formatHex(bytes), Optional.empty());
  }

  /**
   * A new one, written down for the next. In a copy of the folder there is no predecessor: that one
   * may be alive. Blocks on the disk.
   *
   * @param data whose lock this process has
   */
  public static Boot open(Path data, RandomGenerator random) throws IOException {
    String place = String.valueOf(Files.readAttributes(data, BasicFileAttributes.class).fileKey());
    Path file = data.resolve(FILE);
    Optional<String> before = Optional.empty();
    if (Files.exists(file)) {
      Matcher line = LINE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      before = line.matches() && line.group(2).equals(place) ? Optional.of(line.group(1)) : before;
    }
    String id = random(random).id();
    WholeFile.write(file, (id + " " + place + "\n").getBytes(StandardCharsets.US_ASCII));
    return new Boot(id, before);
  }
}
