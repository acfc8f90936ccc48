package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Gathered.Event;
import io.sallyport.store.shared.Holdings.Granted;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What waits to be left, and what is being left: each event once, and no more than there is room.
 */
class GatheredTest {
  private static final Shard SHOP = new Shard("shop", 1);
  private static final Shard OTHER = new Shard("shop", 2);
  private static final int MOST = 4;

  private final Gathered gathered = new Gathered(MOST);

  private static Event event(int i, long fence) {
    return new Event(new Granted(ABid.on("e" + i).by(1, i).bid(), fence), false);
  }

  private static Event event(int i) {
    return event(i, 1);
  }

  private void waits(Shard shard, int... all) {
    for (int i : all) {
      assertThat(gathered.add(shard, event(i))).isTrue();
    }
  }

  @Test
  void whatWaitsAndWhatIsInHandTakesRoom() {
    waits(SHOP, 1, 2);
    waits(OTHER, 3, 4);
    assertThat(gathered.add(SHOP, event(5))).isFalse();

    assertThat(gathered.take(SHOP, 2)).containsExactly(event(1), event(2));
    assertThat(gathered.add(SHOP, event(5))).isFalse();
    assertThat(gathered.letGo(SHOP, event(1).key())).contains(event(1));
    waits(SHOP, 5);

    assertThat(gathered.done(SHOP)).containsExactly(event(2));
    assertThat(gathered.hasRoomFor(1)).isTrue();
    assertThat(gathered.hasRoomFor(2)).isFalse();
  }

  @Test
  void whatIsAddedTwiceWaitsOnceAsItWasLast() {
    waits(SHOP, 1);
    assertThat(gathered.add(SHOP, event(1, 2))).isTrue();

    assertThat(gathered.hasRoomFor(MOST - 1)).isTrue();
    assertThat(gathered.take(SHOP, MOST)).containsExactly(event(1, 2));
  }

  @Test
  void whatHasEndedIsNeitherWaitingNorInHand() {
    waits(SHOP, 1, 2, 3);
    gathered.take(SHOP, 1);

    gathered.remove(SHOP, event(1).key());
    gathered.remove(SHOP, event(2).key());
    gathered.remove(SHOP, event(2).key());

    assertThat(gathered.has(SHOP, event(1).key())).isFalse();
    assertThat(gathered.has(SHOP, event(2).key())).isFalse();
    assertThat(gathered.has(SHOP, event(3).key())).isTrue();
    assertThat(gathered.letGo(SHOP, event(1).key())).isEmpty();
    gathered.putBack(SHOP, event(1));
    assertThat(gathered.done(SHOP)).isEmpty();
    assertThat(gathered.hasRoomFor(MOST - 1)).isTrue();
  }

  @Test
  void theShardThatHasWaitedLongestIsFirst() {
    waits(SHOP, 1, 2);
    waits(OTHER, 3);
    assertThat(gathered.shards()).containsExactly(SHOP, OTHER);

    gathered.take(SHOP, 1);

    assertThat(gathered.shards()).containsExactly(OTHER, SHOP);
    assertThat(gathered.isInHand(SHOP)).isTrue();
    assertThat(gathered.isInHand(OTHER)).isFalse();
    assertThat(gathered.handsFull()).isEqualTo(1);
  }

  @Test
  void whatIsPutBackWaitsForTheNextTurn() {
    waits(SHOP, 1, 2);
    List<Event> some = gathered.take(SHOP, 2);

    gathered.putBack(SHOP, some.get(1));

    assertThat(gathered.done(SHOP)).containsExactly(event(1));
    assertThat(gathered.isInHand(SHOP)).isFalse();
    assertThat(gathered.take(SHOP, 2)).containsExactly(event(2));
    assertThat(gathered.isEmpty()).isTrue();
  }
}
