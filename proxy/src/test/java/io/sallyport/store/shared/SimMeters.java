package io.sallyport.store.shared;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Tells the story of one node. */
record SimMeters(String node, Consumer<String> story) implements Told {
  @Override
  public void granted(Shard shard, int events) {}

  @Override
  public void closed(Shard shard, Found found) {}

  @Override
  public void superseded(Shard shard) {
    story.accept(node + " comes too late for an event of " + shard);
  }

  @Override
  public void suspected(Shard shard, String why) {
    story.accept(node + " suspects " + shard + ": " + why);
  }

  @Override
  public void opened(Shard shard, long generation) {
    story.accept(node + " opens " + shard + " in generation " + generation);
  }

  @Override
  public void openedInPart(Shard shard, Set<String> missing) {
    story.accept(node + " opens " + shard + " in part, without " + missing);
  }

  @Override
  public void forgotten() {
    story.accept(node + " was forgotten, and joins anew");
  }

  @Override
  public void cameFromElsewhere() {
    story.accept(node + " comes from elsewhere, and joins anew");
  }

  @Override
  public void nobodyKnown(Set<String> missing) {
    story.accept(node + " finds nobody here who knows " + new TreeSet<>(missing));
  }

  @Override
  public void unlearnt(Throwable cause) {
    story.accept(node + " cannot write down who there is: " + cause.getMessage());
  }

  @Override
  public void unanswered(Shard shard, Reply<?> reply) {}
}
