package io.sallyport.store.shared;

import java.time.Duration;

/** Why a process cannot be a node. */
public sealed interface Refusal {
  /** What is wrong, and what to do. */
  String text();

  /**
   * Another has the place.
   *
   * @param mine who wants it
   * @param by who has it
   * @param ago since that one last beat
   */
  record Displaced(Seat mine, Seat by, Duration ago) implements Refusal {
    @Override
    public String text() {
      String beaten = " that was heard of " + ago.toMillis() + " ms ago";
      return mine.node().equals(by.node())
          ? "another process is the node "
              + by.node()
              + " (boot "
              + by.boot()
              + beaten
              + "): stop it, or give each node a name of its own (node:, SALLYPORT_NODE)"
          : "the node "
              + by.node()
              + " (boot "
              + by.boot()
              + beaten
              + ") has the number "
              + Integer.toUnsignedString(by.number())
              + ", as "
              + mine.node()
              + " would: give this one another name";
    }
  }

  /**
   * The nodes that agree there have another master key.
   *
   * @param mine the fingerprint of this process's
   * @param theirs that of whoever was there first
   */
  record Foreign(String mine, String theirs) implements Refusal {
    @Override
    public String text() {
      return "this Redis database is another installation's: its nodes have a master key with the"
          + " fingerprint "
          + theirs
          + ", and this one's has "
          + mine
          + ". Give each installation a database of its own, and all nodes of one the same"
          + " master-key. A node that has a key of its own and holds something cannot open it under"
          + " another: start it with store: embedded, let it deliver what it has, and then begin it"
          + " on a new folder, under a new name and the common key; see docs/many-nodes.md,"
          + " \"Another master key\"";
    }
  }

  /**
   * As many nodes are known as may be, and this is none of them.
   *
   * @param name of this one
   * @param most how many may be, with those that were forgotten
   */
  record Crowded(String name, int most) implements Refusal {
    @Override
    public String text() {
      return "too many nodes: "
          + most
          + " names are known on this Redis, with those that were forgotten, and "
          + name
          + " would be one more. Forget a node that is gone (store forget, at another node), and"
          + " begin this one under its name (node:, SALLYPORT_NODE) on an empty folder. If this"
          + " folder holds events, let it deliver them first, with store: embedded; see"
          + " docs/many-nodes.md, \"Nodes that come, go and stay away\"";
    }
  }
}
