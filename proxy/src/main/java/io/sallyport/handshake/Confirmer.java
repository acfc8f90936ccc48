package io.sallyport.handshake;

import com.google.re2j.Pattern;
import io.vertx.core.Future;

/** Port: fetches an address that a verified message named, to confirm a subscription. */
@FunctionalInterface
public interface Confirmer {
  /**
   * GETs the address once, bounded in bytes and time, without following redirects.
   *
   * @param host what the host must match whole; https and the default port always hold
   * @return completes when the answer was 2xx; fails otherwise
   */
  Future<Void> confirm(String url, Pattern host);
}
