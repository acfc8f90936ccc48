package io.sallyport.cli;

import static io.sallyport.fixture.DrainingInMemory.state;
import static io.sallyport.fixture.DrainingInMemory.stay;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.AdminUnderTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drain}, against an admin listener over loopback. */
class DrainCommandTest {
  private AdminUnderTest admin;

  @BeforeEach
  void start(@TempDir Path data) {
    admin = new AdminUnderTest(data);
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  private static JsonObject done() {
    return state("draining").put("settled", true).put("done", true);
  }

  @Test
  void waitsUntilNothingStaysAndSaysWhatComesNext() {
    admin
        .draining
        .shows(state("notice").put("underWay", 2))
        .shows(state("draining").put("queued", 3).put("left", 1))
        .shows(done().put("queued", 2).put("left", 2).put("node", "web-1"));

    Sallyport drain = admin.run("drain", "--by", "ada", "--note", "smaller");

    assertThat(drain.exit()).isEqualTo(ExitCode.DONE);
    assertThat(drain.err())
        .contains(
            "gives notice: 2 under way, 0 queued (0 left to others)",
            "drains: 0 under way, 3 queued (1 left to others)",
            "drains: 0 under way, 2 queued (2 left to others)");
    assertThat(drain.out())
        .contains("web-1 can be stopped", "the others finish 2", "sallyport store forget web-1");
    assertThat(admin.draining.asked).containsExactly("begin by ada: smaller");
  }

  /** They may be copied already: so they keep nobody from stopping the node. */
  @Test
  void saysThatSecretsAreToBeCopiedBeforeTheDiskGoes() {
    admin.draining.shows(done().put("secrets", 2).put("node", "web-1"));

    Sallyport drain = admin.run("drain");

    assertThat(drain.exit()).isEqualTo(ExitCode.DONE);
    assertThat(drain.out()).contains("data/bootstrap lie 2 secrets", "copy that folder");
  }

  @Test
  void saysWhatStaysAndWhyWhenItsTimeIsOverOrOnlyPeopleCanGoOn() {
    JsonArray stays =
        new JsonArray().add(stay("held", 3, "judge them")).add(stay("batch", 1, "wait"));
    admin.draining.shows(state("draining").put("held", 3).put("stays", stays));

    Sallyport drain = admin.run("drain", "--wait", "0s");

    assertThat(drain.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(drain.out()).isEmpty();
    assertThat(drain.err())
        .contains("sallyport: 3 held: judge them\n", "sallyport: 1 batch: wait\n", "drain --undo");
    admin.draining.shows(done().put("done", false).put("stays", stays));
    assertThat(admin.run("drain").exit()).isEqualTo(ExitCode.PARTIAL);
  }

  @Test
  void printsOneObjectForPrograms() {
    admin.draining.shows(state("notice")).shows(done());

    Sallyport drain = admin.run("drain", "--json");

    assertThat(new JsonObject(drain.out())).isEqualTo(done());
    assertThat(drain.err()).isEmpty();
  }

  /** It has begun: whoever reads "refused" lets the node drain for ever. */
  @Test
  void whereTheFirstLookFailsItIsNotToldAsRefused() {
    admin.draining.cannotLook();

    Sallyport drain = admin.run("drain", "--by", "ada");

    assertThat(admin.draining.asked).hasSize(1);
    assertThat(drain.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(drain.err()).contains("whether it was done is not known");
  }

  @Test
  void whereALaterLookFailsItIsSaidThatItGoesOn() {
    admin.draining.shows(state("draining").put("queued", 3)).cannotLook();

    Sallyport drain = admin.run("drain", "--json");

    assertThat(drain.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(drain.err()).contains("was told to drain, and goes on with that");
    assertThat(new JsonObject(drain.out()).getInteger("queued")).isEqualTo(3);
  }

  @Test
  void whereTheLookAfterItsTakingBackFailsItIsTakenBackAllTheSame() {
    admin.draining.cannotLook();

    Sallyport undo = admin.run("drain", "--undo", "--json");

    assertThat(undo.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(undo.err()).contains("it is taken back");
    assertThat(admin.run("drain", "--undo").exit()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void isTakenBack() {
    Sallyport undo = admin.run("drain", "--undo");

    assertThat(undo.exit()).isEqualTo(ExitCode.DONE);
    assertThat(undo.out()).contains("taken back");
    assertThat(admin.draining.asked).containsExactly("take back");
  }

  @Test
  void wantsATimeAndAServer() {
    assertThat(admin.run("drain", "--wait", "soon").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(admin.run("drain", "--by", " ").exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(Sallyport.run("drain", "--server", "http://127.0.0.1:1").exit())
        .isEqualTo(ExitCode.UNREACHABLE);
  }
}
