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

  private static final String ADMIN_KEY = "SALLYPORT_TOKEN";

  private LocalConfiguration() {}

  /** The named file, or the usual one where it exists, whoever has put that there. */
  static Optional<Path> file(@Nullable Path named) {
    Optional<Path> said = named(named, System.getenv());
    return said.isPresent() ? said : Optional.of(FILE_DEFAULT).filter(Files::isRegularFile);
  }

  private static Optional<Path> named(@Nullable Path option, Map<String, String> environment) {
    return option != null
        ? Optional.of(option)
        : Optional.ofNullable(environment.get(VARIABLE)).filter(it -> !it.isBlank()).map(Path::of);
  }

  /**
   * Why a command does not believe the configuration that it has found; empty where somebody has
   * named it, there is none, or it is as good as this user's own: see {@link FoundFile}.
   */
  static Optional<Problem> doubt(@Nullable Path named) {
    return named(named, System.getenv()).isPresent() ? Optional.empty() : doubtOf(FILE_DEFAULT);
  }

  private static Optional<Problem> doubtOf(Path found) {
    return Optional.of(found)
        .filter(Files::isRegularFile)
        .flatMap(FoundFile.ofThisUser()::doubt)
        .map(it -> new Problem(Problem.Severity.ERROR, Place.startOf(found.toString()), "", it));
  }

  /** Reads it for a command; one that is not believed is a problem, and nothing of it is used. */
  static ConfigurationLoader.Result load(@Nullable Path named, Map<String, String> environment) {
    return doubt(named)
        .map(LocalConfiguration::unread)
        .orElseGet(() -> ConfigurationLoader.load(file(named), environment));
  }

  static ConfigurationLoader.Result unread(Problem why) {
    return new ConfigurationLoader.Result(Optional.empty(), List.of(why));
  }

  /**
   * This process's variables as references of a configuration or a policy lead to them: without the
   * admin key, which is for the server that is asked and for nobody else whom a file names.
   */
  public static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.remove(ADMIN_KEY);
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
