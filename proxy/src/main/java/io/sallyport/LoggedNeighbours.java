package io.sallyport;

import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.Told;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the log what happens between the nodes, but for what happens with every event. */
final class LoggedNeighbours implements Told {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedNeighbours.class);

  @Override
  public void granted(int events) {}

  @Override
  public void closed(Found found) {}

  @Override
  public void superseded() {}

  @Override
  public void suspected(Shard shard, String why) {
    LOG.atInfo()
        .addKeyValue("shard", shard)
        .addKeyValue("why", why)
        .log("the nodes agree anew on a part of the shared store, and let nothing of it go on");
  }

  @Override
  public void opened(Shard shard, long generation) {
    LOG.atInfo()
        .addKeyValue("shard", shard)
        .addKeyValue("generation", generation)
        .log("the nodes agree on a part of the shared store");
  }

  @Override
  public void unanswered(Shard shard, String why) {}
}
