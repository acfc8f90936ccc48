package io.sallyport.admin;

import static io.sallyport.fixture.Events.T0;
import static io.sallyport.fixture.Events.anEvent;
import static io.sallyport.fixture.Events.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.sallyport.admit.Records;
import io.sallyport.admit.Standing;
import io.sallyport.explain.Redaction;
import io.sallyport.fixture.AdminUnderTest;
import io.sallyport.fixture.DescribedApi;
import io.sallyport.fixture.DrainingInMemory;
import io.sallyport.fixture.HeldItemsInMemory;
import io.sallyport.fixture.RecordsInMemory;
import io.sallyport.quarantine.Quarantine;
import io.sallyport.refusals.RefusalRing;
import io.sallyport.seal.Bootstrap;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.SealedFiles;
import io.sallyport.seal.Sealer;
import io.sallyport.verdict.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the admin API, held to the routes and to what they answer. */
class ContractTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-zA-Z]+)}");
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final JsonNode contract = DescribedApi.read();

  @Test
  void namesEveryRouteAndNoOther(@TempDir Path folder) throws IOException {
    Vertx vertx = Vertx.vertx();
    Router router = Router.router(vertx);
    allRoutes(vertx, folder).forEach(routes -> routes.mount(router));

    Set<String> served = new TreeSet<>();
    for (Route route : router.getRoutes()) {
      String path = route.getPath().replaceAll(":([a-zA-Z]+)", "{$1}");
      route
          .methods()
          .forEach(method -> served.add(method.name().toLowerCase(Locale.ROOT) + " " + path));
    }
    Set<String> described = new TreeSet<>();
    contract
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> described.add(method + " " + path.getKey())));

    assertThat(described).isEqualTo(served).hasSizeGreaterThan(20);
    vertx.close().await();
  }

  /** OpenAPI 3.1.0 §4.8: what a document must have, and what its parts must have. */
  @Test
  void isAnOpenApiDocument() {
    assertThat(contract.path("openapi").asText()).isEqualTo("3.1.0");
    assertThat(contract.at("/info/title").asText()).isNotBlank();
    assertThat(contract.at("/info/version").asText()).isNotBlank();
    Set<String> names = new HashSet<>();
    contract
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          assertThat(METHODS).contains(operation.getKey());
                          check(path.getKey(), operation.getValue());
                          assertThat(names.add(operation.getValue().path("operationId").asText()))
                              .isTrue();
                        }));
  }

  private static void check(String path, JsonNode operation) {
    assertThat(operation.path("summary").asText()).as(path).isNotBlank();
    Set<String> inPath = new HashSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      assertThat(parameter.path("schema").isObject()).as(path).isTrue();
      if (parameter.path("in").asText().equals("path")) {
        assertThat(parameter.path("required").asBoolean()).as(path).isTrue();
        inPath.add(parameter.path("name").asText());
      }
    }
    assertThat(inPath)
        .as(path)
        .containsExactlyInAnyOrderElementsOf(
            PARAMETER.matcher(path).results().map(it -> it.group(1)).toList());
    assertThat(operation.path("responses").has("default")).as(path).isTrue();
    operation
        .path("responses")
        .properties()
        .forEach(
            response -> {
              assertThat(response.getKey()).matches("default|[2-5][0-9]{2}");
              assertThat(response.getValue().has("description") || response.getValue().has("$ref"))
                  .as(path)
                  .isTrue();
            });
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = contract.findValuesAsText("$ref");

    assertThat(references).isNotEmpty();
    assertThat(references)
        .allSatisfy(
            reference -> {
              assertThat(reference).startsWith("#/");
              assertThat(contract.at(reference.substring(1)).isMissingNode()).isFalse();
            });
  }

  @Test
  void everySchemaIsOne() {
    JsonNode dialect =
        JSON.valueToTree(Map.of("$ref", "https://json-schema.org/draft/2020-12/schema"));
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(dialect);

    contract
        .at("/components/schemas")
        .properties()
        .forEach(it -> assertThat(schema.validate(it.getValue())).as(it.getKey()).isEmpty());
  }

  @Test
  void answersAreAsDescribed(@TempDir Path data) throws IOException {
    try (AdminUnderTest admin = new AdminUnderTest(data)) {
      admin.hold("held", Reason.REPLAY_CONFLICT, T0);
      var dead =
          anEvent("dead").in(Standing.DEAD).tried(3, 0, "refused").due(T0).received(2).at(T0);
      admin.records.put(dead.recorded(), dead.parcel());
      admin.records.put(anEvent("bare").recorded()); // its bytes are forgotten
      admin.records.stats = new Records.Stats(1, 2, 3, 4, 5, 6, 7, 8, List.of("segment 3"));

      String path = "/api/v1/events/" + id("dead");
      DescribedApi.assertIs("EventPage", admin.get("/api/v1/events").body());
      DescribedApi.assertIs("Nodes", admin.get("/api/v1/nodes").body());
      DescribedApi.assertIs("Drain", admin.get("/api/v1/drain").body());
      DescribedApi.assertIs("EventPage", admin.get("/api/v1/events?limit=1").body());
      DescribedApi.assertIs("EventPage", admin.get("/api/v1/deliveries").body());
      DescribedApi.assertIs("Event", admin.get(path).body());
      DescribedApi.assertIs("Request", admin.get(path + "/http").body());
      DescribedApi.assertIs("Explanation", admin.get(path + "/explanation").body());
      DescribedApi.assertIs("Event", admin.get(path + "/explanation").body());
      DescribedApi.assertIs("HeldPage", admin.get("/api/v1/quarantine").body());
      DescribedApi.assertIs("HeldItem", admin.get("/api/v1/quarantine/" + id("held")).body());
      DescribedApi.assertIs("Stats", admin.get("/api/v1/store/stats").body());
      DescribedApi.assertIs("Problem", admin.get("/api/v1/events/" + id("other")).body());
      DescribedApi.assertIs(
          "Outcome",
          admin.post("/api/v1/deliveries/" + id("dead") + "/retry", "{\"by\":\"a\"}").body());
    }
  }

  private static List<AdminRoutes> allRoutes(Vertx vertx, Path folder) throws IOException {
    SecureRandom random = new SecureRandom();
    Sealer sealer = new Sealer(MasterKey.inDirectory(folder, random), "bootstrap", random);
    Bootstrap bootstrap =
        Bootstrap.load(
                vertx, new SealedFiles(folder.resolve("bootstrap"), sealer), () -> T0, event -> {})
            .await();
    Records records = new RecordsInMemory();
    return List.of(
        new KeySetRoutes(new JsonObject()),
        new ContractRoutes(),
        new DrainRoutes(new DrainingInMemory()),
        new TailRoutes(vertx),
        new RefusalRoutes(
            new RefusalRing(() -> T0),
            (refusal, dryRun) -> Future.failedFuture("not asked here"),
            refusal -> Future.failedFuture("not asked here"),
            inbound -> Redaction.of(inbound, Set.of()),
            () -> ""),
        new BootstrapRoutes(bootstrap, name -> Optional.empty()),
        new StatusRoutes(
            "",
            Instant.EPOCH,
            () -> 0,
            Map::of,
            ContractTest::none,
            Optional::empty,
            () -> ClockState.STEADY),
        new IntegrationRoutes(ContractTest::none, new IntegrationJson(bootstrap, () -> T0)),
        new EventRoutes(
            records,
            (event, content) -> Future.failedFuture("not asked here"),
            inbound -> Redaction.of(inbound, Set.of()),
            () -> ""),
        new QuarantineRoutes(
            new Quarantine(
                new HeldItemsInMemory(),
                item -> Future.succeededFuture(),
                () -> T0,
                Duration.ofMinutes(1)),
            records,
            () -> T0),
        new StoreRoutes(records),
        new NodeRoutes(Optional.empty()));
  }

  private static io.sallyport.policy.folder.PolicySet none() {
    throw new IllegalStateException("no route is called here");
  }
}
