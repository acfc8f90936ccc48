package io.sallyport.cli;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sallyport secret}: what has to do with secrets' values. */
@Command(
    name = "secret",
    description = "Makes secrets.",
    mixinStandardHelpOptions = true,
    subcommands = {SecretCommand.New.class})
public final class SecretCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? new");
  }

  /** {@code sallyport secret new}: fresh random bytes in the encoding that a platform wants. */
  @Command(
      name = "new",
      description =
          "Prints a fresh random secret, to paste at the platform and into your secret store.",
      mixinStandardHelpOptions = true)
  static final class New implements Callable<Integer> {
    private static final int BYTES_MIN = 24;
    private static final int BYTES_MAX = 64;

    /** How the bytes are written. */
    enum Form {
      HEX,
      BASE64,
      BASE64URL,
      WHSEC
    }

    @Option(
        names = "--as",
        paramLabel = "FORM",
        description =
            "hex, base64, base64url or whsec (Standard Webhooks); default: ${DEFAULT-VALUE}.")
    Form form = Form.BASE64URL;

    @Option(
        names = "--bytes",
        paramLabel = "N",
        description = "24 to 64 random bytes; default: ${DEFAULT-VALUE}.")
    int bytes = 32;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      if (bytes < BYTES_MIN || bytes > BYTES_MAX) {
        throw new ParameterException(spec.commandLine(), "--bytes: want 24 to 64, got " + bytes);
      }
      byte[] fresh = new byte[bytes];
      new SecureRandom().nextBytes(fresh);
      spec.commandLine().getOut().println(write(fresh, form));
      spec.commandLine().getOut().flush();
      return ExitCode.DONE;
    }

    static String write(byte[] bytes, Form form) {
      return switch (form) {
        case HEX -> HexFormat.of().formatHex(bytes);
        case BASE64 -> Base64.getEncoder().encodeToString(bytes);
        case BASE64URL -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        case WHSEC -> "whsec_" + Base64.getEncoder().encodeToString(bytes);
      };
    }
  }
}
