package io.sallyport.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What to try next, as commands that work as they stand. */
final class Suggestions {
  private Suggestions() {}

  static List<String> whileItRuns(Demo demo) {
    String ingress = demo.gate().server().ingressUrl();
    String data = data(demo);
    List<String> lines = new ArrayList<>();
    lines.add("Try it, in another terminal:");
    lines.add("  forge one       curl -sd '{\"zen\":\"forged\"}' " + ingress + "/hooks/github");
    demo.lastReference()
        .ifPresent(
            reference -> lines.add("  ask why not     ./sallyport explain " + reference + data));
    lines.add(
        "  sign your own   ./sallyport sign -i github --config "
            + demo.folder().configuration()
            + " --to "
            + ingress
            + " '{\"zen\":\"mine\"}'");
    lines.add("  watch           ./sallyport tail" + data);
    lines.add("The demo's secrets, made for this run:");
    demo.played().stream()
        .filter(Sender::isShared)
        .forEach(sender -> lines.add("  %-15s %s".formatted(sender.name(), sender.key())));
    lines.add("Its policies: " + demo.folder().path().resolve("policies"));
    return lines;
  }

  static List<String> afterIt() {
    return List.of(
        "Next:  ./sallyport providers                                  whom it knows",
        "       ./sallyport policy new github --to http://localhost:3000/hooks",
        "       ./sallyport run");
  }

  /** A data folder of this directory's own would be asked before the demo's. */
  private static String data(Demo demo) {
    return demo.folder().isKnown() && !Files.exists(Path.of("data", "admin.key"))
        ? ""
        : " --data " + demo.folder().data();
  }
}
