package io.sallyport.cli.hand;

import static io.sallyport.fixture.Events.T0;
import static io.sallyport.fixture.Events.anEvent;
import static io.sallyport.fixture.Events.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.admit.Forgetting;
import io.sallyport.admit.Records;
import io.sallyport.admit.Standing;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.fixture.AdminUnderTest;
import io.sallyport.fixture.Events;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.quarantine.item.ItemState.Held;
import io.sallyport.quarantine.item.ItemState.Rejected;
import io.sallyport.quarantine.item.ItemState.Released;
import io.sallyport.verdict.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that operators use by hand, against an admin listener over loopback. */
class HandCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private AdminUnderTest admin;

  @BeforeEach
  void start(@TempDir Path data) {
    admin = new AdminUnderTest(data);
    put(anEvent("done").tried(1, 200, ""));
    put(anEvent("dead").in(Standing.DEAD).at(T0.plusSeconds(1)).tried(5, 503, "busy\r\n\u001b[2J"));
    put(anEvent("queued").in(Standing.QUEUED).at(T0.plusSeconds(2)).due(T0.plusSeconds(9)));
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  private void put(Events event) {
    admin.records.put(event.recorded(), event.parcel());
  }

  @Test
  void eventsLsPrintsATable() {
    Sallyport ls = admin.run("events", "ls");

    assertThat(ls.exit()).isEqualTo(ExitCode.DONE);
    assertThat(ls.out().lines()).first().asString().startsWith("RECEIVED").endsWith("EVENT");
    assertThat(ls.out().lines().skip(1))
        .hasSize(3)
        .first()
        .asString()
        .startsWith("2026-05-01T12:00:02Z  github")
        .contains("queued")
        .endsWith(id("queued").value());
  }

  @Test
  void eventsLsFiltersByAVerdictAndSaysWhenThereIsNone() {
    assertThat(admin.run("events", "ls", "--verdict", "dead-letter").out().lines()).hasSize(2);
    assertThat(admin.run("events", "ls", "--verdict", "forward").out().lines()).hasSize(4);
    assertThat(admin.run("events", "ls", "--verdict", "hold").out().strip()).isEqualTo("none");
    assertThat(admin.run("events", "ls", "-i", "stripe").out().strip()).isEqualTo("none");
    assertThat(admin.run("events", "ls", "-n", "1").out()).contains("and more");
  }

  @Test
  void whatIsNotUnderstoodExitsTwoOrFour() {
    assertThat(admin.run("events", "ls", "--since", "yesterday").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(admin.run("events").exit()).isEqualTo(ExitCode.USAGE);
    Sallyport refused = admin.run("events", "ls", "--verdict", "lost");
    assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.err()).contains("standing: want words of queued");
  }

  @Test
  void listsGoThroughAllPagesAndPrintJsonForPrograms() throws IOException {
    for (int i = 0; i < 450; i++) {
      put(anEvent("n" + i).at(T0.minusSeconds(i)));
    }

    Sallyport ls = admin.run("events", "ls", "-n", "1000", "--json");

    JsonNode json = JSON.readTree(ls.out());
    assertThat(json.path("events")).hasSize(453);
    assertThat(admin.run("events", "export").out().lines())
        .hasSize(453)
        .allSatisfy(line -> assertThat(JSON.readTree(line).path("event").asText()).isNotEmpty());
  }

  @Test
  void showsOneEventAndTheRequestThatBroughtIt() {
    Sallyport event = admin.run("events", "show", id("dead").value());
    Sallyport http = admin.run("events", "show", id("dead").value(), "--http");

    assertThat(event.out()).contains("standing       dead-letter", "last attempt", "status", "503");
    assertThat(http.out())
        .startsWith("POST /hooks/github?token=<6-characters> HTTP/1.1\n")
        .contains("Authorization: <14-characters>\n", "X-Escape: ?[31mred\n")
        .endsWith("\n\n{\"action\":\"opened\"}\n")
        .doesNotContain("sesame", "\u001b");
    assertThat(event.out() + event.err()).doesNotContain("\u001b");
    assertThat(admin.run("events", "show", id("no").value()).exit()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void explainTellsAnEventsStory() {
    Sallyport told = admin.run("explain", id("dead").value());

    assertThat(told.exit()).isEqualTo(ExitCode.DONE);
    assertThat(told.out())
        .contains(
            "admit      ok      received at 2026-05-01T12:00:01Z",
            "deliver    FAIL    a dead letter after 5 tries",
            "remedy     mend the upstream, then: sallyport deliveries retry " + id("dead"));
    assertThat(admin.run("explain", id("done").value(), "--curl").out()).contains("curl -gsS");
    assertThat(admin.run("explain", id("done").value(), "-i", "github").exit())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void deliveriesLsShowsTheLastTry() {
    Sallyport ls = admin.run("deliveries", "ls");

    assertThat(ls.out())
        .contains("503 busy???[2J", "2026-05-01T12:00:09Z")
        .doesNotContain("\u001b");
    assertThat(ls.out().lines()).hasSize(3);
  }

  @Test
  void retriesWhatIsNamedAndSaysWhoWantedIt() {
    Sallyport retry =
        admin.run(
            "deliveries",
            "retry",
            id("dead").value(),
            id("queued").value(),
            "--by",
            "ada",
            "--note",
            "it is up again");

    assertThat(retry.exit()).isEqualTo(ExitCode.DONE);
    assertThat(retry.out().strip()).isEqualTo("retry: 2 of 2");
    assertThat(admin.records.orders)
        .allSatisfy(
            it -> assertThat(it.order()).isEqualTo(new Records.Order("ada", "it is up again")));
  }

  @Test
  void exitsFiveWhenSomeWereDoneAndFourWhenNone() {
    Sallyport some = admin.run("deliveries", "retry", id("dead").value(), id("done").value());
    Sallyport none = admin.run("deliveries", "retry", id("done").value());

    assertThat(some.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(some.err()).contains(id("done").value(), "not in a state for this");
    assertThat(none.exit()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void asksBeforeItDoesSomethingToAllThatAFilterFinds() {
    Sallyport asked = admin.run("deliveries", "retry", "-i", "github");

    assertThat(asked.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(asked.err()).contains("retry 2 of them? Add --yes");
    assertThat(admin.records.orders).isEmpty();

    Sallyport looked = admin.run("deliveries", "retry", "-i", "github", "--dry-run");
    assertThat(looked.out().lines()).containsExactly(id("queued").value(), id("dead").value());
    assertThat(admin.records.orders).isEmpty();

    Sallyport done =
        admin.run("deliveries", "discard", "-i", "github", "--yes", "--note", "n", "--json");
    assertThat(done.exit()).isEqualTo(ExitCode.DONE);
    assertThat(done.out().strip()).contains("\"done\":2", "\"failed\":0");
    assertThat(admin.records.orders).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deliveries retry", "events replay"})
  void neverMeansEverythingBySayingNothing(String command) {
    assertThat(admin.run(command.split(" ")).exit()).isEqualTo(ExitCode.USAGE);
    assertThat(admin.records.orders).isEmpty();
  }

  @Test
  void replaysAnEndedEvent() {
    Sallyport replay = admin.run("events", "replay", id("done").value(), "--by", "ada");

    assertThat(replay.out().strip()).isEqualTo("replay: done, " + id("done"));
    assertThat(admin.records.orders).singleElement().extracting("what").isEqualTo("replay");
  }

  @Test
  void releasesAboutTheBytesThatTheCaseHas() {
    HeldItem item = admin.hold("held", Reason.REPLAY_CONFLICT, T0);

    assertThat(admin.run("quarantine", "ls").out()).contains("replay.conflict", item.eventId());
    assertThat(admin.run("quarantine", "show", item.eventId()).out()).contains(item.bodyDigest());
    assertThat(admin.run("quarantine", "release", item.eventId()).exit())
        .as("a decision wants a note")
        .isEqualTo(ExitCode.USAGE);

    Sallyport other =
        admin.run(
            "quarantine", "release", item.eventId(), "--note", "n", "--sha256", "0".repeat(64));
    assertThat(other.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(other.err()).contains("not the bytes that are held");
    assertThat(admin.held.get(item.eventId()).state()).isInstanceOf(Held.class);

    Sallyport done = admin.run("quarantine", "release", item.eventId(), "--note", "looked at it");
    assertThat(done.exit()).isEqualTo(ExitCode.DONE);
    assertThat(done.out().strip())
        .isEqualTo("released: " + item.eventId() + ", sha256 " + item.bodyDigest());
    assertThat(admin.held.get(item.eventId()).state()).isInstanceOf(Released.class);
  }

  @Test
  void rejectsAllThatAFilterFinds() {
    List<HeldItem> items =
        List.of(
            admin.hold("a", Reason.REPLAY_CONFLICT, T0),
            admin.hold("b", Reason.REPLAY_CONFLICT, T0),
            admin.hold("c", Reason.REPLAY_SIGNATURE_REUSED, T0));

    Sallyport reject =
        admin.run(
            "quarantine", "reject", "--reason", "replay.conflict", "--yes", "--note", "a test run");

    assertThat(reject.exit()).isEqualTo(ExitCode.DONE);
    assertThat(items)
        .extracting(item -> admin.held.get(item.eventId()).state() instanceof Rejected)
        .containsExactly(true, true, false);
  }

  @Test
  void storeStatsExitsOneWhenSomethingIsDamaged() {
    admin.records.stats = new Records.Stats(3, 1, 0, 1, 2, 64 << 20, 2_048, 5L << 30, List.of());
    Sallyport sound = admin.run("store", "stats");
    admin.records.stats =
        new Records.Stats(3, 1, 0, 1, 0, 1, 1, 1, List.of("000003.log: 48 bytes at 4096"));
    Sallyport damaged = admin.run("store", "stats");

    assertThat(sound.exit()).isEqualTo(ExitCode.DONE);
    assertThat(sound.out())
        .contains("claims     3", "waiting    2", "journal    64.0 MiB", "disk free  5.0 GiB");
    assertThat(damaged.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(damaged.out()).contains("DAMAGE", "000003.log");
  }

  @Test
  void exitsFourWhenTheStoreIsDownAndThreeWhenNobodyAnswers() {
    admin.records.fail();
    assertThat(admin.run("events", "ls").exit()).isEqualTo(ExitCode.REFUSED);

    admin.close();
    assertThat(admin.run("events", "ls").exit()).isEqualTo(ExitCode.UNREACHABLE);
  }

  @Test
  void storeForgetSaysWhatWaitsAndDoesNothingWithoutAYes() {
    Sallyport look = admin.run("store", "forget", "two", "--dry-run");
    Sallyport nothing = admin.run("store", "forget", "one", "--dry-run", "--json");
    Sallyport unconfirmed = admin.run("store", "forget", "two");

    assertThat(look.exit()).isEqualTo(ExitCode.DONE);
    assertThat(look.out().strip()).isEqualTo("waits for two: github:7");
    assertThat(nothing.out().strip()).isEqualTo("{\"node\":\"one\",\"whole\":true,\"waiting\":[]}");
    assertThat(unconfirmed.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(unconfirmed.err()).contains("--yes");
    assertThat(admin.fellowship.forgotten).isEmpty();
  }

  @Test
  void storeForgetForgetsAndSaysWhyNot() {
    Sallyport done =
        admin.run("store", "forget", "two", "--yes", "--by", "ada", "--note", "scrapped");
    admin.fellowship.outcome = Forgetting.ALIVE;
    Sallyport alive = admin.run("store", "forget", "two", "--yes", "--by", "ada");

    assertThat(done.exit()).isEqualTo(ExitCode.DONE);
    assertThat(done.out().strip()).isEqualTo("forget: done, two");
    assertThat(admin.fellowship.forgotten).containsExactly("two by ada: scrapped", "two by ada: ");
    assertThat(alive.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(alive.err()).contains("it is alive");
  }

  /** Of what Redis has heard nobody can say that it was not done. */
  @Test
  void storeForgetThatBreaksIsNotToldAsRefused() {
    admin.fellowship.fails = true;

    Sallyport broken = admin.run("store", "forget", "two", "--yes", "--by", "ada");

    assertThat(broken.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(broken.err()).contains("whether it was done is not known");
  }

  @Test
  void storeForgetKnowsTheNamesThatThereAre() {
    Sallyport look = admin.run("store", "forget", "tow", "--dry-run");
    Sallyport noName = admin.run("store", "forget", "No Name", "--yes", "--by", "ada");

    assertThat(look.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(look.err()).contains("no node is called tow; there are: one, two");
    assertThat(noName.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(admin.fellowship.forgotten).isEmpty();
  }

  @Test
  void storeForgetSaysWhereNotAllIsListed() {
    admin.fellowship.closed = 300;

    Sallyport look = admin.run("store", "forget", "two", "--dry-run");
    Sallyport other = admin.run("store", "forget", "one", "--dry-run");

    assertThat(look.out().lines())
        .containsExactly("waits for two: github:7", "and perhaps more: not all shards are listed");
    assertThat(other.out().strip()).isEqualTo("nothing that is listed waits for one");
  }
}
