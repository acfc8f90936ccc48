package io.sallyport.ingress;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an integration accepts before anything is verified: the {@code accept} and {@code limits}
 * sections of its policy.
 *
 * @param methods upper case; POST alone where the policy is silent
 * @param bodyBytesMax the largest body, after an opted-in content coding was removed
 * @param sources allowed source networks; empty = any
 * @param decompress content codings that the policy asks for; empty = none is accepted
 * @param clientCertificate what the TLS client certificate must say; empty = none is asked for
 * @param sourceLimits token buckets by source address
 */
public record Acceptance(
    Set<String> methods,
    long bodyBytesMax,
    Optional<NetworkSet> sources,
    Optional<Decompression> decompress,
    Optional<CertificatePin> clientCertificate,
    List<SourceLimit> sourceLimits) {

  public static final long BODY_BYTES_MAX_DEFAULT = 1 << 20;

  public Acceptance {
    methods = Set.copyOf(methods);
    sourceLimits = List.copyOf(sourceLimits);
  }

  /** A set of networks that may change while the server runs (a file that is re-read). */
  @FunctionalInterface
  public interface NetworkSet {
    boolean contains(java.net.InetAddress address);
  }

  /**
   * Which content codings are undone, and how far they may expand.
   *
   * @param codings of {@code gzip}, {@code deflate}
   * @param ratioMax decompressed bytes per compressed byte
   */
  public record Decompression(Set<String> codings, int ratioMax) {
    public static final int RATIO_MAX_DEFAULT = 100;

    public Decompression {
      codings = Set.copyOf(codings);
    }
  }

  /** Both patterns, where given, must match whole; RE2. */
  public record CertificatePin(
      Optional<com.google.re2j.Pattern> issuer, Optional<com.google.re2j.Pattern> name) {}

  /**
   * {@code limits: [{by: source, rate: 50/s, burst: 100}]}.
   *
   * @param permits how many per {@code per}
   * @param burst how many at once
   */
  public record SourceLimit(int permits, Duration per, int burst) {}
}
