package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.admin.AdminKey;
import io.sallyport.config.ConfigurationLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("whose key goes where")
class ServerSearchTest {
  private static final ServerSearch.Said NOTHING =
      new ServerSearch.Said(Optional.empty(), Optional.empty());

  /** Whatever lies on the disk is somebody else's. */
  private static final FoundFile STRANGERS =
      new FoundFile(1, path -> new FoundFile.Owned(2, "mallory", false, false));

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();
  private Path data;
  private String key = "";

  @BeforeEach
  void key() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    key = AdminKey.openOrCreate(data, new SecureRandom()).bearer();
  }

  private ServerSearch.Found found(
      Map<String, String> environment, Optional<Path> file, ServerSearch.Said said)
      throws Unreachable {
    return new ServerSearch(environment, file, Optional::empty, STRANGERS).find(said, told::add);
  }

  private ServerSearch lyingHere(boolean isWritten) {
    ServerSearch search = new ServerSearch(Map.of(), Optional.empty(), Optional::empty, STRANGERS);
    search.preferring( // where nobody writes it, the folder is the `data` of where one stands
        ConfigurationLoader.load(Optional.empty(), Map.of("SALLYPORT_DATA", data.toString()))
            .configuration()
            .orElseThrow(),
        isWritten);
    return search;
  }

  /** Somebody else's folder: a link in it may lead to any key of whoever gives a command there. */
  @Test
  void aKeyThatIsOnlyFoundIsNotSentWhereSomebodyElseCanHavePutItThere() {
    assertThatThrownBy(() -> lyingHere(false).find(NOTHING, told::add))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining(data.resolve("admin.key") + " is not sent")
        .hasMessageContaining("belongs to mallory")
        .hasMessageContaining("--data " + data);
  }

  @Test
  void aKeyInAFolderThatIsSaidIsSentWhoseverItIs() throws Exception {
    Path file = Files.writeString(folder.resolve("sallyport.yaml"), "data: '" + data + "'\n");

    assertThat(lyingHere(true).find(NOTHING, told::add).key()).isEqualTo(key);
    assertThat(found(Map.of("SALLYPORT_DATA", data.toString()), Optional.empty(), NOTHING).key())
        .isEqualTo(key);
    assertThat(found(Map.of(), Optional.of(file), NOTHING).key()).isEqualTo(key);
    assertThat(
            found(
                    Map.of(),
                    Optional.empty(),
                    new ServerSearch.Said(Optional.empty(), Optional.of(data)))
                .key())
        .isEqualTo(key);
  }

  /** Whoever says which server's folder it is does not mean the demo that happens to run. */
  @Test
  void whereAFolderIsSaidNoThrowawayIsAsked() throws IOException {
    Path empty = folder.resolve("empty");
    try (ThrowawayFolder demo = ThrowawayFolder.create()) { // or somebody else's runs already
      AdminKey.openOrCreate(Files.createDirectory(demo.data()), new SecureRandom());
      Files.writeString(demo.configuration(), "admin: {listen: '127.0.0.1:9'}\n");

      assertThatThrownBy(
              () -> found(Map.of("SALLYPORT_DATA", empty.toString()), Optional.empty(), NOTHING))
          .isInstanceOf(Unreachable.class)
          .hasMessageContaining(empty.resolve(AdminKey.FILE).toString());
    }
  }

  @Test
  void theTokenIsBelievedBeforeAnyFile() throws Exception {
    assertThat(
            found(
                    Map.of("SALLYPORT_TOKEN", "sak_elsewhere\n", "SALLYPORT_DATA", data.toString()),
                    Optional.empty(),
                    NOTHING)
                .key())
        .as("as a file has it that was read into the variable")
        .isEqualTo("sak_elsewhere");
  }

  /** Else a script whose variable is empty orders something of another server. */
  @ParameterizedTest
  @ValueSource(strings = {"SALLYPORT_ADDR", "SALLYPORT_TOKEN"})
  void aVariableThatIsSetAndEmptyIsTold(String variable) {
    for (String empty : new String[] {"", " \n"}) {
      Map<String, String> environment = new HashMap<>(Map.of("SALLYPORT_DATA", data.toString()));
      environment.put(variable, empty);

      assertThatThrownBy(() -> found(environment, Optional.empty(), NOTHING))
          .isInstanceOf(Unreachable.class)
          .hasMessageContaining(variable + " is set and empty");
    }
  }

  @Test
  void aTokenThatCannotBeOneIsToldWithoutIt() {
    AdminClient client =
        new AdminClient(
            Map.of("SALLYPORT_TOKEN", "sak_one\nsak_two"),
            Optional.empty(),
            Optional::empty,
            new PrintWriter(new StringWriter()));

    assertThatThrownBy(() -> client.get("/api/v1/status"))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining("cannot be one")
        .hasMessageNotContaining("sak_");
  }
}
