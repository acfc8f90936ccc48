package io.sallyport.admit;

/** The reference keeps the contract: what the contract asks can be done, and by little. */
class ReferenceLedgerTest extends LedgerContract {
  @Override
  protected LedgerFixture open() {
    return new ReferenceFixture();
  }
}
