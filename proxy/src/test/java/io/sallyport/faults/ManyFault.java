package io.sallyport.faults;

import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** What breaks among several nodes and the Redis by which they agree. */
enum ManyFault {
  /** A node is gone between any two instructions, and comes back. */
  NODE_KILL(RedisKind.STANDALONE, Control.EACH_ALONE) {
    @Override
    void strike(ManyCampaign on) throws IOException {
      Node node = on.anyNode();
      on.dies(node);
      node.process().kill();
      Fault.rest(on.upTo(Duration.ofSeconds(3)));
      node.start();
    }
  },

  /** The same, and it stays away for longer than others wait for it. */
  NODE_DEAD(RedisKind.STANDALONE, Control.EACH_ALONE) {
    @Override
    void strike(ManyCampaign on) throws IOException {
      Node node = on.anyNode();
      on.dies(node);
      node.process().kill();
      Fault.rest(LONGER_THAN_A_LEASE);
      node.start();
    }
  },

  /** While a node is away, Redis forgets all, and with it what only that node remembers. */
  NODE_DEAD_FLUSH(RedisKind.STANDALONE, Control.REDIS_ALONE) {
    @Override
    void strike(ManyCampaign on) throws IOException {
      Optional<Node> node = on.nodes().isEmpty() ? Optional.empty() : Optional.of(on.anyNode());
      node.ifPresent(on::dies);
      node.ifPresent(it -> it.process().kill());
      on.rig().master().command("FLUSHALL");
      Fault.rest(LONGER_THAN_A_LEASE);
      if (node.isPresent()) {
        node.get().start();
      }
    }
  },

  /** A node stands still for longer than others wait for it, and goes on. */
  NODE_FREEZE(RedisKind.STANDALONE, Control.EACH_ALONE) {
    @Override
    void strike(ManyCampaign on) throws IOException {
      Node node = on.anyNode();
      on.dies(node);
      node.process().signal("STOP");
      Fault.rest(LONGER_THAN_A_LEASE);
      node.process().signal("CONT");
    }
  },

  /** Each node is stopped and started again, one after the other. */
  ROLLING(RedisKind.STANDALONE, Control.EACH_ALONE) {
    @Override
    boolean isSeenByTheSender() {
      return false;
    }

    @Override
    void strike(ManyCampaign on) throws IOException {
      for (Node node : on.nodes()) {
        node.process().terminate();
        if (node.process().awaitEnd(Duration.ofSeconds(30)) != STOPPED) {
          throw new IOException("node " + node.number() + " does not stop");
        }
        node.start();
        Fault.rest(Duration.ofMillis(500)); // until the balancer has seen that it is back
      }
    }
  },

  /** Redis is gone, and comes back with what it had written. */
  REDIS_KILL(RedisKind.LASTING, Control.REDIS_ALONE_EMPTIED) {
    @Override
    void strike(ManyCampaign on) {
      RedisNode redis = on.rig().master();
      redis.kill();
      Fault.rest(on.upTo(Duration.ofSeconds(3)));
      redis.restart();
    }
  },

  /** Redis is gone, and comes back empty. */
  REDIS_EMPTY(RedisKind.STANDALONE, Control.REDIS_ALONE) {
    @Override
    void strike(ManyCampaign on) {
      RedisNode redis = on.rig().master();
      redis.kill();
      Fault.rest(on.upTo(Duration.ofSeconds(3)));
      redis.restart();
    }
  },

  /** Everything in it is gone, from one moment to the next. */
  FLUSH(RedisKind.STANDALONE, Control.REDIS_ALONE) {
    @Override
    void strike(ManyCampaign on) {
      on.rig().master().command("FLUSHALL");
    }
  },

  /** Redis stands still for longer than every lease that it has given. */
  REDIS_FREEZE(RedisKind.STANDALONE, Control.REDIS_ALONE) {
    @Override
    void strike(ManyCampaign on) {
      RedisNode redis = on.rig().master();
      redis.freeze();
      Fault.rest(LONGER_THAN_A_LEASE);
      redis.thaw();
    }
  },

  /** The master of the set is gone; Sentinels make another, and it comes back as a replica. */
  FAILOVER(RedisKind.SENTINEL, Control.REDIS_ALONE) {
    @Override
    void strike(ManyCampaign on) {
      RedisNode master = on.rig().master();
      master.kill();
      on.rig().awaitOther(master, 0);
      master.restart();
      on.rig().awaitReplicated();
    }
  },

  /**
   * The master stands still, is replaced, and goes on after all leases as if it were the master.
   */
  MASTER_FREEZE(RedisKind.SENTINEL, Control.REDIS_ALONE) {
    @Override
    void strike(ManyCampaign on) {
      RedisNode master = on.rig().master();
      master.freeze();
      on.rig().awaitOther(master, 0);
      Fault.rest(LONGER_THAN_A_LEASE);
      master.thaw();
      on.rig().awaitReplicated();
    }
  },

  /**
   * Most Sentinels stand still for longer than they wait for each other, the master meanwhile dies.
   */
  SENTINEL_FREEZE(RedisKind.SENTINEL, Control.REDIS_ALONE) {
    @Override
    void strike(ManyCampaign on) {
      List<RedisNode> most = on.rig().sentinels().subList(0, 2);
      RedisNode master = on.rig().master();
      most.forEach(RedisNode::freeze);
      Fault.rest(on.upTo(Duration.ofSeconds(2)));
      master.kill();
      Fault.rest(LONGER_THAN_A_LEASE);
      most.forEach(RedisNode::thaw);
      on.rig().awaitOtherAfterTilt(master);
      master.restart();
      on.rig().awaitReplicated();
    }
  },

