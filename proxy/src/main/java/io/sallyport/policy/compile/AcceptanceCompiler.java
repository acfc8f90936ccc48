package io.sallyport.policy.compile;

import com.google.re2j.Pattern;
import io.sallyport.ingress.Acceptance;
import io.sallyport.ingress.Acceptance.CertificatePin;
import io.sallyport.ingress.Acceptance.Decompression;
import io.sallyport.ingress.Acceptance.SourceLimit;
import io.sallyport.policy.written.WrittenAcceptance;
import io.sallyport.policy.written.WrittenLimit;
import io.sallyport.yaml.shape.Placed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code accept} and the {@code limits} by source: what is let in to be verified. */
final class AcceptanceCompiler {
  private static final Set<String> METHODS_DEFAULT = Set.of("POST");
  private static final long BODY_BYTES_MOST = 256L << 20;

  private final Workbench bench;

  AcceptanceCompiler(Workbench bench) {
    this.bench = bench;
  }

  Acceptance compile() {
    Optional<WrittenAcceptance> written = bench.written().accept();
    return new Acceptance(
        written
            .map(WrittenAcceptance::methods)
            .filter(it -> !it.isEmpty())
            .map(Set::copyOf)
            .orElse(METHODS_DEFAULT),
        written
            .flatMap(WrittenAcceptance::bodyMax)
            .map(this::bodyMax)
            .orElse(Acceptance.BODY_BYTES_MAX_DEFAULT),
        written
            .map(WrittenAcceptance::sources)
            .filter(it -> !it.isEmpty())
            .flatMap(it -> new SourcesCompiler(bench).compile(it)),
        written.flatMap(WrittenAcceptance::decompress).map(AcceptanceCompiler::decompression),
        written.flatMap(WrittenAcceptance::clientCertificate).map(AcceptanceCompiler::pin),
        bench.written().limits().stream()
            .filter(WrittenLimit::isBySource)
            .map(AcceptanceCompiler::limit)
            .toList());
  }

  private long bodyMax(Placed<Long> size) {
    if (size.value() > BODY_BYTES_MOST || size.value() < 1) {
      bench.error(size, "want 1B to 256MiB: a body is kept in memory while it is verified");
    }
    return size.value();
  }

  private static Decompression decompression(WrittenAcceptance.Decompression written) {
    return new Decompression(
        Set.copyOf(written.codings()), written.ratio().orElse(Decompression.RATIO_MAX_DEFAULT));
  }

  private static CertificatePin pin(WrittenAcceptance.CertificatePin written) {
    return new CertificatePin(anyOf(written.issuers(), ""), anyOf(written.names(), "[^.]+"));
  }

  /**
   * @param label what a leading {@code *} stands for; empty = itself
   */
  private static Optional<Pattern> anyOf(List<String> names, String label) {
    if (names.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Pattern.compile(
            names.stream()
                .map(
                    name ->
                        !label.isEmpty() && name.startsWith("*.")
                            ? label + Pattern.quote(name.substring(1))
                            : Pattern.quote(name))
                .collect(Collectors.joining("|"))));
  }

  private static SourceLimit limit(WrittenLimit written) {
    return new SourceLimit(written.rate().permits(), written.rate().per(), written.permitsAtOnce());
  }
}
