package io.sallyport.admit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the store of one node of many keeps: it promises, and does nothing before the others agree.
 * A backend has one subclass, which opens an empty store.
 */
public abstract class HoldingsContract
    implements PromiseContract,
        AnswerContract,
        SharedOrderContract,
        EndContract,
        RememberContract,
        ForeignContract {
  private HoldingsFixture fixture;

  /** An empty store of one node of many. */
  protected abstract HoldingsFixture open();

  @BeforeEach
  final void openTheStore() {
    fixture = open();
  }

  @AfterEach
  final void closeTheStore() {
    fixture.close();
  }

  @Override
  public final HoldingsFixture store() {
    return fixture;
  }
}
