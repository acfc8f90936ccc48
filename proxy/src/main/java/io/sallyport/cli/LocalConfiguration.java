package io.sallyport.cli;

import io.sallyport.config.Configuration;
import io.sallyport.config.ConfigurationLoader;
import io.sallyport.config.ListenAddress;
import io.sallyport.yaml.Place;
import io.sallyport.yaml.Problem;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The configuration that a server started here would have. */
public final class LocalConfiguration {
  /** Read where there is one, and no other is named. */
  static final Path FILE_DEFAULT = Path.of("conf", "sallyport.yaml");

  /** Names it where no option does. */
  private static final String VARIABLE = "SALLYPORT_CONFIG";

  private LocalConfiguration() {}

  /** The named file, or the usual one where it exists, whoever has put that there. */
  static Optional<Path> file(@Nullable Path option) {
    return file(option, System.getenv());
  }

  static Optional<Path> file(@Nullable Path option, Map<String, String> environment) {
    Optional<Path> said = named(option, environment);
    return said.isPresent() ? said : Optional.of(FILE_DEFAULT).filter(Files::isRegularFile);
  }

  private static Optional<Path> named(@Nullable Path option, Map<String, String> environment) {
    return option != null
        ? Optional.of(option)
        : Optional.ofNullable(environment.get(VARIABLE)).filter(it -> !it.isBlank()).map(Path::of);
  }

  /**
   * Why a command does not believe the configuration that it has found, or that the variable leads
   * to none; empty where somebody has named it, there is none, or it is as good as this user's own:
   * see {@link FoundFile}.
   */
  static Optional<Problem> doubt(@Nullable Path option) {
    return doubt(option, System.getenv());
  }

  static Optional<Problem> doubt(@Nullable Path option, Map<String, String> environment) {
    return named(option, environment).isPresent()
        ? missing(option, environment)
        : doubtOf(FILE_DEFAULT);
  }

  private static Optional<Problem> doubtOf(Path found) {
    return Optional.of(found)
        .filter(Files::isRegularFile)
        .flatMap(FoundFile.ofThisUser()::doubt)
        .map(it -> new Problem(Problem.Severity.ERROR, Place.startOf(found.toString()), "", it));
  }

  /** Whoever has set the variable long ago is told that it is that, and what to do. */
  private static Optional<Problem> missing(@Nullable Path option, Map<String, String> environment) {
    return option != null
        ? Optional.empty()
        : named(option, environment)
            .filter(it -> !Files.isReadable(it) || Files.isDirectory(it))
            .map(
                it ->
                    new Problem(
                        Problem.Severity.ERROR,
                        Place.startOf(VARIABLE),
                        "",
                        "it names "
                            + it
                            + ", where no file can be read: set it to the configuration, or unset"
                            + " it, or name another by --config"));
  }

  /** Reads it as a server does: what it finds it believes. */
  static ConfigurationLoader.Result loadForServer(
      @Nullable Path option, Map<String, String> environment) {
    return missing(option, environment)
        .map(LocalConfiguration::unread)
        .orElseGet(() -> ConfigurationLoader.load(file(option, environment), environment));
  }

  /** Reads it for a command; one that is not believed is a problem, and nothing of it is used. */
  static ConfigurationLoader.Result load(@Nullable Path named, Map<String, String> environment) {
    return doubt(named, environment)
        .map(LocalConfiguration::unread)
        .orElseGet(() -> ConfigurationLoader.load(file(named, environment), environment));
  }

  static ConfigurationLoader.Result unread(Problem why) {
    return new ConfigurationLoader.Result(Optional.empty(), List.of(why));
  }

  /**
   * This process's variables as references of a configuration or a policy lead to them: without the
   * admin key, which is for the server that is asked and for nobody else whom a file names.
   */
  public static Map<String, String> environment() {
    return withoutKey(System.getenv());
  }

  static Map<String, String> withoutKey(Map<String, String> all) {
    Map<String, String> environment = new HashMap<>(all);
    environment.remove(ServerSearch.KEY);
    return Map.copyOf(environment);
  }

  /**
   * Reads it.
   *
   * @throws ParameterException with everything that is wrong with it
   */
  public static Configuration read(@Nullable Path named, CommandLine command) {
    ConfigurationLoader.Result read = load(named, System.getenv());
    return read.configuration()
        .orElseThrow(
            () ->
                new ParameterException(
                    command,
                    read.problems().stream()
                        .map(Problem::toString)
                        .collect(Collectors.joining("\n"))));
  }

  /** Where the ingress is reached from this host. */
  static String ingressUrl(Configuration configuration) {
    String scheme = configuration.ingress().tls().isPresent() ? "https://" : "http://";
    return scheme + configuration.ingress().listen().fromHere();
  }

  /** Where the admin side is asked from this host. */
  static String adminUrl(Configuration configuration) {
    return "http://" + configuration.admin().fromHere();
  }

  /**
   * The same with the address in digits, where that is one of this machine's: it is nobody else who
   * is asked then. Empty where it is not. Asks for the address of a name, and may wait for that.
   */
  static Optional<String> adminUrlHere(Configuration configuration) {
    ListenAddress listen = configuration.admin().fromHere();
    try {
      InetAddress address = InetAddress.getByName(listen.host());
      return isHere(address)
          ? Optional.of("http://" + new ListenAddress(address.getHostAddress(), listen.port()))
          : Optional.empty();
    } catch (UnknownHostException | SocketException e) {
      return Optional.empty(); // nobody can say that it is here
    }
  }

  private static boolean isHere(InetAddress address) throws SocketException {
    return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
  }
}
