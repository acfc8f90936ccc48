package io.sallyport.config;

import io.sallyport.config.Configuration.Bounds;
import io.sallyport.config.Configuration.Egress;
import io.sallyport.config.Configuration.Ingress;
import io.sallyport.config.Configuration.Tls;
import io.sallyport.config.Configuration.Vault;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of {@code conf/sallyport.yaml}: every key, its shape, its sentence, its default. */
final class ConfigurationShape {
  private static final int LIST_MAX = 1_000;
  private static final int CONNECTIONS_MAX = 1_000_000;
  private static final long HEADER_BYTES_LEAST = 1_024;
  private static final long HEADER_BYTES_MOST = 64 * 1024;

  private static final long REFUSAL_BYTES = 64L << 20;
  private static final long REFUSAL_BYTES_LEAST = 1L << 20;
  private static final long REFUSAL_BYTES_MOST = 16L << 30;

  private static final long RESERVE_BYTES = 32L << 20;
  private static final long RESERVE_BYTES_LEAST = 1L << 20;
  private static final long RESERVE_BYTES_MOST = 1L << 30;

  private static final String X_FORWARDED_FOR = "x-forwarded-for";

  static final ListenAddress INGRESS = new ListenAddress("0.0.0.0", 8080);
  static final ListenAddress ADMIN = new ListenAddress("127.0.0.1", 8081);
  static final ListenAddress STATUS = new ListenAddress("127.0.0.1", 8082);

  private static final Shape<ListenAddress> ADDRESS =
      Texts.text(
              "(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+):"
                  + "([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])",
              "an address like 127.0.0.1:8080 or [::1]:8080")
          .map(
              text ->
                  ListenAddress.parse(text)
                      .orElseThrow(
                          () -> new IllegalStateException("the pattern let through " + text)));

  private static final Shape<Path> PATH = Texts.text().map(Path::of);

  private static final ObjectShape<Tls> TLS =
      ObjectShape.of(
          "tls",
          fields -> {
            var certificate =
                fields.required("cert", PATH, "PEM file: the certificate chain, leaf first.");
            var key = fields.required("key", PATH, "PEM file: the private key, PKCS#8.");
            var clientCa =
                fields.optional(
                    "client-ca", PATH, "PEM file: who may have issued client certificates.");
            return values ->
                new Tls(values.need(certificate), values.need(key), values.get(clientCa));
          });

  private static final ObjectShape<Bounds> BOUNDS =
      ObjectShape.of(
          "bounds",
          fields -> {
            Bounds none = Bounds.DEFAULT;
            var head =
                fields.optional("head-timeout", Units.duration(), "For a whole request head.");
            var body = fields.optional("body-timeout", Units.duration(), "For a whole body.");
            var idle = fields.optional("idle-timeout", Units.duration(), "For silence.");
            var header =
                fields.optional("header-bytes", Units.size(), "Request line and fields together.");
            var all =
                fields.optional(
                    "connections", Units.integer(1, CONNECTIONS_MAX), "All connections.");
            var each =
                fields.optional(
                    "connections-per-source",
                    Units.integer(1, CONNECTIONS_MAX),
                    "Connections of one source address.");
            var rate =
                fields.optional(
                    "failures-per-source",
                    Units.rate(),
                    "Requests without a valid signature that one source may send.");
            var burst =
                fields.optional(
                    "failures-burst", Units.integer(1, CONNECTIONS_MAX), "How many at once.");
            return values ->
                new Bounds(
                    values.get(head).orElse(none.headTimeout()),
                    values.get(body).orElse(none.bodyTimeout()),
                    values.get(idle).orElse(none.idleTimeout()),
                    values
                        .get(header)
                        .map(bytes -> Math.max(HEADER_BYTES_LEAST, bytes))
                        .map(bytes -> Math.min(HEADER_BYTES_MOST, bytes))
                        .map(Long::intValue)
                        .orElse(none.headerBytesMax()),
                    values.get(all).orElse(none.connectionsMax()),
                    values.get(each).orElse(none.connectionsPerSourceMax()),
                    values.get(rate).map(Units.Rate::permits).orElse(none.failuresPerSource()),
                    values.get(rate).map(Units.Rate::per).orElse(none.failuresPer()),
                    values.get(burst).orElse(none.failuresBurst()));
          });

