package io.sallyport.explain;

import java.util.List;
import java.util.Optional;

/**
 * Why a request was refused, stage by stage. Every text is fit for a terminal, and none holds a
 * secret, a token or a signature.
 *
 * @param subject the reference, or the file
 * @param stages in order, up to the one that refused
 * @param remedy what most likely mends it
 * @param hints near misses: what would have verified, and what that says
 */
public record Explanation(
    String subject,
    String integration,
    List<Stage> stages,
    Optional<String> remedy,
    List<String> hints) {

  public Explanation {
    stages = List.copyOf(stages);
    hints = List.copyOf(hints);
  }

  /** What a stage said. */
  public enum Mark {
    OK("ok"),
    REFUSE("REFUSE"),
    SKIP("skip"),
    WAIT("wait"),
    HOLD("HOLD"),
    FAIL("FAIL");

    private final String word;

    Mark(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /** One stage's part of it. */
  public record Stage(String name, Mark mark, String sentence) {}

  /** Whether some stage refused. */
  public boolean isRefused() {
    return stages.stream().anyMatch(stage -> stage.mark() == Mark.REFUSE);
  }
}
