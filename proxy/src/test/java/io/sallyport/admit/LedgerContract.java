package io.sallyport.admit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;

/**
 * What every store behind the admission ports keeps. A backend has one subclass, which opens an
 * empty store.
 */
@DisplayName("threats rows 40, 41, 47, 50, 51, 52, 54, 66, 99 and 100: what every ledger keeps")
public abstract class LedgerContract
    implements AdmitContract,
        BatchContract,
        DurabilityContract,
        TurnContract,
        OutboxContract,
        LimitContract,
        MemoryContract {
  private LedgerFixture fixture;

  /** An empty store. */
  protected abstract LedgerFixture open();

  @BeforeEach
  final void openTheStore() {
    fixture = open();
  }

  @AfterEach
  final void closeTheStore() {
    fixture.close();
  }

  @Override
  public final LedgerFixture store() {
    return fixture;
  }
}