  private static final ObjectShape<Ingress> INGRESS_SHAPE =
      ObjectShape.of(
          "ingress",
          fields -> {
            var listen = fields.optional("listen", ADDRESS, "Where platforms connect.");
            var proxies =
                fields.optional(
                    "trusted-proxies",
                    Lists.of(Texts.text(), 0, LIST_MAX),
                    "Networks whose Forwarded and X-Forwarded-For are believed.");
            var forwarded =
                fields.optional(
                    "forwarded-by",
                    Texts.word(Map.of(X_FORWARDED_FOR, X_FORWARDED_FOR, "forwarded", "forwarded")),
                    "Which field they write; the other one is not looked at.");
            var tls = fields.optional("tls", TLS, "Serves HTTPS; the files are read again.");
            var hosts =
                fields.optional(
                    "hosts",
                    Lists.of(Texts.text(), 0, LIST_MAX),
                    "The host names it answers to; none = any.");
            var http2 = fields.optional("http2", Units.bool(), "Offers HTTP/2; off by default.");
            var bounds = fields.optional("bounds", BOUNDS, "What it bears.");
            return values ->
                new Ingress(
                    values.get(listen).orElse(INGRESS),
                    values.get(proxies).orElse(List.of()),
                    values.get(forwarded).orElse(X_FORWARDED_FOR),
                    values.get(tls),
                    values.get(hosts).orElse(List.of()),
                    values.get(http2).orElse(false),
                    values.get(bounds).orElse(Bounds.DEFAULT));
          });

  private static final ObjectShape<Vault> VAULT =
      ObjectShape.of(
          "vault",
          fields -> {
            var address =
                fields.required(
                    "address",
                    Texts.text("https?://[^/?#@ ]+", "an address like https://vault:8200"),
                    "The Vault server.");
            var token = fields.optional("token", Texts.text(), "A token, as a reference.");
            var role = fields.optional("role-id", Texts.text(), "The role of an AppRole.");
            var secret = fields.optional("secret-id", Texts.text(), "Its secret, as a reference.");
            var namespace = fields.optional("namespace", Texts.text(), "The namespace.");
            var ca = fields.optional("ca", PATH, "PEM file: who signed its certificate.");
            return values ->
                new Vault(
                    values.need(address),
                    values.get(token),
                    values.get(role),
                    values.get(secret),
                    values.get(namespace),
                    values.get(ca));
          });

  private static final ObjectShape<Egress> EGRESS =
      ObjectShape.of(
          "egress",
          fields -> {
            var allow =
                fields.optional(
                    "allow-private",
                    Units.bool(),
                    "Lets key servers that a policy names have private addresses.");
            return values -> new Egress(values.get(allow).orElse(false));
          });

  private static final ObjectShape<Long> REFUSALS =
      ObjectShape.of(
          "refusals",
          fields -> {
            var bytes =
                fields.optional("bytes", Units.size(), "The size of the ring; 1MiB to 16GiB.");
            return values ->
                values
                    .get(bytes)
                    .map(wanted -> Math.max(REFUSAL_BYTES_LEAST, wanted))
                    .map(wanted -> Math.min(REFUSAL_BYTES_MOST, wanted))
                    .orElse(REFUSAL_BYTES);
          });

  private static ObjectShape<ListenAddress> listener(String name, ListenAddress otherwise) {
    return ObjectShape.of(
        name,
        fields -> {
          var listen = fields.optional("listen", ADDRESS, "Where it listens.");
          return values -> values.get(listen).orElse(otherwise);
        });
  }

