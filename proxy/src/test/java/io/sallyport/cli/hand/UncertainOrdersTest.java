package io.sallyport.cli.hand;

import static io.sallyport.fixture.Events.anEvent;
import static io.sallyport.fixture.Events.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.admit.Standing;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.fixture.AdminUnderTest;
import io.sallyport.fixture.Events;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.verdict.Reason;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("what may have been done is told neither as refused nor as heard by nobody")
class UncertainOrdersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LOOK =
      "whether it was done is not known: look before you order again; it may still be done for up to"
          + " two minutes";

  private AdminUnderTest admin;

  @BeforeEach
  void start(@TempDir Path data) {
    admin = new AdminUnderTest(data, UncertainOrdersTest::mount);
    for (String name : new String[] {"good", "slow", "broken", "page", "last"}) {
      Events event = anEvent(name).in(Standing.DEAD);
      admin.records.put(event.recorded(), event.parcel());
    }
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  private static void mount(Router router) {
    router.post("/api/v1/deliveries/:event/retry").handler(UncertainOrdersTest::answer);
    router.post("/api/v1/drain").handler(it -> it.response().setStatusCode(504).end("{}"));
    router.delete("/api/v1/drain").handler(it -> it.request().connection().close());
    router.get("/api/v1/quarantine/:event").handler(UncertainOrdersTest::show);
  }

  private static void show(RoutingContext context) {
    if (context.pathParam("event").equals(id("first").value())) {
      context.next();
    } else {
      context.request().connection().close();
    }
  }

  private static void answer(RoutingContext context) {
    String event = context.pathParam("event");
    if (event.equals(id("slow").value())) {
      context.response().setStatusCode(504).end("{\"detail\":\"two did not answer\"}");
    } else if (event.equals(id("page").value())) {
      context.response().end("<h1>sign in</h1>");
    } else if (event.equals(id("broken").value())) {
      context.request().connection().close();
    } else {
      context.next();
    }
  }

  @Test
  void aBulkOrderCountsItApartAndGoesOnWhereTheServerAnswers() throws IOException {
    Sallyport retry =
        admin.run("deliveries", "retry", "--json", id("slow").value(), id("good").value());

    assertThat(retry.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(retry.err()).contains(id("slow").value() + ": two did not answer: " + LOOK);
    assertThat(JSON.readTree(retry.out()))
        .isEqualTo(JSON.readTree("{\"done\":1,\"failed\":0,\"unknown\":1,\"untried\":0}"));
  }

  /** An error page of what stands before the server, or of nobody who has heard of orders. */
  @Test
  void aBulkOrderStopsWhereTheAnswerIsInOtherWords() throws IOException {
    Sallyport retry =
        admin.run("deliveries", "retry", "--json", id("page").value(), id("good").value());

    assertThat(retry.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(retry.err()).contains(id("page").value(), "answered 200", LOOK);
    assertThat(JSON.readTree(retry.out()))
        .isEqualTo(JSON.readTree("{\"done\":0,\"failed\":0,\"unknown\":1,\"untried\":1}"));
    assertThat(admin.records.orders).isEmpty();
  }

  /** Who takes 3 for "nothing was done" orders anew, and an event is replayed twice. */
  @Test
  void whatWasDoneBeforeNobodyAnsweredIsNotToldAsUnreachable() throws IOException {
    Sallyport release =
        admin.run(
            "quarantine",
            "release",
            "--note",
            "n",
            "--json",
            held("first").eventId(),
            id("last").value());

    assertThat(release.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(JSON.readTree(release.out()))
        .isEqualTo(JSON.readTree("{\"done\":1,\"failed\":0,\"unknown\":0,\"untried\":1}"));
    assertThat(admin.released).containsExactly(id("first").value());
  }

  private HeldItem held(String name) {
    return admin.hold(name, Reason.STORE_REBUILDING, Events.T0);
  }

  /** Each connection that is left open counts among the 128 of one address. */
  @Test
  void ordersAboutManyTakeOneConnection() {
    String[] orders = new String[202];
    orders[0] = "deliveries";
    orders[1] = "retry";
    for (int i = 2; i < orders.length; i++) {
      Events event = anEvent("many-" + i).in(Standing.DEAD);
      admin.records.put(event.recorded(), event.parcel());
      orders[i] = id("many-" + i).value();
    }

    Sallyport retry = admin.run(orders);

    assertThat(retry.exit()).as(retry.toString()).isEqualTo(ExitCode.DONE);
    assertThat(retry.out().strip()).isEqualTo("retry: 200 of 200");
  }

  @Test
  void aBulkOrderThatIsNotAnsweredStopsThereAndPrintsItsCounts() throws IOException {
    String[] orders = {
      "deliveries", "retry", id("good").value(), id("broken").value(), id("last").value()
    };

    Sallyport retry = admin.run(orders);

    assertThat(retry.exit()).isEqualTo(ExitCode.PARTIAL);
    assertThat(retry.err()).contains(id("broken").value(), LOOK);
    assertThat(retry.out().strip())
        .isEqualTo("retry: 1 of 3, 1 are not known to be done or not, 1 were not tried");
    assertThat(admin.records.orders).hasSize(1);
  }

  @Test
  void oneOrderAloneIsNotToldAsRefused() {
    assertThat(admin.run("deliveries", "retry", id("slow").value()).exit())
        .isEqualTo(ExitCode.PARTIAL);
    assertThat(admin.run("deliveries", "retry", id("broken").value()).exit())
        .isEqualTo(ExitCode.PARTIAL);
    for (String[] order : new String[][] {{"drain"}, {"drain", "--undo"}}) {
      Sallyport drain = admin.run(order);
      assertThat(drain.exit()).isEqualTo(ExitCode.PARTIAL);
      assertThat(drain.err()).contains(LOOK);
    }
  }

  @Test
  void whereNobodyAnswersAnyMoreTheCountsArePrinted() throws IOException {
    Sallyport release =
        admin.run(
            "quarantine",
            "release",
            "--note",
            "n",
            "--json",
            id("good").value(),
            id("last").value());

    assertThat(release.exit()).isEqualTo(ExitCode.UNREACHABLE);
    JsonNode counts = JSON.readTree(release.out());
    assertThat(counts)
        .isEqualTo(JSON.readTree("{\"done\":0,\"failed\":0,\"unknown\":0,\"untried\":2}"));
  }
}
