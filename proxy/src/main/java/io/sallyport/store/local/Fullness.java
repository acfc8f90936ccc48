package io.sallyport.store.local;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How full the disk of the data folder is. From {@link #ALARM} on it is said; from {@link #REFUSE}
 * on nothing new is taken, so that what was promised can still be ended and written down. Blocks on
 * the disk.
 */
final class Fullness {
  /** Parts of a hundred. */
  static final int ALARM = 80;

  static final int REFUSE = 95;
  private static final Logger LOG = LoggerFactory.getLogger(Fullness.class);

  private final Path folder;
  private int said;

  Fullness(Path folder) {
    this.folder = folder;
  }

  /** Whether it is so full that nothing new may be taken. */
  boolean refuses() throws IOException {
    FileStore disk = Files.getFileStore(folder);
    long bytes = disk.getTotalSpace();
    if (bytes <= 0) {
      return false; // a file system that does not tell
    }
    int used = (int) Math.min(100, 100 - disk.getUsableSpace() * 100 / bytes);
    say(used);
    return used >= REFUSE;
  }

  /** Once on the way up, and once more when it is grave. */
  private void say(int used) {
    int level = used >= REFUSE ? REFUSE : used >= ALARM ? ALARM : 0;
    if (level > said) {
      LOG.atWarn()
          .addKeyValue("percent", used)
          .log(
              level == REFUSE
                  ? "the disk of the data folder is full: nothing new is taken"
                  : "the disk of the data folder fills up");
    }
    said = level;
  }
}
