package io.sallyport.admit;

/** The reference walks with itself: no step of a walk wants what the reference does not do. */
class ReferenceModelTest extends LedgerModelTest {
  @Override
  protected LedgerFixture open() {
    return new ReferenceFixture();
  }
}
