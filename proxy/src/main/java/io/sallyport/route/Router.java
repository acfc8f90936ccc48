package io.sallyport.route;

import io.sallyport.verdict.Verdict;
import io.sallyport.webhook.IdentifiedWebhook;

/**
 * Turns what is known of a genuine, fresh webhook into a verdict. Until rules bring findings of
 * their own, it goes on.
 */
public final class Router {
  public Verdict decide(IdentifiedWebhook webhook) {
    return new Verdict.Forward(webhook);
  }
}
