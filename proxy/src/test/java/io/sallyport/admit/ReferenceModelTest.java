package io.sallyport.admit;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/** The reference walks with itself: no step of a walk wants what the reference does not do. */
class ReferenceModelTest extends LedgerModelTest {
  @Override
  protected LedgerFixture open() {
    return new ReferenceFixture();
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.BOUNDED)
  void doesWhatTheReferenceDoes(@ForAll("walks") List<WalkStep> steps) {
    walk(steps);
  }

  @Property(tries = 100_000, shrinking = ShrinkingMode.BOUNDED)
  @Tag("long")
  void doesSoForLong(@ForAll("walks") List<WalkStep> steps) {
    walk(steps);
  }
}
