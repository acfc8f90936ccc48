package io.sallyport.cli.doctor;

/**
 * What was found of one thing.
 *
 * @param subject the thing, in a word or two
 * @param remedy what to do; empty where nothing is wrong
 */
public record Diagnosis(String subject, Level level, String sentence, String remedy) {

  /** How bad it is. */
  public enum Level {
    OK("ok"),
    WARN("warn"),
    FAIL("FAIL");

    private final String word;

    Level(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  static Diagnosis ok(String subject, String sentence) {
    return new Diagnosis(subject, Level.OK, sentence, "");
  }

  static Diagnosis warn(String subject, String sentence, String remedy) {
    return new Diagnosis(subject, Level.WARN, sentence, remedy);
  }

  static Diagnosis fail(String subject, String sentence, String remedy) {
    return new Diagnosis(subject, Level.FAIL, sentence, remedy);
  }
}
