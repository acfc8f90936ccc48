package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What platforms are told, where a policy's {@code answers} say how. */
class AnswersTest {
  private static final String TOKEN = "a-token-of-more-than-32-characters-x";
  private static final String POLICY =
      """
      keys: [{id: main, value: "%s"}]
      verify: {token: "{header:X-Token}"}
      freshness: {none: "a token dates nothing"}
      facts: {id: {from: "{header:X-Id}", unsigned: "a token covers nothing"}}
      """
          .formatted(TOKEN);

  @TempDir private Path folder;
  private RunningGate gate;

  @BeforeEach
  void prepare() {
    gate = RunningGate.in(folder);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void anAcceptedDeliveryGetsThePolicysStatusAndBodyInsteadOfTheApplications() {
    start(
        """
        deliver: {to: "APP/in", mode: pass-through}
        answers: {accepted: {status: 202, json: {ok: true}}}
        """);

    HttpResponse<String> answer = genuine("/hooks/app");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"ok\":true}");
    assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/json");
    assertThat(answer.headers().firstValue("Sallyport-Event"))
        .hasValueSatisfying(id -> assertThat(id).startsWith("evt_")); // "e-1" is not signed
  }

  @Test
  void aStatusAloneLeavesTheApplicationsBody() {
    start("deliver: {to: \"APP/in\", mode: pass-through}\nanswers: {accepted: {status: 202}}\n");

    HttpResponse<String> answer = genuine("/hooks/app");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("taken");
    assertThat(answer.headers().allValues("Content-Type")).containsExactly("text/x-app");
  }

  @Test
  void whatTheApplicationRefusesIsNeverMadeASuccess() {
    start(
        """
        deliver: {to: "APP/status/500", mode: pass-through}
        answers: {accepted: {status: 202, body: "fine"}}
        """);

    HttpResponse<String> answer = genuine("/hooks/app");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("taken");
  }

  @Test
  void eachPathOfAPolicyHasItsOwnAnswers() {
    start(
        """
        deliver:
          - {path: /commands, to: "APP/commands", mode: pass-through, answers: {accepted: {body: "working on it"}}}
          - {to: "APP/in", mode: pass-through}
        answers: {accepted: {status: 202}}
        """);

    HttpResponse<String> command = genuine("/hooks/app/commands");
    HttpResponse<String> event = genuine("/hooks/app");

    assertThat(command.body()).isEqualTo("working on it");
    assertThat(event.statusCode()).isEqualTo(202);
    assertThat(event.body()).isEqualTo("taken");
    assertThat(gate.reached())
        .extracting(RunningGate.Reached::target)
        .containsExactly("/commands", "/in");
  }

  @Test
  void aRefusalGetsThePolicysStatus() {
    start("deliver: {to: \"APP/in\", mode: pass-through}\nanswers: {refused: {status: 403}}\n");

    HttpResponse<String> answer = gate.post("/hooks/app", "{}", "X-Token", "wrong");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("urn:sallyport:r-");
    assertThat(gate.reached()).isEmpty();
  }

  private void start(String more) {
    gate.policy("app", POLICY + more).start();
  }

  private HttpResponse<String> genuine(String path) {
    return gate.post(path, "{\"at\":\"" + path + "\"}", "X-Token", TOKEN, "X-Id", "e-1");
  }
}
