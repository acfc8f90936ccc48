package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What docs/operations.md shows for Kubernetes fits together, and fits the image. */
class StatefulSetTest {
  private final List<Map<String, Object>> manifests =
      Shipped.blocks(Shipped.text("docs", "operations.md")).stream()
          .filter(it -> it.startsWith("apiVersion:"))
          .flatMap(it -> Shipped.yaml(it).stream())
          .toList();

  private final Map<String, Object> set = one("StatefulSet");
  private final Object pod = Shipped.at(set, "spec", "template", "spec");
  private final Map<String, Object> container = Shipped.maps(Shipped.at(pod, "containers")).get(0);

  private Map<String, Object> one(String kind) {
    List<Map<String, Object>> found = of(kind);
    assertThat(found).as(kind).hasSize(1);
    return found.get(0);
  }

  private List<Map<String, Object>> of(String kind) {
    return manifests.stream().filter(it -> kind.equals(it.get("kind"))).toList();
  }

  private Configuration configuration() {
    Map<String, String> variables = new TreeMap<>();
    for (Map<String, Object> variable : Shipped.maps(container.get("env"))) {
      String name = variable.get("name").toString();
      if (name.startsWith("SALLYPORT_")) {
        variables.put(name, Shipped.at(variable, "value").toString());
      }
    }
    return ShippedConfigurationTest.inTheImage(variables);
  }

  @Test
  void theVariablesAreThoseOfANodeOfMany() {
    Configuration all = configuration();

    assertThat(ShippedConfigurationTest.settings(all.shared().orElseThrow()).addresses())
        .hasSize(1);
    assertThat(all.shared().orElseThrow().node())
        .as("an empty volume must not speak under the name of the one before")
        .isEmpty();
    assertThat(all.masterKey()).isPresent();
    assertThat(Long.parseLong(Shipped.at(pod, "terminationGracePeriodSeconds").toString()))
        .isGreaterThan(all.notice().plus(all.drain()).toSeconds());
  }

  @Test
  void portsAndProbesAreThoseOfTheListeners() {
    Configuration all = configuration();
    Map<String, Object> ports = new TreeMap<>();
    Shipped.maps(container.get("ports"))
        .forEach(it -> ports.put(it.get("name").toString(), it.get("containerPort")));

    assertThat(ports)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("hooks", all.ingress().listen().port(), "status", all.status().port()));
    assertThat(all.status().host()).isEqualTo("0.0.0.0");
    assertThat(Shipped.at(container, "readinessProbe", "httpGet"))
        .isEqualTo(Map.of("path", "/readyz", "port", "status"));
    for (String probe : List.of("startupProbe", "livenessProbe")) {
      assertThat(Shipped.at(container, probe, "httpGet"))
          .isEqualTo(Map.of("path", "/livez", "port", "status"));
    }
    int readiness =
        Integer.parseInt(Shipped.at(container, "readinessProbe", "periodSeconds").toString())
            * Integer.parseInt(
                Shipped.at(container, "readinessProbe", "failureThreshold").toString());
    assertThat(all.notice().toSeconds()).isGreaterThan(readiness);
  }

  @Test
  void foldersAreThoseOfTheImageAndEachVolumeIsThere() {
    Configuration all = configuration();
    Map<String, String> folders = new TreeMap<>();
    Shipped.maps(container.get("volumeMounts"))
        .forEach(it -> folders.put(it.get("name").toString(), it.get("mountPath").toString()));

    assertThat(folders)
        .containsEntry("data", all.data().toString())
        .containsEntry("policies", all.policies().toString())
        .containsEntry("tmp", "/tmp");
    assertThat(all.masterKey().orElseThrow())
        .startsWith("${file:" + folders.get("master-key") + "/");
    List<Object> volumes =
        new ArrayList<>(
            Shipped.maps(Shipped.at(pod, "volumes")).stream().map(it -> it.get("name")).toList());
    Shipped.maps(Shipped.at(set, "spec", "volumeClaimTemplates"))
        .forEach(it -> volumes.add(Shipped.at(it, "metadata", "name")));
    assertThat(volumes).containsExactlyInAnyOrderElementsOf(folders.keySet());
  }

  /** Without it the second start finds keys that the group may read and write, and refuses them. */
  @Test
  void theModesOfFilesStayAsTheyWereMade() {
    Map<String, Object> security = Shipped.map(Shipped.at(pod, "securityContext"));

    assertThat(security).containsEntry("fsGroupChangePolicy", "OnRootMismatch");
    assertThat(Shipped.text("docker", "Dockerfile"))
        .contains("USER " + security.get("runAsUser") + ":" + security.get("fsGroup"));
  }

  @Test
  void whatSelectsPodsFindsThem() {
    Object labels = Shipped.at(set, "spec", "template", "metadata", "labels");

    assertThat(Shipped.at(set, "spec", "selector", "matchLabels")).isEqualTo(labels);
    assertThat(Shipped.at(one("PodDisruptionBudget"), "spec", "selector", "matchLabels"))
        .isEqualTo(labels);
    assertThat(of("Service"))
        .hasSize(2)
        .allSatisfy(it -> assertThat(Shipped.at(it, "spec", "selector")).isEqualTo(labels))
        .anySatisfy(
            headless -> {
              assertThat(Shipped.at(headless, "spec", "clusterIP")).isEqualTo("None");
              assertThat(Shipped.at(headless, "metadata", "name"))
                  .isEqualTo(Shipped.at(set, "spec", "serviceName"));
            })
        .anySatisfy(
            traffic ->
                assertThat(Shipped.maps(Shipped.at(traffic, "spec", "ports")))
                    .singleElement()
                    .satisfies(it -> assertThat(it).containsEntry("targetPort", "hooks")));
    assertThat(Shipped.maps(Shipped.at(pod, "topologySpreadConstraints")))
        .allSatisfy(
            it -> assertThat(Shipped.at(it, "labelSelector", "matchLabels")).isEqualTo(labels));
  }
}