  /** The whole document. */
  static final ObjectShape<Configuration> SHAPE =
      ObjectShape.of(
          "configuration",
          fields -> {
            var ingress = fields.optional("ingress", INGRESS_SHAPE, "The public listener.");
            var admin =
                fields.optional(
                    "admin", StoreShape.admin(ADDRESS, ADMIN), "The API for operators.");
            var status =
                fields.optional("status", listener("status", STATUS), "Health and metrics.");
            var url =
                fields.optional(
                    "public-url",
                    Texts.text(
                        "https?://[^/?#@ ]+(/[^?# ]*)?", "a URL like https://hooks.example.com"),
                    "The base of what is registered at the platforms.");
            var policies = fields.optional("policies", PATH, "The folder of policies.");
            var data = fields.optional("data", PATH, "The folder of this node's own files.");
            var ephemeral =
                fields.optional(
                    "data-is-ephemeral",
                    Units.bool(),
                    "Whether it may lie on a file system that is gone with the container.");
            var library =
                fields.optional(
                    "native", PATH, "Where the index's library is unpacked; it must be runnable.");
            var store =
                fields.optional(
                    "store", StoreShape.STORE, "Where claims are kept: embedded, or a Redis.");
            var node =
                fields.optional(
                    "node", StoreShape.NODE, "What this node is called among those of one Redis.");
            var away =
                fields.optional(
                    "away", StoreShape.AWAY, "What may wait while that Redis cannot be asked.");
            var handOver =
                fields.optional(
                    "hand-over",
                    StoreShape.HAND_OVER,
                    "By what other nodes finish what a dead one leaves: redis, or none.");
            var master =
                fields.optional(
                    "master-key",
                    Texts.text(),
                    "A reference to the key that seals; else generated.");
            var vault = fields.optional("vault", VAULT, "For references into Vault.");
            var egress = fields.optional("egress", EGRESS, "What may be fetched.");
            var refusals =
                fields.optional("refusals", REFUSALS, "Refused requests, kept to be looked at.");
            var reserve =
                fields.optional(
                    "reserve",
                    Units.size(),
                    "A part of the disk that is given back when that is full; 1MiB to 1GiB.");
            var notice =
                fields.optional(
                    "notice",
                    Units.duration(),
                    "How long /readyz is 503 before it takes no more, for a balancer to see.");
            var drain =
                fields.optional(
                    "drain", Units.duration(), "For requests under way when it is asked to end.");
            fields.refused("roles", "roles of nodes come with a later release");
            return values -> {
              StoreShape.tellUnused(values, store, List.of(node, away, handOver));
              StoreShape.tellUnused(values, store, admin);
              Path folder = values.get(data).orElse(Path.of("data"));
              return new Configuration(
                  values.get(ingress).orElseGet(ConfigurationShape::ingress),
                  values.get(admin).map(StoreShape.Admin::listen).orElse(ADMIN),
                  values.get(status).orElse(STATUS),
                  values.get(url).map(ConfigurationShape::withoutSlash),
                  values.get(policies).orElse(Path.of("policies")),
                  folder,
                  values.get(ephemeral).orElse(false),
                  values.get(library).orElseGet(() -> folder.resolve("native")),
                  values.get(master),
                  values.get(vault),
                  values.get(egress).orElse(new Egress(false)),
                  values.get(refusals).orElse(REFUSAL_BYTES),
                  values
                      .get(reserve)
                      .map(wanted -> Math.max(RESERVE_BYTES_LEAST, wanted))
                      .map(wanted -> Math.min(RESERVE_BYTES_MOST, wanted))
                      .orElse(RESERVE_BYTES),
                  values.get(notice).orElse(Duration.ZERO),
                  values.get(drain).orElse(Duration.ofSeconds(25)),
                  StoreShape.of(
                      values.get(store).flatMap(it -> it),
                      values.get(node),
                      values.get(admin).flatMap(StoreShape.Admin::advertise),
                      values.get(away).orElse(StoreShape.Away.NOTHING_SAID),
                      values.get(handOver)));
            };
          });

  private ConfigurationShape() {}

  private static Ingress ingress() {
    return new Ingress(
        INGRESS, List.of(), X_FORWARDED_FOR, Optional.empty(), List.of(), false, Bounds.DEFAULT);
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
