package io.sallyport.cli;

import io.sallyport.config.Configuration;
import io.sallyport.config.ConfigurationLoader;
import io.sallyport.config.ListenAddress;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.yaml.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a command on this host finds the policies, and the gate that serves them.
 *
 * @param publicUrl the base of what is registered at the platforms, without a final slash
 * @param gate the address of the gate on this host
 * @param admin the address of its admin side
 */
public record Installation(Path policies, String publicUrl, String gate, String admin) {
  private static final int PORT_DEFAULT = 8080;

  /**
   * That of a configuration and the environment.
   *
   * @param file {@code conf/sallyport.yaml} by default, where there is one
   * @throws IOException with a problem a line
   */
  public static Installation of(Optional<Path> file, Map<String, String> environment)
      throws IOException {
    ConfigurationLoader.Result read = LocalConfiguration.load(file.orElse(null), environment);
    if (read.configuration().isEmpty()) {
      throw new IOException(
          read.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
    return of(read.configuration().get());
  }

  /** That of a gate which runs with a throw-away folder; empty when none does. */
  public static Optional<Installation> ofThrowaway() throws IOException {
    Optional<Path> file = ThrowawayFolder.configurationOfRunning();
    return file.isPresent() ? Optional.of(of(file, Map.of())) : Optional.empty();
  }

  /** With the policies elsewhere. */
  public Installation policies(Path other) {
    return new Installation(other, publicUrl, gate, admin);
  }

  private static Installation of(Configuration configuration) {
    ListenAddress listen = configuration.ingress().listen();
    String scheme = configuration.ingress().tls().isPresent() ? "https://" : "http://";
    int port = listen.port() == 0 ? PORT_DEFAULT : listen.port();
    return new Installation(
        configuration.policies(),
        configuration.publicUrl().orElse(Surroundings.PUBLIC_URL_DEFAULT),
        scheme + new ListenAddress(listen.host(), port).fromHere(),
        "http://" + configuration.admin());
  }
}
