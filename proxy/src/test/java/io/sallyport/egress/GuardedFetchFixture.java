package io.sallyport.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.egress.FetchFailed.Fault;
import io.sallyport.fixture.TestPeer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A guarded fetch on an internet of loopback servers. */
abstract class GuardedFetchFixture {
  static final String NAME = "keys.example.com";
  static final String PUBLIC = "93.184.215.14";
  static final FetchLimits LIMITS =
      new FetchLimits(1_000, 4_096, Duration.ofSeconds(20), Duration.ofSeconds(15), 4);

  /** For what must run out of time: the whole ends before connecting could. */
  static final FetchLimits SHORT =
      new FetchLimits(1_000_000, 4_096, Duration.ofSeconds(1), Duration.ofSeconds(15), 4);

  Vertx vertx;
  TestPeer peer;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    peer = new TestPeer(vertx);
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  GuardedFetch fetcher() {
    return new GuardedFetch(vertx, LIMITS, Reach.ANY, peer.dialing());
  }

  GuardedFetch hastyFetcher() {
    return new GuardedFetch(vertx, SHORT, Reach.ANY, peer.dialing());
  }

  static FetchRequest request(String url) {
    return FetchRequest.get(address(url), Reach.PUBLIC);
  }

  static WebAddress address(String url) {
    return ((AddressCheck.Allowed) WebAddress.parse(url)).address();
  }

  static Fault faultOf(Future<FetchAnswer> fetched) {
    try {
      fetched.await();
    } catch (CompletionException e) {
      return ((FetchFailed) e.getCause()).fault();
    } catch (Exception e) {
      assertThat(e).isInstanceOf(FetchFailed.class);
      return ((FetchFailed) e).fault();
    }
    throw new AssertionError("it was fetched");
  }
}
