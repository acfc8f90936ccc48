package io.sallyport.store.local;

import io.sallyport.admit.LimitTable;
import io.sallyport.journal.FolderDisk;
import io.sallyport.journal.Journal;
import io.sallyport.journal.JournalException;
import io.sallyport.journal.Position;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.local.LedgerRecord.Started;
import io.sallyport.store.local.LocalStore.Outside;
import io.sallyport.store.local.LocalStore.Settings;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the store of one node is opened: what lies there is read, then its threads begin. */
final class Opening {
  private static final String NATIVE = "native";

  /** So many changes while the journal is read, and the index is written. */
  private static final int CHANGES_AT_RECOVERY = 50_000;

  private static final Logger LOG = LoggerFactory.getLogger(LocalStore.class);

  private final Path folder;
  private final RecordSealer sealer;
  private final Settings settings;
  private final Outside outside;
  private final Accord accord;

  Opening(Path folder, RecordSealer sealer, Settings settings, Outside outside) {
    this.folder = folder;
    this.sealer = sealer;
    this.settings = settings;
    this.outside = outside;
    this.accord = Accord.of(settings.node(), outside.random());
  }

  /** What was read. */
  private record Found(
      Fullness fullness,
      Journal journal,
      long onDisk,
      IndexFiles files,
      LedgerState state,
      LedgerClock clock) {}

  /** The latest time that an earlier process has written: this one's begins no earlier. */
  private static final class Latest {
    private Instant time;

    Latest(Instant inIndex) {
      time = inIndex;
    }

    /** The index has the time of its last flush only; what came since is due by later ones. */
    void sees(LedgerRecord record) {
      record.decided().filter(it -> it.isAfter(time)).ifPresent(it -> time = it);
    }
  }

  /** Blocks on the disk. */
  LocalStore open() throws IOException {
    NativeLibrary.load(settings.nativeFolder().orElse(folder.resolve(NATIVE)));
    Room room = settings.room().room(folder);
    Reserve reserve = new Reserve(new FolderDisk(folder), room, settings.reserveBytes());
    Fullness fullness = new Fullness(room, reserve);
    fullness.makeRoom(0); // what follows writes
    IndexFiles files = IndexFiles.open(folder.resolve(LocalStore.INDEX));
    try {
      // Before anything is read into it: what recovery adds lies in memory, and a crash takes it
      // away.
      long onDisk = files.position();
      LedgerState state = new LedgerState(files, accord);
      Latest latest = new Latest(files.clock().orElse(Instant.EPOCH));
      Journal journal =
          Journal.open(
              settings.disk().disk(folder.resolve(LocalStore.JOURNAL)),
              new Journal.Settings(settings.segmentBytes(), reserve.bytes()),
              // An empty index has nothing of what stood before: that is missing, where it has
              // gone.
              onDisk == 0 ? new Position(1, 0) : Ids.position(onDisk),
              (position, entry) -> {
                long at = Ids.number(position);
                LedgerRecord record = LedgerRecord.of(entry);
                state.apply(record, at);
                latest.sees(record);
                writeMany(state, at + 1, fullness, files, latest.time);
              });
      IndexFiles.requireNotAhead(folder, journal, onDisk);
      LedgerClock clock = new LedgerClock(outside.clock(), outside.nanos(), latest.time);
      Found found = new Found(fullness, journal, onDisk, files, state, clock);
      begin(found);
      return run(found);
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /** What is read at the start need not lie in memory all at once. */
  private static void writeMany(
      LedgerState state, long position, Fullness fullness, IndexFiles files, Instant now) {
    if (state.changes() > CHANGES_AT_RECOVERY) {
      fullness.makeRoom(files.unflushedBytes() + state.changesBytes());
      state.freeze(position, now).write();
      state.thaw();
    }
  }

  /** What the process before has left is treated as if it came now. */
  private void begin(Found found) {
    LedgerState state = found.state();
    Runnable paused =
        () ->
            writeMany(
                state,
                Ids.number(found.journal().end()),
                found.fullness(),
                found.files(),
                found.clock().instant());
    if (accord.isOfMany()) {
      state.beginning().waits(paused);
    } else {
      tell(state.beginning().goesOn(paused));
    }
    accord.begin(state, outside.clock().instant().toEpochMilli());
  }

  private static void tell(Beginning.Alone alone) {
    if (alone.goesOn() > 0) {
      LOG.atWarn()
          .addKeyValue("count", alone.goesOn())
          .log("this node is alone now: what waited for other nodes goes on without them");
    }
    if (alone.waits() > 0) {
      LOG.atWarn()
          .addKeyValue("count", alone.waits())
          .log(
              "this node is alone now: what it has taken up from others, and was not told that it is"
                  + " its own, waits until they can be asked");
    }
  }

  private LocalStore run(Found found) throws IOException {
    Journal journal = found.journal();
    long began = Ids.number(journal.end());
    writeStart(journal, new Started(found.clock().instant(), outside.version()));
    AtomicReference<Consumer<Task>> queue = new AtomicReference<>(task -> {});
    Desk desk =
        new Desk(
            found.state(),
            new Running(),
            new Hands(began),
            new LimitTable(outside.random()),
            found.clock(),
            outside.nanos(),
            task -> Objects.requireNonNull(queue.get()).accept(task));
    desk.onOverSoft(outside.overSoft());
    // The committer is made after what it works with.
    AtomicReference<Runnable> failed = new AtomicReference<>(() -> {});
    Consumer<Throwable> onFatal =
        broken -> {
          Objects.requireNonNull(failed.get()).run();
          outside.onFatal().accept(broken);
        };
    Housekeeping housekeeping =
        new Housekeeping(
            found.fullness(), journal, found.onDisk(), found.files(), desk, found.clock(), onFatal);
    Committer committer =
        new Committer(
            journal,
            found.state(),
            found.clock(),
            outside.nanos(),
            new Committer.Settings(
                settings.betweenSyncs(),
                Committer.Settings.TASKS_MAX_DEFAULT,
                Committer.Settings.BYTES_MAX_DEFAULT),
            housekeeping,
            outside.onFatal());
    queue.set(committer::submit);
    failed.set(committer::failed);
    LocalStore store = store(found, committer, housekeeping, desk);
    committer.start();
    return store;
  }

  private LocalStore store(Found found, Committer committer, Housekeeping housekeeping, Desk desk) {
    VertxInternal vertx = (VertxInternal) outside.vertx();
    Journal journal = found.journal();
    Contents contents = new Contents(vertx, journal, sealer);
    Asking asking = new Asking(vertx, desk);
    Succession succession = new Succession(desk, asking, contents);
    return new LocalStore(
        journal,
        found.fullness(),
        found.files(),
        committer,
        housekeeping,
        desk,
        new LocalLedger(vertx, desk, contents, succession),
        new LocalOutbox(vertx, desk, contents),
        new LocalRecords(
            desk,
            asking,
            contents,
            new Lists(journal),
            new StoreSizes(folder, journal, found.files())),
        new LocalHeldItems(desk, asking),
        new LocalHoldings(vertx, desk, asking, contents, succession));
  }

  /** A full disk must not keep the store from opening: that is how it comes to have room. */
  private static void writeStart(Journal journal, Started started) throws IOException {
    try {
      journal.write(List.of(started.toEntry()));
      journal.sync();
    } catch (JournalException.Full full) {
      LOG.atWarn().setCause(full).log("the journal is full: it does not say that it was opened");
    }
  }
}
