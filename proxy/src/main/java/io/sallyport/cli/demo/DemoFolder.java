package io.sallyport.cli.demo;

import io.sallyport.cli.ThrowawayFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the demo's policies, as an operator would, each with its key in a file of its own. */
final class DemoFolder {
  private DemoFolder() {}

  /**
   * Writes them into {@code FOLDER/policies}.
   *
   * @param app where everything is delivered
   */
  static void write(ThrowawayFolder folder, List<Sender> senders, String app) throws IOException {
    Path policies = Files.createDirectories(folder.path().resolve("policies"));
    Path keys = Files.createDirectories(policies.resolve("keys"));
    Files.writeString(
        policies.resolve("_defaults.yaml"), resource("_defaults").replace("APP", app));
    for (Sender sender : senders) {
      Files.writeString(policies.resolve(sender.name() + ".yaml"), resource(sender.name()));
      Files.writeString(keys.resolve(sender.name()), sender.key());
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = DemoFolder.class.getResourceAsStream("/demo/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("the jar holds no demo policy " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
