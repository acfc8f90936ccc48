package io.sallyport.store.redis.rig;

import io.sallyport.fixture.TestAuthority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a rig shall be like. Each method changes this plan and returns it.
 *
 * <p>Without any: no password, no TLS, no persistence, {@code noeviction}, failover after 1.5 s.
 */
public final class RigPlan {
  final List<String> lines = new ArrayList<>();
  final List<String> sentinelLines = new ArrayList<>();
  String password = "";
  String user = "";
  String sentinelPassword = "";
  boolean isPersistent;
  Duration failoverAfter = Duration.ofMillis(1_500);
  Optional<TestAuthority> authority = Optional.empty();

  RigPlan() {}

  /** Nobody may do anything without it. */
  public RigPlan withPassword(String secret) {
    password = secret;
    return this;
  }

  /** The Sentinels want one, too, from clients and from each other. */
  public RigPlan withSentinelPassword(String secret) {
    sentinelPassword = secret;
    return this;
  }

  /**
   * An ACL user who may run scripts, with the password of the rig.
   *
   * @param rules such as {@code ~* &* +@all}
   */
  public RigPlan withUser(String name, String rules) {
    user = name;
    lines.add("user " + name + " on >" + password + " " + rules);
    return this;
  }

  /** An ACL user of the Sentinels. */
  public RigPlan withSentinelUser(String name, String secret, String rules) {
    sentinelLines.add("user " + name + " on >" + secret + " " + rules);
    return this;
  }

  /** Clients come by TLS; each process shows a certificate of its own for its address. */
  public RigPlan withTls(TestAuthority issuer) {
    authority = Optional.of(issuer);
    return this;
  }

  /** An append-only file, so that a restart finds what was there. */
  public RigPlan persistent() {
    isPersistent = true;
    return this;
  }

  /** How long a master must be silent. */
  public RigPlan failoverAfter(Duration silence) {
    failoverAfter = silence;
    return this;
  }

  /** One more line of {@code redis.conf} for each process that holds keys. */
  public RigPlan with(String line) {
    lines.add(line);
    return this;
  }

  /** One process. */
  public RedisRig standalone() {
    return RedisRig.standalone(this);
  }

  /** One master, two replicas and three Sentinels who call the set {@code sallyport}. */
  public RedisRig sentinel() {
    return RedisRig.sentinel(this);
  }

  /** Six processes: three masters with a third of the slots each, a replica for each. */
  public RedisRig cluster() {
    return RedisRig.cluster(this);
  }
}
