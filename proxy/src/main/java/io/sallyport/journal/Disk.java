package io.sallyport.journal;

import java.io.IOException;
import java.util.List;

/** The folder in which a journal lies. Every method blocks. */
public interface Disk {
  /** The names of the files in it, in no order. */
  List<String> names() throws IOException;

  /** A file that is there. */
  StoredFile open(String name) throws IOException;

  /** A new file of zeros, which are really written, so that later writes need no new blocks. */
  StoredFile create(String name, long bytes) throws IOException;

  /** Gives a file another name, replacing none. */
  void rename(String from, String to) throws IOException;

  /** Removes a file; without effect where there is none. */
  void delete(String name) throws IOException;

  /**
   * What this process may still write to it, in bytes; {@code Long.MAX_VALUE} where the file system
   * does not tell.
   */
  long usableBytes() throws IOException;

  /** Returns when creations, renamings and removals are on the disk. */
  void sync() throws IOException;
}
