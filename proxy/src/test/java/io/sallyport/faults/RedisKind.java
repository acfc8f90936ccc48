package io.sallyport.faults;

import io.sallyport.store.redis.rig.RedisRig;
import io.sallyport.store.redis.rig.RigPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** By which Redis the nodes of a campaign agree. */
enum RedisKind {
  /** One process, nothing on the disk. */
  STANDALONE {
    @Override
    RedisRig start(RigPlan plan) {
      return plan.standalone();
    }
  },

  /** One process with an append-only file. */
  LASTING {
    @Override
    RedisRig start(RigPlan plan) {
      return plan.persistent().standalone();
    }
  },

  /** One process behind a bad network. */
  BEHIND_TOXIC {
    @Override
    RedisRig start(RigPlan plan) {
      return plan.standalone();
    }
  },

  /** A master, two replicas, three Sentinels; failover after 1.5 s of silence. */
  SENTINEL {
    @Override
    RedisRig start(RigPlan plan) {
      return plan.sentinel();
    }
  },

  /** Three masters with a replica each; failover after 1.5 s of silence. */
  CLUSTER {
    @Override
    RedisRig start(RigPlan plan) {
      return plan.cluster();
    }
  };

  abstract RedisRig start(RigPlan plan);

  /**
   * The lines of a node's configuration.
   *
   * @param behind where the network before it can be disturbed; empty for Redis itself
   * @param authority whom to trust; empty without TLS
   */
  String store(RedisRig rig, Optional<String> behind, Optional<Path> authority) {
    String scheme = authority.isPresent() ? "rediss://" : "redis://";
    String endpoints =
        behind.map(address -> List.of(scheme + address)).orElseGet(rig::urls).stream()
            .map(url -> '"' + url + '"')
            .collect(Collectors.joining(", "));
    return "store: {redis: {endpoints: [%s]%s%s}}"
        .formatted(
            endpoints,
            mode(),
            authority.map(file -> ", tls: {ca: \"%s\"}".formatted(file)).orElse(""));
  }

  private String mode() {
    return switch (this) {
      case STANDALONE, LASTING, BEHIND_TOXIC -> "";
      case SENTINEL -> ", mode: sentinel, master: " + RedisRig.MASTER_NAME;
      case CLUSTER -> ", mode: cluster";
    };
  }
}