  /** A master of the Cluster stands still, is replaced, and goes on as if it were the master. */
  CLUSTER_FREEZE(RedisKind.CLUSTER, Control.REDIS_ALONE) {
    @Override
    void strike(ManyCampaign on) {
      int slot = on.below(RedisRig.SLOTS);
      RedisNode master = on.rig().masterOf(slot);
      master.freeze();
      on.rig().awaitOther(master, slot);
      Fault.rest(LONGER_THAN_A_LEASE);
      master.thaw();
      on.rig().awaitReplicated();
    }
  },

  /** A master of the Cluster is gone; its replica takes its place. */
  MASTER_KILL(RedisKind.CLUSTER, Control.REDIS_ALONE) {
    @Override
    void strike(ManyCampaign on) {
      int slot = on.below(RedisRig.SLOTS);
      RedisNode master = on.rig().masterOf(slot);
      master.kill();
      on.rig().awaitOther(master, slot);
      master.restart();
      on.rig().awaitReplicated();
    }
  },

  /** All nodes and the master on one side, its replicas and most Sentinels on the other. */
  PARTITION(RedisKind.SENTINEL, Control.REDIS_ALONE, on -> on.nodes().size()),

  /** The master and the first node on one side, everybody else on the other. */
  SPLIT(RedisKind.SENTINEL, Control.EACH_ALONE, on -> 1),

  /** All nodes and one master of the Cluster on one side, everybody else on the other. */
  CLUSTER_PARTITION(RedisKind.CLUSTER, Control.REDIS_ALONE, on -> on.nodes().size()),

  /** Somebody lets Redis drop keys, and it does. */
  EVICTION(RedisKind.STANDALONE, Control.REDIS_ALONE) {
    @Override
    void strike(ManyCampaign on) {
      RedisNode redis = on.rig().master();
      long used = Long.parseLong(redis.info("memory").get("used_memory"));
      redis.configSet("maxmemory-policy", "allkeys-random");
      redis.configSet("maxmemory", Long.toString(used * 19 / 20));
      Fault.rest(Duration.ofSeconds(2));
      redis.configSet("maxmemory-policy", "noeviction");
      redis.configSet("maxmemory", "0");
    }
  },

  /** Redis takes nothing more, until it is given room. */
  OOM(RedisKind.STANDALONE, Control.EACH_ALONE) {
    @Override
    void strike(ManyCampaign on) {
      RedisNode redis = on.rig().master();
      redis.configSet("maxmemory", "1");
      Fault.rest(Duration.ofSeconds(5));
      redis.configSet("maxmemory", "0");
    }
  },

  /** Answers of Redis come late, later than anybody waits, in pieces, or never; or it hangs up. */
  SLOW(RedisKind.BEHIND_TOXIC, Control.EACH_ALONE) {
    @Override
    void strike(ManyCampaign on) {
      Toxic network = on.toxic();
      List<Runnable> troubles =
          List.of(
              () -> network.latency(Duration.ofMillis(5)),
              () -> network.latency(Duration.ofMillis(40)),
              () -> network.latency(Duration.ofMillis(700)),
              () -> network.pieces(7),
              () -> network.stall(true));
      for (Runnable trouble : troubles) {
        trouble.run();
        Fault.rest(Duration.ofMillis(1_500).plus(on.upTo(Duration.ofSeconds(1))));
        network.reset();
        Fault.rest(Duration.ofMillis(500));
        network.heal();
      }
    }
  };

  /** Longer than the others wait for a node that says nothing. */
  private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(15);

  /** What `run` exits with when it was asked to by SIGTERM, once all is closed. */
  private static final int STOPPED = 0;

  private final RedisKind redis;
  private final Control control;

  /** How many nodes are cut off with a master of Redis; empty for what cuts nothing off. */
  @SuppressWarnings("ImmutableEnumChecker") // methods of a campaign, which keep nothing
  private final Optional<ToIntFunction<ManyCampaign>> cutOff;

  ManyFault(RedisKind redis, Control control) {
    this.redis = redis;
    this.control = control;
    this.cutOff = Optional.empty();
  }

  ManyFault(RedisKind redis, Control control, ToIntFunction<ManyCampaign> cutOff) {
    this.redis = redis;
    this.control = control;
    this.cutOff = Optional.of(cutOff);
  }

  /** What stands in the place of the nodes where the fault must break a promise. */
  enum Control {
    /** The same gates, which know nothing of each other. */
    EACH_ALONE,

    /** Gates that keep everything in Redis. */
    REDIS_ALONE,

    /** The same, and Redis writes nothing down. */
    REDIS_ALONE_EMPTIED
  }

  RedisKind redis(boolean asControl) {
    return asControl && control == Control.REDIS_ALONE_EMPTIED ? RedisKind.STANDALONE : redis;
  }

  Control control() {
    return control;
  }

  /** Whether it needs a network namespace of its own. */
  boolean cutsTheNetwork() {
    return cutOff.isPresent();
  }

  /** Why it cannot be tried on this machine; empty when it can. */
  Optional<String> missing() {
    return cutsTheNetwork() ? Cut.missing() : Optional.empty();
  }

  /** Whether a sender may get a 5xx, or no answer at all. */
  boolean isSeenByTheSender() {
    return true;
  }

  /** Strikes once, and mends what it broke. */
  void strike(ManyCampaign on) throws IOException {
    on.cutOffMaster(cutOff.orElseThrow().applyAsInt(on));
  }
}
