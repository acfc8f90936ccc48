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
 * <p>Guarantees that a configuration or a key which merely lies in the working directory is used
 * only where nobody else can have put it there, and that none has a key sent to another machine:
 * only whoever gives the command says that, by the option or the variable.
 */
final class ServerSearch {
  static final String DEFAULT_SERVER = "http://127.0.0.1:8081";

  private static final String ADDRESS = "SALLYPORT_ADDR";
  static final String KEY = "SALLYPORT_TOKEN";
  private static final String LISTEN = "SALLYPORT_ADMIN_LISTEN";
  private static final List<String> DATA = List.of("SALLYPORT_DATA", "SALLYPORT_DATA_FILE");

  private final Map<String, String> environment;
  private final Optional<Path> file;
  private final Supplier<Optional<Problem>> doubt;
  private final FoundFile found;
  private @Nullable Configuration configuration;
  private boolean isPreferred;
  private boolean isWritten;

  /**
   * Looks there for what no option says.
   *
   * @param file of the configuration, if there is one
   * @param doubt why that is not believed, asked where the file would be read
   * @param found whether a key is believed that is only found
   */
  ServerSearch(
      Map<String, String> environment,
      Optional<Path> file,
      Supplier<Optional<Problem>> doubt,
      FoundFile found) {
    this.environment = environment;
    this.file = file;
    this.doubt = doubt;
    this.found = found;
  }

  /**
   * Takes a configuration's addresses where neither an option nor a variable says otherwise.
   *
   * @param isFile whether there is a file of it, which is believed
   */
  void preferring(Configuration other, boolean isFile) {
    configuration = other;
    isWritten = isFile;
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

  /** The gate of `demo` or `dev` that runs on this host. */
  private record Throwaway(String url, Path data) {}

  /**
   * Looks for both.
   *
   * @param tell where a sentence goes about what is wrong with the configuration, once
   * @throws Unreachable where there is no key, or nobody may be asked
   */
  Found find(Said said, Consumer<String> tell) throws Unreachable {
    Optional<String> named = said.server().isPresent() ? said.server() : variable(ADDRESS);
    Optional<String> token = variable(KEY);
    if (named.isPresent() && token.isPresent()) {
      return new Found(strip(named.get()), token.get(), mayBeProxied(named.get()));
    }
    // Once for both, or one's key goes to the other.
    Optional<Throwaway> throwaway = isHere(said, tell) ? Optional.empty() : throwaway();
    String url;
    if (named.isPresent()) {
      url = strip(named.get());
    } else {
      url = throwaway.isPresent() ? throwaway.get().url() : configured(tell);
    }
    return new Found(
        url, // no key is looked for where nobody may be asked
        token.isPresent() ? token.get() : key(said, throwaway, tell),
        named.filter(ServerSearch::mayBeProxied).isPresent());
  }

  /** A script whose variable is empty would ask another server than it thinks. */
  private Optional<String> variable(String name) throws Unreachable {
    Optional<String> value = Optional.ofNullable(environment.get(name)).map(String::strip);
    if (value.filter(String::isEmpty).isPresent()) {
      throw new Unreachable(name + " is set and empty, so nobody is asked: set it, or unset it");
    }
    return value;
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
        || isDataInEnvironment()
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
      isWritten = file.isPresent() && read.configuration().isPresent();
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

  private static Optional<Throwaway> throwaway() {
    Optional<Path> data = ThrowawayFolder.dataOfRunning();
    try {
      Optional<String> url = Installation.ofThrowaway().map(Installation::admin);
      return data.flatMap(folder -> url.map(it -> new Throwaway(it, folder)));
    } catch (IOException e) {
      return Optional.empty(); // it is just being written
    }
  }

  private String key(Said said, Optional<Throwaway> throwaway, Consumer<String> tell)
      throws Unreachable {
    Path folder = throwaway.map(Throwaway::data).orElseGet(() -> data(said, tell));
    Path file = folder.resolve(AdminKey.FILE);
    if (!Files.exists(file)) {
      throw new Unreachable(
          "no admin key: set SALLYPORT_TOKEN, or run this where the server's "
              + file
              + " lies (--data FOLDER)");
    }
    Optional<String> doubt =
        throwaway.isPresent() || isSaid(said) ? Optional.empty() : found.reason(file);
    if (doubt.isPresent()) {
      throw new Unreachable(
          file
              + " is not sent, since nobody has named it and "
              + doubt.get()
              + "; if it is your server's, say so: --data "
              + folder);
    }
    try {
      return AdminKey.read(file).bearer();
    } catch (IOException e) {
      throw new Unreachable(String.valueOf(e.getMessage()));
    }
  }

  /** Whether the folder of the key is more than what lies by chance where the command is given. */
  private boolean isSaid(Said said) {
    return isWritten || said.data().isPresent() || isDataInEnvironment();
  }

  private boolean isDataInEnvironment() {
    return DATA.stream().anyMatch(environment::containsKey);
  }
}
