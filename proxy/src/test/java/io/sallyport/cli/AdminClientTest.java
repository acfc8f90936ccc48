package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.admin.AdminKey;
import io.sallyport.admin.AdminServer;
import io.sallyport.admin.SignInThrottle;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a command looks for the server and its key, as {@code run} would have them there. */
class AdminClientTest {
  @TempDir private Path folder;
  private Path data;
  private Vertx vertx;
  private String address = "";

  @BeforeEach
  void start() throws IOException {
    vertx = Vertx.vertx();
    data = Files.createDirectory(folder.resolve("elsewhere"));
    AdminKey key = AdminKey.openOrCreate(data, new SecureRandom());
    address =
        "127.0.0.1:"
            + new AdminServer(
                    vertx,
                    key,
                    new SignInThrottle(() -> 0L),
                    List.of(
                        router ->
                            router.get("/api/v1/here").handler(it -> it.response().end("{}"))))
                .listen("127.0.0.1", 0)
                .await()
                .actualPort();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private static void asks(Map<String, String> environment, Optional<Path> file) throws Exception {
    assertThat(new AdminClient(environment, file).get("/api/v1/here").isObject()).isTrue();
  }

  /** As in the image, which sets SALLYPORT_DATA. */
  @Test
  void findsBothByTheServersVariables() throws Exception {
    asks(
        Map.of("SALLYPORT_DATA", data.toString(), "SALLYPORT_ADMIN_LISTEN", address),
        Optional.empty());
  }

  @Test
  void findsBothByTheServersFile() throws Exception {
    asks(Map.of(), Optional.of(written("data: '%s'\nadmin: {listen: '%s'}\n")));
  }

  @Test
  void findsBothWhereItListensEverywhere() throws Exception {
    asks(
        Map.of(
            "SALLYPORT_DATA", data.toString(),
            "SALLYPORT_ADMIN_LISTEN", address.replace("127.0.0.1", "0.0.0.0")),
        Optional.empty());
  }

  @Test
  void believesWhatIsSaidOfTheServerItselfFirst() throws Exception {
    asks(
        Map.of(
            "SALLYPORT_DATA",
            data.toString(),
            "SALLYPORT_ADMIN_LISTEN",
            "127.0.0.1:1",
            "SALLYPORT_ADDR",
            "http://" + address),
        Optional.empty());
    AdminClient named =
        new AdminClient(Map.of("SALLYPORT_ADDR", "http://127.0.0.1:1"), Optional.empty());
    named.server = "http://" + address;
    named.data = data;
    assertThat(named.get("/api/v1/here").isObject()).isTrue();
  }

  @Test
  void aFileThatIsBrokenMeanwhileKeepsNobodyFromAsking() throws Exception {
    asks(
        Map.of("SALLYPORT_DATA", data.toString(), "SALLYPORT_ADMIN_LISTEN", address),
        Optional.of(written("dat: '%s'\nadmin: {listen: '%s'}\n")));
  }

  @Test
  void saysWhereTheKeyIsLookedFor() {
    Path empty = folder.resolve("empty");

    AdminClient keyless =
        new AdminClient(Map.of("SALLYPORT_DATA", empty.toString()), Optional.empty());

    assertThatThrownBy(() -> keyless.get("/api/v1/here"))
        .isInstanceOf(AdminClient.Unreachable.class)
        .hasMessageContaining(empty.resolve("admin.key").toString());
  }

  private Path written(String yaml) throws IOException {
    return Files.writeString(folder.resolve("sallyport.yaml"), yaml.formatted(data, address));
  }
}
