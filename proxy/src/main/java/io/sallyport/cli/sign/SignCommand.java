package io.sallyport.cli.sign;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Installation;
import io.sallyport.cli.LocalConfiguration;
import io.sallyport.cli.policy.RealSecrets;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.example.Sample;
import io.sallyport.policy.example.SampleWish;
import io.sallyport.policy.example.Samples;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.sample.CannotSign;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport sign}: what the sender of an integration would send. */
@Command(
    name = "sign",
    description = {
      "Prints a correctly signed sample request for an integration, or sends it.",
      "The keys are those of the policy; the secret itself is never an argument of anything."
    },
    mixinStandardHelpOptions = true)
public final class SignCommand implements Callable<Integer> {
  @Option(
      names = {"-i", "--integration"},
      paramLabel = "NAME",
      required = true,
      description = "A policy of the folder.")
  String integration = "";

  @Parameters(
      paramLabel = "BODY",
      arity = "0..1",
      description = "A file, - for stdin, or the body itself; default: the provider's example.")
  Optional<String> body = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = "Sends it to the gate there, http://127.0.0.1:8080 say, and prints the answer.")
  Optional<String> to = Optional.empty();

  @ArgGroup Form form = new Form();

  /** How it is printed. */
  static final class Form {
    @Option(names = "--http", description = "Prints the raw HTTP/1.1 request, byte for byte.")
    boolean http;

    @Option(names = "--json", description = "For programs.")
    boolean json;
  }

  @Option(names = "--at", paramLabel = "INSTANT", description = "When it was sent; default: now.")
  Optional<Instant> at = Optional.empty();

  @Option(names = "--key", paramLabel = "ID", description = "Default: the first that is valid.")
  Optional<String> key = Optional.empty();

  @Option(names = "--type", paramLabel = "TYPE", description = "The event's type.")
  Optional<String> type = Optional.empty();

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "Which of the policy's paths; needed where it holds names: /hooks/acme/shop-1.")
  Optional<String> path = Optional.empty();

  @Option(
      names = {"-H", "--header"},
      paramLabel = "FIELD",
      description = "One more field: \"X-Shop: one\". May be repeated.")
  List<String> headers = List.of();

  @Option(
      names = "--throw-away-key",
      description =
          "Signs with a key made for this, and prints what to put into the policy to have it"
              + " accepted: where only the sender has the private key.")
  boolean anew;

  @Option(names = "--config", paramLabel = "FILE", description = "Default: conf/sallyport.yaml.")
  Optional<Path> config = Optional.empty();

  @Option(
      names = "--policies",
      paramLabel = "FOLDER",
      description = "Default: that of the configuration.")
  Optional<Path> folder = Optional.empty();

  @Spec private CommandSpec spec;

  private final PrintStream raw;

  public SignCommand() {
    this(System.out);
  }

  /**
   * @param raw takes what is to be written byte for byte
   */
  SignCommand(PrintStream raw) {
    this.raw = raw;
  }

  @Override
  public Integer call() throws IOException {
    if (anew && to.isPresent()) {
      throw usage(
          "--throw-away-key with --to: the gate does not know the key yet; print the request,"
              + " change the policy, then send it");
    }
    SignTarget found = target();
    Optional<String> base = to.isPresent() ? Optional.of(base(to.get())) : Optional.empty();
    Problems problems = new Problems();
    Optional<Draft> draft = found.policy().draft(problems);
    if (draft.isEmpty() || problems.haveErrors()) {
      return failed(
          problems.inOrder().stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
    SampleWish wish = wish();
    try (RealSecrets secrets = RealSecrets.open(LocalConfiguration.environment())) {
      Instant now = at.orElseGet(Instant::now);
      Surroundings surroundings =
          Surroundings.forCheck(InstantSource.fixed(now))
              .with(secrets.of(found.installation().policies()))
              .withPublicUrl(found.installation().publicUrl());
      Samples samples = new Samples(draft.get(), surroundings, now, new SecureRandom());
      Sample sample = anew ? samples.signAnew(wish) : samples.sign(wish);
      return base.isPresent() ? send(sample, base.get()) : print(sample, found.installation());
    } catch (CannotSign fault) {
      return failed(
          integration
              + ": "
              + fault.sentence()
              + (fault.isSendersAlone() ? remedy(draft.get()) : ""));
    }
  }

  private SignTarget target() {
    try {
      return SignTarget.find(integration, config, folder, System.getenv());
    } catch (IOException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private SampleWish wish() {
    SampleWish open = SampleWish.open().path(path).key(key).type(type).headers(fields());
    if (body.isEmpty()) {
      return open;
    }
    try {
      return open.body(SampleBody.of(body.get(), System.in));
    } catch (IOException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw usage("--header: want NAME: VALUE, got \"" + header + "\"");
      }
      fields.put(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    return fields;
  }

  /** Scheme and authority; the policy's own path follows. */
  private String base(String url) {
    try {
      URI uri = new URI(url);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean bare = uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/");
      if (http && uri.getHost() != null && bare && uri.getQuery() == null) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw usage(
        "--to: want the gate's address, like http://127.0.0.1:8080, got \""
            + url
            + "\"; the path is the policy's own (see --path)");
  }

  private int print(Sample sample, Installation installation) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (form.http) {
      raw.write(sample.request().toBytes());
      raw.flush();
    } else if (form.json) {
      out.println(SampleText.json(sample, integration, installation.gate()).toPrettyString());
    } else {
      out.println(SampleText.curl(sample, installation.gate()));
    }
    out.flush();
    sample.trial().ifPresent(trial -> note(SampleText.trial(trial, integration)));
    if (sample.certificate().isPresent()) {
      note("it has to come with the sender's client certificate, which is not here\n");
    }
    return sample.isAccepted() ? ExitCode.DONE : failed(SampleText.refusal(sample));
  }

  private int send(Sample sample, String base) {
    if (!sample.isAccepted()) {
      note("sallyport: " + SampleText.refusal(sample) + "\n");
    }
    try {
      Answer answer = Answer.to(sample.request(), base);
      PrintWriter out = spec.commandLine().getOut();
      out.print(
          form.json ? SampleText.json(answer).toPrettyString() + "\n" : SampleText.answer(answer));
      out.flush();
      return answer.isSuccess() ? ExitCode.DONE : ExitCode.REFUSED;
    } catch (Answer.Unreachable e) {
      note("sallyport: " + e.getMessage() + "\n");
      return ExitCode.UNREACHABLE;
    } catch (IllegalArgumentException e) {
      return failed("this request cannot be sent from here: " + e.getMessage() + "; try --http");
    }
  }

  private static String remedy(Draft draft) {
    return "\n  try --throw-away-key: it signs with a key made for this"
        + draft
            .written()
            .preset()
            .map(it -> "\n  or have one sent where the webhooks are set up: " + it.register())
            .orElse("");
  }

  private int failed(String message) {
    note("sallyport: " + message + "\n");
    return ExitCode.FAILED;
  }

  private void note(String text) {
    spec.commandLine().getErr().print(text);
    spec.commandLine().getErr().flush();
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
