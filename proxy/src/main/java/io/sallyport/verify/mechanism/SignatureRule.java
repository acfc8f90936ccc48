package io.sallyport.verify.mechanism;

import io.sallyport.verify.template.Template;
import java.util.List;
import java.util.Map;

/**
 * A signature over bytes that a template names: {@code hmac}, {@code hash}, {@code rsa}, {@code
 * rsa-pss}, {@code ecdsa}, {@code ed25519}.
 *
 * @param family which of them
 * @param algorithm how the algorithm is chosen, always from a list that the policy fixes
 * @param signed the signed content
 * @param signature where the signature stands and how it is written
 * @param key how keys are decoded and selected
 * @param require what else must hold; checked before any cryptography where it needs none
 */
public record SignatureRule(
    Family family,
    AlgorithmChoice algorithm,
    SignedContent signed,
    SignatureSource signature,
    KeyRule key,
    List<Requirement> require)
    implements MechanismRule {

  /** More alternative templates, signatures or keys are refused: 8 of each. */
  public static final int ALTERNATIVES_MAX = 8;

  public SignatureRule {
    require = List.copyOf(require);
  }

  @Override
  public String word() {
    return family.word();
  }

  /** The word in the policy language is the lower-case name with a hyphen. */
  public enum Family {
    HMAC("hmac"),
    HASH("hash"),
    RSA("rsa"),
    RSA_PSS("rsa-pss"),
    ECDSA("ecdsa"),
    ED25519("ed25519");

    private final String word;

    Family(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * How the algorithm is chosen. Names are the policy language's ({@code sha256}, {@code
   * p256-sha256-raw}, …).
   */
  public sealed interface AlgorithmChoice {
    /** Always this one. */
    record Fixed(String algorithm) implements AlgorithmChoice {}

    /** Named by the signature's own {@code {alg}}, out of these only. */
    record Allowed(List<String> algorithms) implements AlgorithmChoice {
      public Allowed {
        algorithms = List.copyOf(algorithms);
      }
    }

    /** Chosen by a value of the request through this table; any other value is a refusal. */
    record By(Template by, Map<String, String> algorithms) implements AlgorithmChoice {
      public By {
        algorithms = Map.copyOf(algorithms);
      }
    }
  }

  /** The content that is signed. */
  public sealed interface SignedContent {
    /** Tried in order; any match accepts. 1 to 8. */
    record Alternatives(List<Template> templates) implements SignedContent {
      public Alternatives {
        templates = List.copyOf(templates);
      }
    }

    /** Chosen by a value of the request; any other value is a refusal. */
    record By(Template by, Map<String, Template> cases) implements SignedContent {
      public By {
        cases = Map.copyOf(cases);
      }
    }
  }

  /**
   * Where the signature stands.
   *
   * @param from the only template that may yield several values, at most 8
   * @param as how each is written; a value that fits none is passed over (an unknown version)
   */
  public record SignatureSource(Template from, List<SignaturePattern> as) {
    public SignatureSource {
      as = List.copyOf(as);
    }
  }

  /** The key of a rule as written, for the parts that mechanisms need. See {@code KeySource}. */
  public record KeyRule(
      io.sallyport.verify.key.KeyEncoding as, io.sallyport.verify.key.KeySource source) {}

  /** One line under {@code require}; {@code claims} of a JWS use the same rules. */
  public record Requirement(Template value, ValueRule rule) {}

  /** What a value must be. */
  public sealed interface ValueRule {
    /** Equal to the template's bytes; compared in constant time. */
    record Is(Template expected) implements ValueRule {}

    /** One of a fixed list, or of a list parameter. */
    record In(List<Template> allowed) implements ValueRule {
      public In {
        allowed = List.copyOf(allowed);
      }
    }

    /** An array (or space- or comma-separated text) that holds this element. */
    record Has(Template element) implements ValueRule {}

    /** Matches the whole of an RE2 pattern. */
    record Like(com.google.re2j.Pattern pattern) implements ValueRule {}

    /**
     * A time (seconds, or RFC 3339) at most this far from now, either way, both bounds inclusive.
     */
    record Within(java.time.Duration tolerance) implements ValueRule {}

    /** Not there at all. */
    record Absent() implements ValueRule {}
  }
}
