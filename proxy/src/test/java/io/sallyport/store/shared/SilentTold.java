package io.sallyport.store.shared;

import java.util.Set;

/** Says nothing of what happens to a node: who looks at some of it says that. */
public class SilentTold implements Told {
  @Override
  public void granted(Shard shard, int events) {}

  @Override
  public void closed(Shard shard, Found found) {}

  @Override
  public void superseded(Shard shard) {}

  @Override
  public void suspected(Shard shard, String why) {}

  @Override
  public void opened(Shard shard, long generation) {}

  @Override
  public void openedInPart(Shard shard, Set<String> missing) {}

  @Override
  public void forgotten() {}

  @Override
  public void unlearnt(Throwable cause) {}

  @Override
  public void unanswered(Shard shard, Reply<?> reply) {}
}
