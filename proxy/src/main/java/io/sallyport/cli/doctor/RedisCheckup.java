package io.sallyport.cli.doctor;

import io.sallyport.RedisOfMany;
import io.sallyport.Vaults;
import io.sallyport.cli.policy.RealSecrets;
import io.sallyport.config.Configuration;
import io.sallyport.config.SharedStore;
import io.sallyport.seal.MasterKey;
import io.sallyport.secret.SecretResolver;
import io.sallyport.store.redis.RedisRights;
import io.sallyport.store.redis.RedisRoster;
import io.sallyport.store.redis.Vitals;
import io.sallyport.store.redis.wire.Identity;
import io.sallyport.store.redis.wire.Probe;
import io.sallyport.store.redis.wire.RedisBounds;
import io.sallyport.store.redis.wire.RedisSettings;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.redis.wire.WireEvents;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The Redis by which the nodes agree, asked by this process: whether its masters can be reached and
 * keep what they are given, how much room they have, and whose it is.
 */
record RedisCheckup(Configuration configuration, Map<String, String> environment) {
  private static final String SUBJECT = "redis";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A server that is slow is not one that is gone. */
  private static final RedisBounds PATIENT =
      new RedisBounds(
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          RedisBounds.DEFAULT.pendingMax(),
          RedisBounds.DEFAULT.pendingBytesMax(),
          RedisBounds.DEFAULT.connectionsMax(),
          RedisBounds.DEFAULT.backoffFirst(),
          RedisBounds.DEFAULT.backoffMost());

  private static final int MIB_SHIFT = 20;
  private static final String SEE = "see docs/many-nodes.md";

  RedisCheckup {
    environment = Map.copyOf(environment);
  }

  /** Looks; says nothing of a node that is alone. */
  List<Diagnosis> examine() {
    return configuration.shared().map(this::examine).orElse(List.of());
  }

  private List<Diagnosis> examine(SharedStore shared) {
    Vertx vertx = Vertx.vertx();
    try (RealSecrets secrets = RealSecrets.open(configuration, environment)) {
      RedisSettings settings =
          got(RedisOfMany.settings(shared, secrets.resolver())).withBounds(PATIENT);
      RedisWire wire =
          got(RedisWire.open(vertx, settings, new Random(), System::nanoTime, WireEvents.silent()));
      try {
        List<Diagnosis> found = new ArrayList<>();
        got(wire.probe()).forEach(probe -> found.addAll(master(probe, shared)));
        found.addAll(rights(wire));
        found.addAll(installation(wire, secrets.resolver()));
        return found;
      } finally {
        wire.close();
      }
    } catch (IOException e) {
      return List.of(
          Diagnosis.fail(
              SUBJECT,
              e.getMessage() + ": durable events wait, pass-through is answered 503",
              "start it, or mend store: and its user; " + SEE));
    } finally {
      vertx.close();
    }
  }

