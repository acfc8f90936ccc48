package io.sallyport.egress;

import io.vertx.core.Future;

/**
 * Fetches one thing over https. {@link GuardedFetch} is the real one; examples have fixed answers.
 */
@FunctionalInterface
public interface Fetch {
  /**
   * Sends the request and reads the whole answer.
   *
   * @return whatever was answered but a redirect; everything else fails with {@link FetchFailed}
   */
  Future<FetchAnswer> fetch(FetchRequest request);
}
