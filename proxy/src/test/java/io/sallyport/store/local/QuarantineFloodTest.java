package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Records.Filter;
import io.sallyport.admit.Records.Page;
import io.sallyport.admit.Records.Recorded;
import io.sallyport.admit.Standing;
import io.sallyport.fixture.SettableClock;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("threats row 65: a flood of held events hides the one that matters")
class QuarantineFloodTest {
  private static final int HOSTILE = 100_000;
  private static final int AT_ONCE = 500;
  private static final int PAGE = 100;

  /** Rows that one page may cost: what it looks at in all, and the last piece of that. */
  private static final int ROWS_A_PAGE_MAX = 4_096 + 256;

  private static final int BODY_BYTES = 1_024;

  /** What is known of a held event without asking the disk. */
  private static final int HEAP_BYTES_AN_EVENT_MAX = 100;

  @TempDir Path folder;

  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  private final Vertx vertx = Vertx.vertx();
  private LocalStore store;

  @BeforeEach
  void open() throws IOException {
    SecureRandom random = new SecureRandom();
    store =
        LocalStore.open(
            folder.resolve("store"),
            new RecordSealer(MasterKey.inDirectory(folder, random), "journal", random),
            LocalStore.Settings.defaults().withNative(Path.of("target", "native")),
            new LocalStore.Outside(
                vertx,
                clock,
                System::nanoTime,
                random,
                "test",
                (integration, limit) -> {},
                fatal -> {
                  throw new AssertionError(fatal);
                }));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    vertx.close().await();
  }

  /** By its account, whatever else is held; and first of all, because it has lain there longest. */
  @Test
  void row65AmongAHundredThousandTheRealOneIsFound() {
    hold(List.of(held("real", "acme")));
    EventId real = AnAdmission.to("github").event("real", content("real")).id();
    clock.advance(Duration.ofSeconds(1));
    flood(0, HOSTILE / 10);
    long little = heapBytes();
    flood(HOSTILE / 10, HOSTILE);

    assertThat(heapBytes() - little)
        .as("what is held lies on the disk")
        .isLessThan(HOSTILE * 9L / 10 * HEAP_BYTES_AN_EVENT_MAX);
    assertThat(store.records().stats().await().held()).isEqualTo(HOSTILE + 1);
    assertThat(store.held().open(10).await())
        .as("oldest first")
        .first()
        .extracting(HeldItem::eventId)
        .isEqualTo(real.value());
    assertThat(page(filter(Optional.empty()), Optional.empty()).events())
        .as("oldest first, on a page for people, too")
        .hasSize(PAGE)
        .first()
        .extracting(Recorded::id)
        .isEqualTo(real);
    List<Page> pages = pages(filter(Optional.of("acme")));
    assertThat(pages.stream().flatMap(it -> it.events().stream()).map(Recorded::id))
        .containsExactly(real);
    assertThat(pages)
        .as("none has looked at more rows than a page may cost")
        .hasSizeGreaterThanOrEqualTo(HOSTILE / ROWS_A_PAGE_MAX);
  }

  private void flood(int from, int to) {
    for (int i = from; i < to; i += AT_ONCE) {
      hold(
          IntStream.range(i, Math.min(to, i + AT_ONCE))
              .mapToObj(number -> held("flood-" + number, "stranger-" + number))
              .toList());
    }
  }

  private void hold(List<Admission> admissions) {
    List<Future<Placed>> placed = admissions.stream().map(store.ledger()::admit).toList();
    Future.all(placed).await();
    assertThat(placed)
        .allMatch(
            it ->
                ((Placed.Kept) it.result())
                    .places().stream().allMatch(Place.Held.class::isInstance));
  }

  private Admission held(String name, String account) {
    return AnAdmission.to("github")
        .event(name, content(name))
        .of(account)
        .held(Reason.REPLAY_CONFLICT)
        .at(clock.instant());
  }

  private static String content(String name) {
    return name + " ".repeat(BODY_BYTES);
  }

  private static Filter filter(Optional<String> account) {
    return new Filter(
        Optional.empty(),
        account,
        Optional.empty(),
        Optional.of(Reason.REPLAY_CONFLICT),
        EnumSet.of(Standing.HELD),
        Optional.empty(),
        Optional.empty());
  }

  private Page page(Filter filter, Optional<String> cursor) {
    return store.records().list(filter, cursor, PAGE).await();
  }

  /** A part may be short, or empty, and still not be the last. */
  private List<Page> pages(Filter filter) {
    List<Page> pages = new ArrayList<>();
    List<Duration> took = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      long began = System.nanoTime();
      Page page = page(filter, cursor);
      took.add(Duration.ofNanos(System.nanoTime() - began));
      pages.add(page);
      cursor = page.next();
    } while (cursor.isPresent());
    Duration p95 = took.stream().sorted().skip(took.size() * 95L / 100).findFirst().orElseThrow();
    System.out.printf("%d pages, p95 %d ms%n", pages.size(), p95.toMillis());
    return pages;
  }

  private static long heapBytes() {
    System.gc();
    Runtime now = Runtime.getRuntime();
    return now.totalMemory() - now.freeMemory();
  }
}
