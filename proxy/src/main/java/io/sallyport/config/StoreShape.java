package io.sallyport.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.admit.NodeNames;
import io.sallyport.egress.NodeAddress;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.shape.Kinds;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.ObjectShape.Field;
import io.sallyport.yaml.shape.SchemaBook;
import io.sallyport.yaml.shape.Scope;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where claims are kept: here alone, or agreed on with other nodes by one Redis. */
final class StoreShape {
  private static final String EMBEDDED = "embedded";
  private static final String WANT =
      "embedded, a URL like redis://redis.internal:6379, or {redis: {…}}";
  private static final int ENDPOINTS_MAX = 64;
  private static final int CLAIMS_LEAST = 100;

  private static final Shape<Path> PATH = Texts.text().map(Path::of);

  static final Shape<String> NODE =
      Texts.text(NodeNames.PATTERN, "a name of a-z, 0-9, - and ., like web-1");

  static final Shape<String> HAND_OVER = words(SharedStore.HAND_OVER, SharedStore.NO_HAND_OVER);

  private static final String ADVERTISE = "advertise";

  private static final Shape<NodeAddress> NODE_ADDRESS =
      Texts.text(NodeAddress.PATTERN, "an address like http://web-1.internal:8081")
          .map(
              text ->
                  NodeAddress.parse(text)
                      .orElseThrow(
                          () -> new IllegalStateException("the pattern let through " + text)));

  /** The listener for operators, and where the other nodes reach it. */
  record Admin(ListenAddress listen, Optional<NodeAddress> advertise) {}

  static ObjectShape<Admin> admin(Shape<ListenAddress> address, ListenAddress otherwise) {
    return ObjectShape.of(
        "admin",
        fields -> {
          var listen = fields.optional("listen", address, "Where it listens.");
          var advertise =
              fields.optional(ADVERTISE, NODE_ADDRESS, "Where the other nodes reach it.");
          return values -> new Admin(values.get(listen).orElse(otherwise), values.get(advertise));
        });
  }

  /** What may wait. */
  record Away(Optional<Long> bytes, Optional<Duration> age) {
    static final Away NOTHING_SAID = new Away(Optional.empty(), Optional.empty());
  }

  static final ObjectShape<Away> AWAY =
      ObjectShape.of(
          "away",
          fields -> {
            var bytes =
                fields.optional(
                    "bytes", Units.size(), "Deliveries that may wait while Redis is away.");
            var age = fields.optional("age", Units.duration(), "How old the oldest may get.");
            return values -> new Away(values.get(bytes), values.get(age));
          });

  private record SentinelLogin(Optional<String> user, Optional<String> password) {
    static final SentinelLogin NONE = new SentinelLogin(Optional.empty(), Optional.empty());
  }

  private static final ObjectShape<SentinelLogin> SENTINEL_LOGIN =
      ObjectShape.of(
          "sentinel",
          fields -> {
            var user = fields.optional("user", Texts.text(), "As whom to sign in to Sentinels.");
            var password = fields.optional("password", Texts.text(), "A reference.");
            return values -> new SentinelLogin(values.get(user), values.get(password));
          });

  private static final ObjectShape<SharedStore.Tls> TLS =
      ObjectShape.of(
          "tls",
          fields -> {
            var ca = fields.optional("ca", PATH, "PEM file: whom to trust; else the JDK's list.");
            var certificate = fields.optional("cert", PATH, "PEM file: the chain to show.");
            var key = fields.optional("key", PATH, "PEM file: its key, PKCS#8.");
            return values -> {
              if (values.has(certificate) != values.has(key)) {
                values.scope().error(values.node(), "want cert and key, or neither");
              }
              return new SharedStore.Tls(values.get(ca), values.get(certificate), values.get(key));
            };
          });

  private static final ObjectShape<SharedStore> REDIS =
      ObjectShape.of(
          "redis",
          fields -> {
            var endpoints =
                fields.required(
                    "endpoints",
                    Kinds.<List<String>>of("a URL or a list of URLs")
                        .scalar(new UrlShape().map(List::of))
                        .list(Lists.of(new UrlShape(), 1, ENDPOINTS_MAX)),
                    "The process; some members of the Cluster; or the Sentinels.");
            var mode =
                fields.optional(
                    "mode",
                    words(SharedStore.STANDALONE, SharedStore.SENTINEL, SharedStore.CLUSTER),
                    "How Redis is run; standalone by default.");
            var master = fields.optional("master", Texts.text(), "The set's name, of Sentinels.");
            var login = fields.optional("sentinel", SENTINEL_LOGIN, "Who signs in to Sentinels.");
            var tls = fields.optional("tls", TLS, "Files for rediss://.");
            var claims =
                fields.optional(
                    "claims",
                    Units.integer(CLAIMS_LEAST, Integer.MAX_VALUE),
                    "How many one integration may have; else what half of maxmemory holds.");
            var certainty =
                fields.optional(
                    "certainty",
                    words(SharedStore.SINGLE, SharedStore.REPLICATED),
                    "Whether a replica must have what is granted; always with Sentinel, Cluster.");
            return values -> {
              String kind = values.get(mode).orElse(SharedStore.STANDALONE);
              boolean alone = kind.equals(SharedStore.STANDALONE);
              if (kind.equals(SharedStore.SENTINEL) != values.has(master)) {
                values
                    .scope()
                    .error(values.node(), "want master with mode: sentinel, and only then");
              }
              String sure =
                  values.get(certainty).orElse(alone ? SharedStore.SINGLE : SharedStore.REPLICATED);
              if (!alone && sure.equals(SharedStore.SINGLE)) {
                values
                    .scope()
                    .error(
                        values.node(),
                        "certainty: single is for one process: a "
                            + kind
                            + " may make a replica the master that has not heard of a grant");
              }
              SentinelLogin sentinels = values.get(login).orElse(SentinelLogin.NONE);
              return new SharedStore(
                  values.need(endpoints),
                  kind,
                  values.get(master),
                  sentinels.user(),
                  sentinels.password(),
                  values.get(tls),
                  values.get(claims),
                  sure,
                  Optional.empty(),
                  Optional.empty(),
                  SharedStore.AWAY_BYTES_DEFAULT,
                  SharedStore.AWAY_AGE_DEFAULT,
                  true);
            };
          });

