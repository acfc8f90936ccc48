package io.sallyport.verify.key.remote;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sallyport.egress.AddressCheck;
import io.sallyport.egress.Kept.Loaded;
import io.sallyport.egress.Kept.State;
import io.sallyport.egress.WebAddress;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.template.Reading;
import io.vertx.core.Future;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** The key of a certificate whose address the message names (AWS SNS, PayPal). */
final class CertificateSource implements KeySource {
  private static final int JUDGED_MAX = 256;

  private final AddressTemplate address;
  private final Shelf<List<X509Certificate>> shelf;
  private final RemoteDocuments documents;
  private final CertificateJudge judge;

  /** By identity of the fetched chain: a new fetch is judged anew. */
  private final Cache<List<X509Certificate>, KeyLookup> judged =
      Caffeine.newBuilder().weakKeys().maximumSize(JUDGED_MAX).executor(Runnable::run).build();

  CertificateSource(
      RemoteKeyRule.Certificate rule,
      Shelf<List<X509Certificate>> shelf,
      RemoteDocuments documents) {
    this.address = rule.address();
    this.shelf = shelf;
    this.documents = documents;
    this.judge = new CertificateJudge(rule.trust());
  }

  @Override
  public KeyLookup lookup(Reading reading, Instant now) {
    AddressCheck check = address.resolve(reading);
    if (check instanceof AddressCheck.Refused refused) {
      return CertificateJudge.rejected("of its address " + refused.why());
    }
    WebAddress target = ((AddressCheck.Allowed) check).address();
    State<List<X509Certificate>> state =
        shelf.demand(
            address.rule(),
            "certificate " + address.rule().reach() + " " + target,
            () -> load(target));
    if (state instanceof State.Pending<List<X509Certificate>> pending) {
      return new KeyLookup.Awaiting(pending.ready());
    }
    if (state instanceof State.Failed<List<X509Certificate>> failed) {
      return KeysFault.missing(failed.cause());
    }
    List<X509Certificate> served = ((State.Ready<List<X509Certificate>>) state).value();
    List<X509Certificate> path = judge.path(served);
    return Chains.validity(path).holds(now)
        ? judged.get(served, unused -> judge.judge(path, now))
        : CertificateJudge.rejected("it is not valid at this time");
  }

  private Future<Loaded<List<X509Certificate>>> load(WebAddress target) {
    return documents.get(
        target,
        address.rule().reach(),
        body -> {
          try {
            return Chains.readPem(body);
          } catch (CertificateException e) {
            throw new KeysFault(
                Reason.CERTIFICATE_REJECTED, "what was fetched is no certificate in PEM");
          }
        });
  }
}
