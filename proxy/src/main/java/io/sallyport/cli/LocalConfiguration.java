package io.sallyport.cli;

import io.sallyport.config.Configuration;
import io.sallyport.config.ConfigurationLoader;
import io.sallyport.config.ListenAddress;
import io.sallyport.yaml.Problem;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The configuration that a server started here would have. */
public final class LocalConfiguration {
  /** Read where there is one, and no other is named. */
  static final Path FILE_DEFAULT = Path.of("conf", "sallyport.yaml");

  private LocalConfiguration() {}

  /** The named file, or the usual one where it exists. */
  static Optional<Path> file(@Nullable Path named) {
    return named != null
        ? Optional.of(named)
        : Optional.of(FILE_DEFAULT).filter(Files::isRegularFile);
  }

  /**
   * Reads it.
   *
   * @throws ParameterException with everything that is wrong with it
   */
  public static Configuration read(@Nullable Path named, CommandLine command) {
    ConfigurationLoader.Result read = ConfigurationLoader.load(file(named), System.getenv());
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
    return scheme + fromHere(configuration.ingress().listen());
  }

  /** Where the admin side is asked from this host. */
  static String adminUrl(Configuration configuration) {
    return "http://" + fromHere(configuration.admin());
  }

  /**
   * The same with the address in digits, where that is one of this machine's: it is nobody else who
   * is asked then. Empty where it is not. Asks for the address of a name, and may wait for that.
   */
  static Optional<String> adminUrlHere(Configuration configuration) {
    ListenAddress listen = fromHere(configuration.admin());
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

  private static ListenAddress fromHere(ListenAddress listen) {
    boolean everywhere = listen.host().equals("0.0.0.0") || listen.host().equals("::");
    return everywhere ? new ListenAddress("127.0.0.1", listen.port()) : listen;
  }
}
