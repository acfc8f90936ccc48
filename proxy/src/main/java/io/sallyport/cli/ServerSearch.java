package io.sallyport.cli;

import io.sallyport.admin.AdminKey;
import io.sallyport.config.Configuration;
import io.sallyport.config.ConfigurationLoader;
import io.sallyport.config.ListenAddress;
import io.sallyport.yaml.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which server a command asks, and with which key: where {@code --server} says, then {@code
 * SALLYPORT_ADDR}, then where a server of this host's configuration and environment listens; the
 * key from {@code SALLYPORT_TOKEN}, then {@code admin.key} in that server's data folder.
 *
 * <p>Guarantees that a configuration which merely lies in the working directory is used only where
 * nobody else can have put it there, and that none has a key sent to another machine: only whoever
 * gives the command says that, by the option or the variable.
 */
final class ServerSearch {
  static final String DEFAULT_SERVER = "http://127.0.0.1:8081";

  private static final String ADDRESS = "SALLYPORT_ADDR";
  private static final String KEY = "SALLYPORT_TOKEN";
  private static final String LISTEN = "SALLYPORT_ADMIN_LISTEN";

  private final Map<String, String> environment;
  private final Optional<Path> file;
  private final Supplier<Optional<Problem>> doubt;
  private @Nullable Configuration configuration;
  private boolean isPreferred;

  /**
   * Looks there for what no option says.
   *
   * @param file of the configuration, if there is one
   * @param doubt why that is not believed, asked where the file would be read
   */
  ServerSearch(
      Map<String, String> environment, Optional<Path> file, Supplier<Optional<Problem>> doubt) {
    this.environment = environment;
    this.file = file;
    this.doubt = doubt;
  }

  /** Takes a configuration's addresses where neither an option nor a variable says otherwise. */
  void preferring(Configuration other) {
    configuration = other;
    isPreferred = true;
  }

  /**
   * What the command's options say.
   *
   * @param server its admin address
   * @param data the folder in which its key lies
   */
  record Said(Optional<String> server, Optional<Path> data) {}

  /**
   * Whom to ask.
   *
   * @param url without a final slash
   * @param mayBeProxied whether whoever gives the command has said where, by option or variable,
   *     and that is not loopback
   */
  record Found(String url, String key, boolean mayBeProxied) {}

  /**
   * Looks for both.
   *
   * @param tell where a sentence goes about what is wrong with the configuration, once
   * @throws Unreachable where there is no key, or nobody may be asked
   */
  Found find(Said said, Consumer<String> tell) throws Unreachable {
    String url = url(said, tell); // no key is looked for where nobody may be asked
    String token = environment.get(KEY);
    return new Found(
        url,
        token == null ? keyOfThisHost(said, tell) : token,
        (said.server().isPresent() || environment.containsKey(ADDRESS)) && mayBeProxied(url));
  }

  /** What is of this host goes through nobody else. */
  private static boolean mayBeProxied(String url) {
    try {
      String host = URI.create(url).getHost();
      return host != null && !new ListenAddress(host.replaceAll("^\\[|]$", ""), 0).isLoopback();
    } catch (IllegalArgumentException e) {
      return false; // nor is it asked
    }
  }

  private String url(Said said, Consumer<String> tell) throws Unreachable {
    if (said.server().isPresent()) {
      return strip(said.server().get());
    }
    String named = environment.get(ADDRESS);
    if (named != null) {
      return strip(named);
    }
    Optional<String> throwaway = isHere(said, tell) ? Optional.empty() : throwaway();
    return throwaway.isPresent() ? throwaway.get() : configured(tell);
  }

  private static String strip(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private String configured(Consumer<String> tell) throws Unreachable {
    Configuration here = configuration(tell);
    Optional<String> own = LocalConfiguration.adminUrlHere(here);
    if (own.isEmpty()) {
      throw new Unreachable(
          "admin.listen of %s is %s, which is no address of this machine, so no key is sent there;"
                  .formatted(source(), here.admin())
              + " if that is the server that you mean, say so: --server "
              + LocalConfiguration.adminUrl(here)
              + ", or SALLYPORT_ADDR");
    }
    return own.get();
  }

  private String source() {
    return environment.containsKey(LISTEN)
        ? LISTEN
        : file.map(Path::toString).orElse("the configuration");
  }

  /** Whether this directory, or the operator, says whose key it is. */
  private boolean isHere(Said said, Consumer<String> tell) {
    return isPreferred
        || said.data().isPresent()
        || environment.containsKey(KEY)
        || Files.exists(data(said, tell).resolve(AdminKey.FILE));
  }

  private Path data(Said said, Consumer<String> tell) {
    return said.data().isPresent() ? said.data().get() : configuration(tell).data();
  }

  /**
   * A file that was broken since the server read it keeps nobody from asking that server, nor does
   * one that is not believed.
   */
  private Configuration configuration(Consumer<String> tell) {
    if (configuration == null) {
      ConfigurationLoader.Result read =
          doubt
              .get()
              .map(LocalConfiguration::unread)
              .orElseGet(() -> ConfigurationLoader.load(file, environment));
      configuration =
          read.configuration()
              .or(() -> ConfigurationLoader.load(Optional.empty(), environment).configuration())
              .orElseGet(ServerSearch::defaults);
      if (read.configuration().isEmpty()) {
        complain(read.problems(), configuration, tell);
      }
    }
    return configuration;
  }

  /** Else whoever mistypes a key asks another server than he thinks, and does not know. */
  private static void complain(
      List<Problem> problems, Configuration instead, Consumer<String> tell) {
    problems.stream().filter(Problem::isError).map(Problem::toString).forEach(tell);
    tell.accept(
        "so the configuration is left out here: where --server and --data do not say"
            + " otherwise, the server is "
            + LocalConfiguration.adminUrl(instead)
            + " and its key in "
            + instead.data());
  }

  private static Configuration defaults() {
    return ConfigurationLoader.load(Optional.empty(), Map.of())
        .configuration()
        .orElseThrow(() -> new IllegalStateException("the defaults are right"));
  }

  /** Where the gate of `demo` or `dev` is asked that runs on this host. */
  private static Optional<String> throwaway() {
    try {
      return Installation.ofThrowaway().map(Installation::admin);
    } catch (IOException e) {
      return Optional.empty(); // it is just being written
    }
  }

  private String keyOfThisHost(Said said, Consumer<String> tell) throws Unreachable {
    Path own = data(said, tell).resolve(AdminKey.FILE);
    Path file =
        isHere(said, tell)
            ? own
            : ThrowawayFolder.dataOfRunning().map(it -> it.resolve(AdminKey.FILE)).orElse(own);
    if (!Files.exists(file)) {
      throw new Unreachable(
          "no admin key: set SALLYPORT_TOKEN, or run this where the server's "
              + file
              + " lies (--data FOLDER)");
    }
    try {
      return AdminKey.read(file).bearer();
    } catch (IOException e) {
      throw new Unreachable(String.valueOf(e.getMessage()));
    }
  }
}
