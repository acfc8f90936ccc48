package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sallyport.admin.AdminKey;
import io.sallyport.cli.ExitCode;
import io.sallyport.journal.DataLock;
import io.sallyport.journal.JournalCheck;
import io.sallyport.refusals.KeptRefusals;
import io.sallyport.seal.MasterKey;
import io.sallyport.store.local.LocalStore;
import io.sallyport.store.local.Origin;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sallyport store backup DIR}: a copy of a stopped node's data folder. */
@Command(
    name = "backup",
    description = {
      "Copies the data folder of a node that does not run into a new folder, and checks the copy.",
      "Without its keys, unless --with-keys: whoever has both has what is sealed."
    },
    mixinStandardHelpOptions = true)
final class StoreBackupCommand extends StoppedNode {
  private static final Set<String> KEYS = Set.of(AdminKey.FILE, MasterKey.FILE_NAME);

  /**
   * The lock is a process's, refusals are no promise, the reserve is this disk's, and a copy
   * without the node's own file does not start before it is adopted.
   */
  private static final Set<String> LEFT_OUT =
      Set.of(DataLock.FILE_NAME, KeptRefusals.FILE, LocalStore.RESERVE, Origin.NODE_FILE);

  /** At the top of each ext4 volume, for root alone to read. */
  private static final String OF_THE_VOLUME = "lost+found";

  @Parameters(paramLabel = "DIR", description = "The folder to make; it must not be there yet.")
  Path target = Path.of("");

  @Option(names = "--with-keys", description = "Copies admin.key and master.key, too.")
  boolean withKeys;

  @Override
  int work(Path folder) throws IOException {
    if (Files.exists(target)) {
      return complain(target + " is there already", ExitCode.USAGE);
    }
    if (target.toAbsolutePath().normalize().startsWith(folder.toAbsolutePath().normalize())) {
      return complain(target + " lies in the folder that is to be copied", ExitCode.USAGE);
    }
    Sizing sizing = new Sizing(folder);
    walk(folder, sizing);
    Copy copy;
    try (ReadBar bar = bar("copying", sizing.bytes)) {
      copy = new Copy(folder, bar);
      copy.begin();
      walk(folder, copy);
    }
    JournalCheck check = check(journal(target));
    if (json) {
      spec.commandLine()
          .getOut()
          .println(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("files", copy.files)
                  .put("bytes", copy.bytes)
                  .put("records", check.records())
                  .put("damages", check.damages().size()));
    } else {
      line("copied", "%d files, %s".formatted(copy.files, Sizes.text(copy.bytes)));
      line("journal", check.records() + " records in the copy");
      check.damages().forEach(damage -> line("DAMAGE", damage.toString()));
      if (!withKeys && Files.exists(folder.resolve(MasterKey.FILE_NAME))) {
        line(
            "keys",
            "left out: without " + folder.resolve(MasterKey.FILE_NAME) + " it stays sealed");
      }
    }
    return check.damages().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static void walk(Path folder, FileVisitor<Path> visitor) throws IOException {
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(folder, it -> !it.endsWith(OF_THE_VOLUME))) {
      for (Path each : all) {
        Files.walkFileTree(each, visitor);
      }
    }
  }

  private boolean isCopied(Path name) {
    return !LEFT_OUT.contains(name.toString()) && (withKeys || !KEYS.contains(name.toString()));
  }

  /** What there is to be copied. */
  private final class Sizing extends SimpleFileVisitor<Path> {
    private final Path from;
    private long bytes;

    Sizing(Path from) {
      this.from = from;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += isCopied(from.relativize(file)) ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }
  }

  private final class Copy extends SimpleFileVisitor<Path> {
    private final Path from;
    private final LongConsumer copied;
    private int files;
    private long bytes;

    Copy(Path from, LongConsumer copied) {
      this.from = from;
      this.copied = copied;
    }

    void begin() throws IOException {
      make(there(from));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      make(there(folder));
      return FileVisitResult.CONTINUE;
    }

    private static void make(Path made) throws IOException {
      if (made.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createDirectories(
            made,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectories(made);
      }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (isCopied(from.relativize(file))) {
        Files.copy(file, there(file), StandardCopyOption.COPY_ATTRIBUTES);
        try (FileChannel there = FileChannel.open(there(file), StandardOpenOption.READ)) {
          there.force(true);
        }
        copied.accept(attributes.size());
        files++;
        bytes += attributes.size();
      }
      return FileVisitResult.CONTINUE;
    }

    private Path there(Path file) {
      return target.resolve(from.relativize(file));
    }
  }
}
