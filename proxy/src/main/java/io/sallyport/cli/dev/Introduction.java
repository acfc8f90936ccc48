package io.sallyport.cli.dev;

import io.sallyport.cli.LocalGate;
import io.sallyport.cli.ThrowawayFolder;
import io.sallyport.cli.VersionCommand;
import io.sallyport.policy.sample.Mechanism;
import io.sallyport.policy.written.WrittenPreset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to register, where, and what to try: as commands that work as they stand. */
final class Introduction {
  /** Where a line about the secret belongs: behind what is registered. */
  static final int SECRET_LINE = 5;

  private Introduction() {}

  /**
   * The lines.
   *
   * @param publicUrl the base of what is registered, where somebody said one
   * @param signsUrl whether the platform signs the URL that it was told
   */
  static List<String> lines(
      DevPolicy policy,
      LocalGate gate,
      ThrowawayFolder folder,
      Optional<String> publicUrl,
      boolean signsUrl) {
    WrittenPreset known = policy.known();
    String path = "/hooks/" + policy.provider();
    String ingress = gate.server().ingressUrl();
    List<String> lines = new ArrayList<>();
    lines.add(
        "sallyport "
            + VersionCommand.version()
            + " dev: "
            + known.title()
            + ". q or ctrl-c ends it and forgets everything.");
    lines.add("  gate     " + ingress + path);
    lines.add("  app      " + policy.to());
    lines.add("  register " + publicUrl.orElse("https://NAME-OF-THE-TUNNEL") + path);
    lines.add("           at " + known.register());
    if (publicUrl.isEmpty()) {
      lines.add("  tunnel   this machine is reached from outside by one, for instance:");
      lines.add("           cloudflared tunnel --url " + ingress);
      if (signsUrl) {
        lines.add(
            "           "
                + known.title()
                + " signs that URL: start again with --public-url https://NAME-OF-THE-TUNNEL");
      }
    }
    if (policy.isUnconfirmed()) {
      lines.add(
          "  doubt    "
              + known.doubt().orElse("nobody has confirmed this scheme")
              + ": what is refused may be genuine");
    }
    if (canSign(policy)) {
      lines.add(
          "  try it   ./sallyport sign -i "
              + policy.provider()
              + " --to "
              + ingress
              + (isFound(policy, folder) ? "" : " --config " + folder.configuration()));
    }
    lines.add("  keys     r sends the last delivery to the app once more, q ends");
    lines.add("");
    return lines;
  }

  /** Whether the secret that is given here is what the platform signs with. */
  private static boolean canSign(DevPolicy policy) {
    return policy.key().isPresent()
        && policy.preset().written().verify().stream()
            .flatMap(verify -> Mechanism.of(verify).stream())
            .anyMatch(it -> it.isShared() && it.remote().isEmpty());
  }

  /**
   * Whether another command finds the policy by itself; one of this directory's own comes first.
   */
  private static boolean isFound(DevPolicy policy, ThrowawayFolder folder) {
    Path own = Path.of("policies", policy.provider() + ".yaml");
    return folder.isKnown() && !Files.exists(own);
  }
}