  private static <T> T got(Future<T> future) throws IOException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Redis was asked", e);
    } catch (TimeoutException e) {
      throw new IOException("Redis does not answer within " + PATIENCE.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      String why = Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("");
      throw new IOException(why, e);
    }
  }

  private static List<Diagnosis> master(Probe probe, SharedStore shared) {
    return probe.fold(
        identity -> known(identity, shared),
        failed ->
            List.of(
                Diagnosis.fail(
                    SUBJECT,
                    failed.said() + ": what belongs there waits",
                    "start it, or look at its user, password and rights; " + SEE)));
  }

  private static List<Diagnosis> known(Identity identity, SharedStore shared) {
    Vitals vitals = Vitals.of(identity);
    List<Diagnosis> found = new ArrayList<>();
    if (!vitals.isFit()) {
      found.add(
          Diagnosis.fail(
              SUBJECT,
              vitals.address()
                  + " has maxmemory-policy "
                  + vitals.policy()
                  + ": it may drop claims, and nothing is granted there",
              "CONFIG SET maxmemory-policy " + Vitals.POLICY_WANTED + ", and in its redis.conf"));
    }
    if (vitals.isOld()) {
      found.add(
          Diagnosis.fail(
              SUBJECT,
              vitals.address() + " is Redis " + vitals.version() + "; 6.2 is the least",
              "a newer Redis"));
    }
    if (shared.certainty().equals(SharedStore.REPLICATED) && identity.replicas() == 0) {
      found.add(
          Diagnosis.fail(
              SUBJECT,
              vitals.address() + " has no replica: nothing is granted before one confirms it",
              "start its replicas"));
    }
    found.add(memory(vitals));
    return found;
  }

  private static List<Diagnosis> rights(RedisWire wire) throws IOException {
    // A master that does not answer has been told of.
    List<String> missing = got(RedisRights.missing(wire).otherwise(List.of()));
    return missing.isEmpty()
        ? List.of()
        : List.of(
            Diagnosis.fail(
                SUBJECT,
                "its user may not use " + String.join(", ", missing) + ": events wait",
                RedisRights.remedy(missing) + "; " + SEE));
  }

  /** Whether the nodes that agree there have this one's master key. */
  private List<Diagnosis> installation(RedisWire wire, SecretResolver resolver) throws IOException {
    // A master that does not answer has been told of.
    Optional<String> theirs = got(RedisRoster.installation(wire).otherwise(Optional.empty()));
    try {
      Optional<String> mine = masterKey(resolver).map(MasterKey::installation);
      return theirs.isEmpty() || mine.isEmpty() || theirs.equals(mine)
          ? List.of()
          : List.of(
              Diagnosis.fail(
                  SUBJECT,
                  "the database is that of another installation, whose master key has the"
                      + " fingerprint "
                      + theirs.get()
                      + "; this one's has "
                      + mine.get()
                      + ", and it does not start there",
                  "a database of its own, or the same master-key on all nodes; " + SEE));
    } catch (IOException e) {
      return List.of(
          Diagnosis.warn(
              SUBJECT,
              "whether the database is this installation's cannot be told without the master key: "
                  + e.getMessage(),
              "run this as the user that the server runs as"));
    }
  }

  /** Empty where none was made yet. */
  private Optional<MasterKey> masterKey(SecretResolver resolver) throws IOException {
    if (configuration.masterKey().isPresent()) {
      return MasterKey.of(
          got(Vaults.resolve("master-key", configuration.masterKey().get(), resolver)).current());
    }
    return Files.exists(configuration.data().resolve(MasterKey.FILE_NAME))
        ? Optional.of(MasterKey.inDirectory(configuration.data(), new SecureRandom()))
        : Optional.empty();
  }

  private static Diagnosis memory(Vitals vitals) {
    String who = vitals.address() + ", Redis " + vitals.version() + ": ";
    long used = vitals.usedBytes() >> MIB_SHIFT;
    if (vitals.usedRatio().isEmpty()) {
      return Diagnosis.warn(
          SUBJECT,
          who + used + " MiB used, and without maxmemory it takes what the machine has",
          "set maxmemory; an event is "
              + Vitals.CLAIM_BYTES
              + " bytes there at most, as long as it"
              + " is remembered");
    }
    String sentence =
        String.format(
            Locale.ROOT,
            "%s%d of %d MiB used (%.0f %%), room for about %,d more claims of %d bytes",
            who,
            used,
            vitals.maxBytes() >> MIB_SHIFT,
            100 * vitals.usedRatio().getAsDouble(),
            vitals.claimsLeft(),
            Vitals.CLAIM_BYTES);
    return vitals.isFilling()
        ? Diagnosis.warn(
            SUBJECT,
            sentence + "; then new events wait",
            "more maxmemory, or a shorter replay.memory")
        : Diagnosis.ok(SUBJECT, sentence);
  }
}
