package io.sallyport.faults;

import io.sallyport.store.redis.rig.RedisRig;
import java.util.stream.Collectors;

/** By which Redis the nodes of a campaign agree. */
enum RedisKind {
  /** One process, nothing on the disk. */
  STANDALONE {
    @Override
    RedisRig start() {
      return RedisRig.standalone();
    }
  },

  /** One process with an append-only file. */
  LASTING {
    @Override
    RedisRig start() {
      return RedisRig.plan().persistent().standalone();
    }
  },

  /** One process behind a bad network. */
  BEHIND_TOXIC {
    @Override
    RedisRig start() {
      return RedisRig.standalone();
    }
  },

  /** A master, two replicas, three Sentinels; failover after 1.5 s of silence. */
  SENTINEL {
    @Override
    RedisRig start() {
      return RedisRig.sentinel();
    }
  },

  /** Three masters with a replica each; failover after 1.5 s of silence. */
  CLUSTER {
    @Override
    RedisRig start() {
      return RedisRig.cluster();
    }
  };

  abstract RedisRig start();

  /** The lines of a node's configuration. */
  String store(RedisRig rig, int toxicPort) {
    return switch (this) {
      case STANDALONE, LASTING -> "store: \"" + rig.urls().get(0) + "\"";
      case BEHIND_TOXIC -> "store: \"redis://127.0.0.1:" + toxicPort + "\"";
      case SENTINEL -> many(rig, "mode: sentinel, master: " + RedisRig.MASTER_NAME);
      case CLUSTER -> many(rig, "mode: cluster");
    };
  }

  private static String many(RedisRig rig, String rest) {
    return "store: {redis: {endpoints: ["
        + rig.urls().stream().map(url -> '"' + url + '"').collect(Collectors.joining(", "))
        + "], "
        + rest
        + "}}";
  }
}
