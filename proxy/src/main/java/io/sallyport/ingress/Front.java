package io.sallyport.ingress;

import io.sallyport.verdict.Reason;

/** What connections hand their requests to. */
public interface Front {
  /** A request's head is here and well formed. Must not throw. */
  void arrived(Exchange exchange);

  /**
   * What came is no request; the connection closes after this answer.
   *
   * @param peer who sent it
   */
  Answer malformed(Peer peer, Reason reason, String detail);
}
