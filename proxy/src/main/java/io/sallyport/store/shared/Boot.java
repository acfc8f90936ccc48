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

  /** Of Linux: another with each start of a machine, and on each machine. */
  private static final Path KERNEL = Path.of("/proc/sys/kernel/random/boot_id");

  private static final int BYTES = 16;
  private static final Pattern MACHINE = Pattern.compile("[0-9a-f-]{36}");
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{32}) (.{1,200})\n");

  /** Without a predecessor. */
  public static Boot random(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Boot(HexFormat.of().formatHex(bytes), Optional.empty());
  }

  /**
   * A new one, written down for the next. In a copy of the folder there is no predecessor: that one
   * may be alive; nor after the machine has started again, or where it cannot be told from others.
   * Blocks on the disk.
   *
   * @param data whose lock this process has
   */
  public static Boot open(Path data, RandomGenerator random) throws IOException {
    return open(data, KERNEL, random);
  }

  /**
   * The same.
   *
   * @param kernel a file that says since when this machine runs, and that it is this one; need not
   *     be there
   */
  static Boot open(Path data, Path kernel, RandomGenerator random) throws IOException {
    // Inode and device alone do not tell: the root of each ext4 volume has the inode 2.
    Optional<String> machine = machine(kernel);
    String place =
        Files.readAttributes(data, BasicFileAttributes.class).fileKey()
            + " "
            + machine.orElse("unknown");
    Path file = data.resolve(FILE);
    Optional<String> before = Optional.empty();
    if (Files.exists(file)) {
      Matcher line = LINE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      boolean isSame = machine.isPresent() && line.matches() && line.group(2).equals(place);
      before = isSame ? Optional.of(line.group(1)) : before;
    }
    String id = random(random).id();
    WholeFile.write(file, (id + " " + place + "\n").getBytes(StandardCharsets.US_ASCII));
    return new Boot(id, before);
  }

  /** What sets this start of this machine apart; empty where nothing does. */
  private static Optional<String> machine(Path kernel) {
    try {
      String id = Files.readString(kernel, StandardCharsets.US_ASCII).strip();
      return Optional.of(id).filter(it -> MACHINE.matcher(it).matches());
    } catch (IOException absent) {
      return Optional.empty(); // on another system than Linux: the next process waits
    }
  }
}
