package io.sallyport;

import io.sallyport.admin.AdminKey;
import io.sallyport.config.Configuration;
import io.sallyport.seal.Bootstrap;
import io.sallyport.seal.BootstrapEvent;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.SealedFiles;
import io.sallyport.seal.Sealer;
import io.sallyport.secret.SecretEvents;
import io.sallyport.secret.SecretFiles;
import io.sallyport.secret.SecretResolver;
import io.sallyport.secret.SecretValue;
import io.sallyport.secret.Vault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that are opened before any policy: the operator's, the one that seals the data folder,
 * what platforms delivered, and where references to secrets lead.
 */
record OpenedKeys(
    AdminKey admin,
    MasterKey master,
    SecretResolver resolver,
    Optional<Vault> vault,
    Bootstrap bootstrap) {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedKeys.class);

  /** Opens them; fails with {@link Server.NotStarted}. */
  static Future<OpenedKeys> open(
      Vertx vertx, Configuration configuration, Server.Setting setting, SecureRandom random) {
    return new Opening(vertx, configuration, setting, random).open();
  }

  /** Only what platforms delivered; fails as {@link #open}. */
  static Future<Bootstrap> delivered(
      Vertx vertx, Configuration configuration, Server.Setting setting, SecureRandom random) {
    Opening opening = new Opening(vertx, configuration, setting, random);
    SecretFiles files = new SecretFiles(vertx, SecretEvents.silent());
    return opening
        .masterKey(new SecretResolver(setting.environment(), files, Optional.empty()))
        .compose(opening::bootstrap);
  }

  private record Opening(
      Vertx vertx, Configuration configuration, Server.Setting setting, SecureRandom random) {

    Future<OpenedKeys> open() {
      SecretEvents events = new LoggedSecrets();
      SecretFiles files = new SecretFiles(vertx, events);
      SecretResolver plain = new SecretResolver(setting.environment(), files, Optional.empty());
      return blocking("admin key", () -> AdminKey.openOrCreate(configuration.data(), random))
          .compose(
              admin ->
                  masterKey(plain)
                      .compose(
                          master ->
                              bootstrap(master)
                                  .compose(
                                      bootstrap ->
                                          withVault(
                                              admin, master, bootstrap, files, plain, events))));
    }

    private Future<OpenedKeys> withVault(
        AdminKey admin,
        MasterKey master,
        Bootstrap bootstrap,
        SecretFiles files,
        SecretResolver plain,
        SecretEvents events) {
      return Vaults.open(vertx, configuration, plain, events, setting.clock())
          .map(
              vault ->
                  new OpenedKeys(
                      admin,
                      master,
                      new SecretResolver(setting.environment(), files, vault.map(it -> it)),
                      vault,
                      bootstrap));
    }

    private Future<MasterKey> masterKey(SecretResolver resolver) {
      if (configuration.masterKey().isEmpty()) {
        return blocking("master key", () -> MasterKey.inDirectory(configuration.data(), random));
      }
      return Vaults.resolve("master-key", configuration.masterKey().get(), resolver)
          .compose(Opening::masterKey);
    }

    private static Future<MasterKey> masterKey(SecretValue value) {
      return MasterKey.of(value.current())
          .map(Future::succeededFuture)
          .orElseGet(
              () ->
                  Future.failedFuture(
                      new Server.NotStarted(
                          "master-key: want 32 random bytes, raw or in hex or base64; make one"
                              + " with: sallyport secret new --as base64")));
    }

    private Future<Bootstrap> bootstrap(MasterKey master) {
      Path folder = configuration.data().resolve("bootstrap");
      SealedFiles files = new SealedFiles(folder, new Sealer(master, "bootstrap", random));
      return Bootstrap.load(vertx, files, setting.clock(), OpenedKeys::log)
          .recover(
              fault ->
                  Future.failedFuture(
                      new Server.NotStarted(folder + ": " + fault.getMessage(), fault)));
    }

    private <T> Future<T> blocking(String what, Callable<T> task) {
      return vertx
          .executeBlocking(task, false)
          .recover(
              fault ->
                  Future.failedFuture(
                      new Server.NotStarted(what + ": " + fault.getMessage(), fault)));
    }
  }

  private static void log(BootstrapEvent event) {
    LOG.atInfo().addKeyValue("event", event).log("key bootstrap");
  }
}
