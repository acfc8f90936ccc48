package io.sallyport.admit;

import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.OwnLedger;
import java.util.List;

/** The store of one node of many under test. */
public interface HoldingsFixture extends LedgerFixture {
  /** The number of its name. */
  int NODE = 3;

  Holdings holdings();

  OwnLedger foreign();

  /** What was petitioned for since this was asked last. */
  List<Petition> petitioned();

  /** How often it was told that something has ended. */
  int endsTold();

  /** How many events others had first although they were delivered here. */
  long overtaken();

  /** Restarts as a node that is alone. */
  void alone();

  /** Restarts as one of many. */
  void amongOthers();
}
