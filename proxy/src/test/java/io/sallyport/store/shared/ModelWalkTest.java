package io.sallyport.store.shared;

import io.sallyport.fixture.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** The reference walks with itself: no step of a walk wants what the reference does not do. */
class ModelWalkTest {
  @Property(tries = 500, shrinking = ShrinkingMode.BOUNDED)
  void doesWhatTheReferenceDoes(@ForAll("walks") List<IndexStep> steps) {
    SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
    ModelIndex index = new ModelIndex(clock);
    IndexFixture fixture = new ModelFixture(clock, index);
    new IndexWalk(fixture, new Inside(index, clock)).take(steps);
  }

  @Provide
  Arbitrary<List<IndexStep>> walks() {
    return IndexStep.any().list().ofMinSize(5).ofMaxSize(40);
  }

  /** The model, seen from outside. */
  private record Inside(ModelIndex index, SettableClock clock) implements IndexWalk.Inside {
    @Override
    public Optional<IndexWalk.ClaimSeen> claim(IndexWalk.ClaimPlace place) {
      return index
          .claim(place.shard(), place.bid())
          .map(
              claim ->
                  new IndexWalk.ClaimSeen(claim.known(), claim.running(), left(claim.expires())));
    }

    @Override
    public Optional<Duration> signed(IndexWalk.ClaimPlace place) {
      return index.aliasExpiry(place.shard(), place.bid()).map(this::left);
    }

    private Duration left(Instant expires) {
      return expires.equals(ModelClaim.NEVER)
          ? IndexWalk.FOREVER
          : Duration.between(clock.instant(), expires);
    }
  }
}
