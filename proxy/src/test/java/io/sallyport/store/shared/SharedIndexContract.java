package io.sallyport.store.shared;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;

/**
 * What every index that nodes share keeps. A backend has one subclass, which opens it once for all
 * tests: each takes a shard of its own.
 */
@DisplayName("what every index that nodes share keeps")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SharedIndexContract
    implements GrantContract,
        RelayContract,
        EndContract,
        TrustContract,
        EvictionContract,
        InPartContract,
        FellowsContract,
        AssertionContract,
        EstatesContract,
        EstateLapseContract,
        EstateRebuildContract,
        EstateReadingContract,
        CommonLimitContract,
        RosterContract,
        SteadyContract,
        InstallationContract {
  private IndexFixture fixture;
  private Shard shard;
  private Epoch epoch;

  /** An empty index. */
  protected abstract IndexFixture open();

  @BeforeAll
  final void openTheIndex() {
    fixture = open();
  }

  @BeforeEach
  final void openAShard() {
    shard = fixture.newShard();
    epoch = IndexCase.open(fixture.index(), shard);
  }

  @AfterAll
  final void closeTheIndex() {
    fixture.close();
  }

  @Override
  public final IndexFixture fixture() {
    return fixture;
  }

  @Override
  public final Shard shard() {
    return shard;
  }

  @Override
  public final Epoch epoch() {
    return epoch;
  }
}