  private static final ObjectShape<Optional<SharedStore>> LONG =
      ObjectShape.of(
          "store",
          fields -> {
            var redis = fields.required("redis", REDIS, "The Redis that all nodes share.");
            return values -> Optional.of(values.need(redis));
          });

  /** {@code embedded}, a URL, or a map; empty where this node is alone. */
  static final Shape<Optional<SharedStore>> STORE =
      Kinds.<Optional<SharedStore>>of(WANT).scalar(new ShortShape()).map(LONG);

  private StoreShape() {}

  /**
   * What only means something among several nodes is not dropped without a word. Whoever says
   * {@code embedded} may do so for a while, with all else as it was: that is a warning. Whoever
   * says nothing may have forgotten to: two such nodes would not know of each other.
   */
  static void tellUnused(
      ObjectShape.Values values, Field<Optional<SharedStore>> store, List<Field<?>> ofMany) {
    if (values.get(store).flatMap(it -> it).isPresent()) {
      return;
    }
    for (Field<?> field : ofMany) {
      if (values.has(field)) {
        tellUnused(
            values.scope().key(field.key()),
            values.node().get(field.key()).orElse(values.node()),
            values.has(store));
      }
    }
  }

  private static void tellUnused(Scope scope, Node node, boolean isEmbedded) {
    if (isEmbedded) {
      scope.warning(node, "has no effect: with store: embedded this node is alone");
    } else {
      scope.error(node, "is for several nodes: want store: with their Redis, or store: embedded");
    }
  }

  /** The same of {@code admin.advertise}, which stands deeper. */
  static void tellUnused(
      ObjectShape.Values values, Field<Optional<SharedStore>> store, Field<Admin> admin) {
    Optional<NodeAddress> advertise = values.get(admin).flatMap(Admin::advertise);
    if (advertise.isEmpty() || values.get(store).flatMap(it -> it).isPresent()) {
      return;
    }
    Node written = values.node().get(admin.key()).orElse(values.node());
    tellUnused(
        values.scope().key(admin.key()).key(ADVERTISE),
        written instanceof Node.Mapping mapping ? mapping.get(ADVERTISE).orElse(written) : written,
        values.has(store));
  }

  /** The whole of it: the parts stand at several keys. */
  static Optional<SharedStore> of(
      Optional<SharedStore> store,
      Optional<String> node,
      Optional<NodeAddress> advertise,
      Away away,
      Optional<String> handOver) {
    return store.map(
        it ->
            new SharedStore(
                it.endpoints(),
                it.mode(),
                it.master(),
                it.sentinelUser(),
                it.sentinelPassword(),
                it.tls(),
                it.claims(),
                it.certainty(),
                node,
                advertise,
                away.bytes().orElse(SharedStore.AWAY_BYTES_DEFAULT),
                away.age().orElse(SharedStore.AWAY_AGE_DEFAULT),
                handOver.filter(SharedStore.NO_HAND_OVER::equals).isEmpty()));
  }

  private static Shape<String> words(String... words) {
    Map<String, String> table =
        List.of(words).stream().collect(Collectors.toMap(Function.identity(), Function.identity()));
    return Texts.word(table);
  }

  private static boolean isUrl(String text) {
    return text.startsWith("redis://") || text.startsWith("rediss://");
  }

  /** A URL, never repeated in a problem: a password may be in it. */
  private static final class UrlShape implements Shape<String> {
    @Override
    public Optional<String> read(Node node, Scope scope) {
      if (node instanceof Scalar scalar && isUrl(scalar.text())) {
        return Optional.of(scalar.text());
      }
      scope.error(node, "want a URL like redis://redis.internal:6379");
      return Optional.empty();
    }

    @Override
    public ObjectNode schema(SchemaBook book, boolean whole) {
      return SchemaBook.type("string").put("pattern", "^rediss?://");
    }
  }

  /** The short forms. */
  private static final class ShortShape implements Shape<Optional<SharedStore>> {
    @Override
    public Optional<Optional<SharedStore>> read(Node node, Scope scope) {
      if (node instanceof Scalar scalar && scalar.text().equals(EMBEDDED)) {
        return Optional.of(Optional.empty());
      }
      if (node instanceof Scalar scalar && isUrl(scalar.text())) {
        return Optional.of(
            Optional.of(
                new SharedStore(
                    List.of(scalar.text()),
                    SharedStore.STANDALONE,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    SharedStore.SINGLE,
                    Optional.empty(),
                    Optional.empty(),
                    SharedStore.AWAY_BYTES_DEFAULT,
                    SharedStore.AWAY_AGE_DEFAULT,
                    true)));
      }
      scope.error(node, "want " + WANT);
      return Optional.empty();
    }

    @Override
    public ObjectNode schema(SchemaBook book, boolean whole) {
      return SchemaBook.type("string").put("pattern", "^(embedded|rediss?://.*)$");
    }
  }
}
