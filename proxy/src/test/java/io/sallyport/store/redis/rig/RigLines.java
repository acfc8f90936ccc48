package io.sallyport.store.redis.rig;

import io.sallyport.fixture.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of {@code redis.conf} and {@code sentinel.conf} for the processes of a rig. */
final class RigLines {
  private RigLines() {}

  static List<String> ofKeys(RigPlan plan, RedisNode node, boolean isCluster) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.addAll(addresses(node));
    lines.add("save \"\"");
    lines.add("appendonly " + (plan.isPersistent ? "yes" : "no"));
    lines.add("maxmemory-policy noeviction");
    lines.add("repl-diskless-sync yes");
    lines.add("repl-diskless-sync-delay 0");
    if (RedisNode.isOfSeven()) {
      lines.add("enable-debug-command yes");
    }
    if (!plan.password.isEmpty()) {
      lines.add("requirepass " + plan.password);
      lines.add("masterauth " + plan.password);
    }
    lines.addAll(tls(plan, node));
    if (isCluster) {
      lines.add(
          RedisNode.isOfSeven()
              ? "cluster-port " + Loopback.freePort(node.host())
              : "cluster-announce-ip " + node.host());
      lines.add("tls-cluster " + (plan.authority.isPresent() ? "yes" : "no"));
    }
    lines.addAll(plan.lines);
    return lines;
  }

  /** So that each process is known to the others by its own address, not by that of the machine. */
  private static List<String> addresses(RedisNode node) {
    return RedisNode.isOfSeven()
        ? List.of("bind-source-addr " + node.host())
        : List.of("replica-announce-ip " + node.host());
  }

  static List<String> ofSentinel(RigPlan plan, RedisNode node, RedisNode master)
      throws IOException {
    String name = RedisRig.MASTER_NAME;
    long silence = plan.failoverAfter.toMillis();
    List<String> lines = new ArrayList<>();
    if (RedisNode.isOfSeven()) {
      lines.add("bind-source-addr " + node.host());
    }
    // Without it three Sentinels on one machine take each other for one.
    lines.add("sentinel announce-ip " + node.host());
    lines.add("sentinel announce-port " + node.linkPort());
    lines.add("sentinel monitor " + name + " " + master.host() + " " + master.linkPort() + " 2");
    lines.add("sentinel down-after-milliseconds " + name + " " + silence);
    lines.add("sentinel failover-timeout " + name + " " + silence * 4);
    lines.add("sentinel parallel-syncs " + name + " 2");
    if (!plan.password.isEmpty()) {
      lines.add("sentinel auth-pass " + name + " " + plan.password);
    }
    if (!plan.sentinelPassword.isEmpty()) {
      lines.add("requirepass " + plan.sentinelPassword);
      lines.add("sentinel sentinel-pass " + plan.sentinelPassword);
    }
    lines.addAll(tls(plan, node));
    lines.addAll(plan.sentinelLines);
    return lines;
  }

  /** With TLS, the processes talk to each other by TLS, too, and tell clients of those ports. */
  private static List<String> tls(RigPlan plan, RedisNode node) throws IOException {
    if (plan.authority.isEmpty()) {
      return List.of();
    }
    TestAuthority issuer = plan.authority.get();
    TestAuthority.Issued issued = issuer.leaf(node.host()).withAddress(node.host()).issue();
    Files.createDirectories(node.folder());
    Path key = node.folder().resolve("key.pem");
    Path certificate = node.folder().resolve("certificate.pem");
    Path authority = node.folder().resolve("authority.pem");
    Files.writeString(key, issued.keyPem());
    Files.writeString(certificate, issued.pem());
    Files.writeString(authority, TestAuthority.pem(List.of(issuer.certificate())));
    return List.of(
        "tls-port " + node.tlsPort(),
        "tls-key-file " + key,
        "tls-cert-file " + certificate,
        "tls-ca-cert-file " + authority,
        "tls-auth-clients no",
        "tls-replication yes");
  }
}
