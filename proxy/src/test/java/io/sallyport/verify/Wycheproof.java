package io.sallyport.verify;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Project Wycheproof's vectors (github.com/C2SP/wycheproof, testvectors_v1, Apache License 2.0).
 * They are not part of this repository: put the files beside it under {@code
 * shared/vectors/wycheproof}, or name their folder by {@code -Dsallyport.wycheproof=DIR}. Without
 * them the tests say so and do not run.
 */
public final class Wycheproof {
  private static final String PROPERTY = "sallyport.wycheproof";

  private Wycheproof() {}

  /** One test of a file with its group. */
  public record Vector(JsonNode group, JsonNode test) {
    public int id() {
      return test.get("tcId").intValue();
    }

    public boolean isValid() {
      return test.get("result").textValue().equals("valid");
    }

    public boolean isAcceptable() {
      return test.get("result").textValue().equals("acceptable");
    }

    /** A token; one in JSON serialization as its JSON text. */
    public String token(String name) {
      JsonNode token = test.get(name);
      return token.isTextual() ? token.textValue() : token.toString();
    }

    public byte[] hex(String name) {
      return HexFormat.of().parseHex(test.get(name).textValue());
    }
  }

  /**
   * Every vector of a file, in order; aborts the test, with a message, when the file is not there.
   */
  public static List<Vector> vectors(String file) {
    Path path = folder().resolve(file + "_test.json");
    if (!Files.isRegularFile(path)) {
      String notice = "NOT RUN: Wycheproof's " + path.getFileName() + " is not in " + folder();
      // Aloud as well: a console that shows only failures hides what was aborted.
      System.out.println(notice);
      assumeTrue(false, notice);
    }
    try {
      JsonNode root = new ObjectMapper().readTree(path.toFile());
      List<Vector> vectors = new ArrayList<>();
      for (JsonNode group : root.get("testGroups")) {
        group.get("tests").forEach(test -> vectors.add(new Vector(group, test)));
      }
      System.out.println("Wycheproof " + file + ": " + vectors.size() + " vectors");
      return vectors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The ids of the vectors whose label a verdict contradicts; acceptable ones may go either way.
   */
  public static Set<Integer> deviations(List<Vector> vectors, Verdict verdict) {
    Set<Integer> deviations = new TreeSet<>();
    for (Vector vector : vectors) {
      boolean isAccepted = verdict.accepts(vector);
      if (vector.isAcceptable()) {
        System.out.println(
            "  " + vector.id() + " may go either way: " + (isAccepted ? "accepted" : "refused"));
      }
      if (!vector.isAcceptable() && isAccepted != vector.isValid()) {
        deviations.add(vector.id());
      }
    }
    return deviations;
  }

  /** What the code under test says of a vector. */
  @FunctionalInterface
  public interface Verdict {
    boolean accepts(Vector vector);
  }

  private static Path folder() {
    String named = System.getProperty(PROPERTY, "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    Path module = Path.of("").toAbsolutePath();
    return Stream.of(module, module.getParent(), module.getParent().getParent())
        .map(folder -> folder.resolve("../shared/vectors/wycheproof").normalize())
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(module.resolve("../../shared/vectors/wycheproof").normalize());
  }
}
