package io.sallyport.policy.example;

import io.sallyport.policy.sample.CannotSign;
import io.sallyport.policy.sample.Mechanism;
import io.sallyport.policy.sample.ThrowAwayKey;
import io.sallyport.policy.written.WrittenKeyRule;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.YamlReader;
import io.sallyport.yaml.shape.YamlText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A fresh key in place of the sender's, and what a policy has to say for it to count.
 *
 * @param key signs now, and is then forgotten
 * @param lines of the policy, which replace its own of the same names
 * @param variable the variable that the lines read the key from, where it is a shared secret
 */
public record Trial(ThrowAwayKey key, String lines, Optional<String> variable) {
  private static final String ID = "sample";
  private static final String VARIABLE_DEFAULT = "TRIAL_SECRET";

  /**
   * Makes one.
   *
   * @throws CannotSign where a few lines of a policy would not do
   */
  static Trial of(WrittenPolicy written, Mechanism mechanism, RandomGenerator random)
      throws CannotSign {
    ThrowAwayKey key = ThrowAwayKey.of(mechanism.check(), ID, random);
    StringBuilder lines = new StringBuilder();
    if (mechanism.remote().isPresent()) {
      boolean isOnlyOne =
          written.verify().filter(it -> it.equals(mechanism.check())).isPresent()
              && Mechanism.of(mechanism.check()).size() == 1;
      if (!isOnlyOne) {
        throw new CannotSign("its key is fetched for one of several mechanisms");
      }
      lines.append("verify: {key: {").append(removed(mechanism.remote().get())).append("}}\n");
    }
    Optional<String> variable =
        key.isShared()
            ? written.preset().flatMap(it -> it.env()).or(() -> Optional.of(VARIABLE_DEFAULT))
            : Optional.empty();
    lines
        .append("keys: [{id: " + ID + ", value: ")
        .append(YamlText.quoted(variable.map(it -> "${env:" + it + "}").orElse(key.text())))
        .append("}]\n");
    return new Trial(key, lines.toString(), variable);
  }

  /** The policy with the lines in it, and the key itself where they name a variable. */
  Mapping over(Mapping policy) {
    String text =
        variable
            .map(it -> lines.replace("${env:" + it + "}", key.text().replace("$", "$$")))
            .orElse(lines);
    Mapping upper =
        YamlReader.read("trial", text.getBytes(StandardCharsets.UTF_8), new Problems())
            .orElseThrow(() -> new IllegalStateException("what is written here is YAML"));
    return WrittenPolicy.LAYERS.lay(policy, upper);
  }

  private static String removed(WrittenKeyRule rule) {
    return ((Mapping) rule.node())
        .entries().stream()
            .map(entry -> entry.key().text())
            .filter(name -> !name.equals("as") && !name.equals("id"))
            .map(name -> name + ": ~")
            .collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return "Trial[" + key + "]";
  }
}
