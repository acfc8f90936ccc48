package io.sallyport.journal;

import java.io.IOException;

/** Why the journal cannot do what it is asked. */
public abstract class JournalException extends IOException {
  private static final long serialVersionUID = 1L;

  JournalException(String message, Throwable cause) {
    super(message, cause);
  }

  JournalException(String message) {
    super(message);
  }

  /**
   * What was written may not be on the disk, and nobody can find out: the process must end. What it
   * has promised before is safe.
   */
  public static final class NotSynced extends JournalException {
    private static final long serialVersionUID = 1L;

    NotSynced(String message, Throwable cause) {
      super(message, cause);
    }

    NotSynced(String message) {
      super(message);
    }
  }

  /** There is no room for another segment. Nothing was written; it may be tried again. */
  public static final class Full extends JournalException {
    private static final long serialVersionUID = 1L;

    Full(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** It was written by a later release of the product. */
  public static final class Newer extends JournalException {
    private static final long serialVersionUID = 1L;

    Newer(String file) {
      super(file + " was written by a newer release: want that one, or a data folder of this one");
    }
  }
}
