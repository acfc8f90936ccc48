package io.sallyport.store.shared;

import static io.sallyport.store.shared.GrantContract.EVENT;
import static io.sallyport.store.shared.IndexCase.certain;
import static io.sallyport.store.shared.IndexCase.granted;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nodes that were forgotten by a person's word. */
interface FellowsContract extends IndexCase {
  Fellows BOTH = Fellows.of(NODE, "b");
  Fellows FORGOTTEN = BOTH.without("b");
  Fellows ANEW = FORGOTTEN.with("b");

  private RollCall attend(Epoch known, Fellows fellows) {
    return certain(index().attend(shard(), known, fellows)).value();
  }

  private RollCall sign(long generation, String node, long highest) {
    return certain(index().sign(shard(), generation, node, 1, highest)).value();
  }

  /** Of one who has joined anew. */
  private RollCall signAnew(long generation, String node) {
    return certain(index().sign(shard(), generation, node, 3, 0)).value();
  }

  /** Waits for both. */
  private RollCall closed() {
    return attend(new Epoch(epoch().generation() + 1, 0), BOTH);
  }

  private static Epoch known(RollCall call) {
    return new Epoch(call.generation(), call.fence());
  }

  @Test
  default void whoIsForgottenNeedNotSign() {
    RollCall closed = closed();
    sign(closed.generation(), NODE, 12);

    RollCall call = attend(known(closed), FORGOTTEN);

    assertThat(call.open()).isTrue();
    assertThat(call.generation()).isEqualTo(closed.generation());
    assertThat(call.members()).containsExactly(NODE);
    assertThat(call.fellows()).isEqualTo(FORGOTTEN);
    assertThat(call.fence()).isGreaterThanOrEqualTo(12);
    granted(certain(index().accept(shard(), known(call), IndexCase.bids(EVENT))).value().get(0));
  }

  @Test
  default void anOlderListDoesNotBringHimBack() {
    RollCall closed = closed();
    attend(known(closed), FORGOTTEN);

    RollCall call = attend(known(closed), BOTH);

    assertThat(call.fellows()).isEqualTo(FORGOTTEN);
    assertThat(sign(closed.generation(), NODE, 0).open()).isTrue();
    assertThat(attend(known(closed), BOTH).open()).as("nor closes it").isTrue();
  }

  @Test
  default void hisSignatureCountsForNothing() {
    RollCall closed = closed();
    attend(known(closed), FORGOTTEN);

    RollCall call = sign(closed.generation(), "b", 5);

    assertThat(call.signed()).isEmpty();
    assertThat(call.open()).isFalse();
    assertThat(call.fellows()).isEqualTo(FORGOTTEN);
  }

  @Test
  default void nothingOpensWithoutAnySignature() {
    RollCall closed = closed();

    RollCall one = attend(known(closed), FORGOTTEN);
    RollCall none = attend(known(closed), FORGOTTEN.without(NODE));

    assertThat(one.open()).isFalse();
    assertThat(none.open()).isFalse();
    assertThat(attend(known(closed), FORGOTTEN.without(NODE).with(NODE)).open()).isFalse();
    assertThat(sign(closed.generation(), NODE, 0).open()).as("late").isFalse();
    assertThat(signAnew(closed.generation(), NODE).open()).isTrue();
  }

  @Test
  default void anOpenShardStaysOpenWhereSomebodyIsForgotten() {
    long fence = grant(EVENT);

    RollCall call = attend(new Epoch(epoch().generation(), fence), Fellows.of(NODE).and(FORGOTTEN));

    assertThat(call.open()).isTrue();
    assertThat(call.generation()).isEqualTo(epoch().generation());
    assertThat(call.fellows()).isEqualTo(FORGOTTEN);
  }

  @Test
  default void whoJoinsAnewMakesANewGeneration() {
    RollCall closed = closed();
    attend(known(closed), FORGOTTEN);
    RollCall open = sign(closed.generation(), NODE, 3);

    RollCall call = attend(known(open), ANEW);

    assertThat(call.open()).isFalse();
    assertThat(call.generation()).isGreaterThan(open.generation());
    assertThat(call.members()).containsExactly(NODE, "b");
    sign(call.generation(), NODE, 0);
    assertThat(signAnew(call.generation(), "b").open()).isTrue();
  }

  @Test
  default void whoJoinsAnewMustSignAnew() {
    RollCall closed = closed();
    sign(closed.generation(), "b", 0);

    RollCall call = attend(known(closed), ANEW);

    assertThat(call.signed()).isEmpty();
    assertThat(sign(closed.generation(), NODE, 0).open()).isFalse();
    assertThat(signAnew(closed.generation(), "b").open()).isTrue();
  }

  /** What he has done since he was forgotten he has not told by then. */
  @Test
  default void aLateSignatureOfAnEarlierNumberCountsForNothing() {
    RollCall closed = closed();
    sign(closed.generation(), NODE, 0);
    attend(known(closed), ANEW);

    RollCall late = sign(closed.generation(), "b", 7);

    assertThat(late.signed()).containsExactly(NODE);
    assertThat(late.open()).isFalse();
    assertThat(late.fence()).as("fences only grow").isGreaterThanOrEqualTo(7);
    assertThat(signAnew(closed.generation(), "b").open()).isTrue();
  }

  @Test
  default void whoSignsUnknownIsAMemberUnderHisNumber() {
    RollCall closed = closed();

    RollCall call = certain(index().sign(shard(), closed.generation(), "stranger", 5, 0)).value();

    assertThat(call.fellows().numbers()).containsEntry("stranger", 5);
    assertThat(call.signed()).containsExactly("stranger");
  }

  @Test
  default void whoWasMissingIsForgotten() {
    RollCall closed = closed();
    sign(closed.generation(), NODE, 0);
    RollCall part =
        certain(index().openInPart(shard(), closed.generation(), Duration.ZERO)).value();
    assertThat(part.stage()).isEqualTo(RollCall.Stage.IN_PART);

    RollCall call = attend(known(part), FORGOTTEN);

    assertThat(call.stage()).isEqualTo(RollCall.Stage.OPEN);
    assertThat(call.generation()).isEqualTo(part.generation());
    granted(certain(index().accept(shard(), known(call), IndexCase.bids(EVENT))).value().get(0));
  }
}
