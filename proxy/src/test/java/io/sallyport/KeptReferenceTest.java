package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reference that a sender was told is opened by the server that runs today. */
class KeptReferenceTest {

  @Test
  void isExplainedAfterARestart(@TempDir Path folder) {
    try (RunningGate gate =
        RunningGate.in(folder)
            .policy(
                "github", "provider: github\nkeys: [\"a secret of some length\"]\ndeliver: APP\n")
            .start()) {
      HttpResponse<String> refused = gate.post("/hooks/github", "{\"zen\":\"forged\"}");
      String reference =
          new JsonObject(refused.body()).getString("instance").substring("urn:sallyport:".length());
      gate.server().stop().await();
      gate.start();

      Sallyport explained =
          Sallyport.run(
              "explain",
              reference,
              "--server",
              gate.server().adminUrl(),
              "--data",
              folder.resolve("data").toString());

      assertThat(explained.exit()).isEqualTo(ExitCode.DONE);
      assertThat(explained.out()).contains("signature.missing", "16 bytes", "remedy");
    }
  }
}
