package io.sallyport.quarantine;

import io.sallyport.quarantine.item.HeldItem;
import java.util.function.Function;

/** What came of a reviewer's move: done, or refused with the reason. */
public sealed interface Answer {

  /** Says one thing for each case. */
  <T> T fold(Function<Done, T> done, Function<Refused, T> refused);

  /** The move is made and kept. */
  record Done(HeldItem item) implements Answer {
    @Override
    public <T> T fold(Function<Done, T> done, Function<Refused, T> refused) {
      return done.apply(this);
    }
  }

  /** Nothing has changed. */
  record Refused(Why why) implements Answer {
    @Override
    public <T> T fold(Function<Done, T> done, Function<Refused, T> refused) {
      return refused.apply(this);
    }
  }

  /** Why a move was refused. */
  enum Why {
    /** No such item. */
    UNKNOWN("quarantine.unknown"),
    /** Released, rejected or expired already: a decision stands. */
    CLOSED("quarantine.closed"),
    /** Another reviewer has claimed it. */
    CLAIMED("quarantine.claimed"),
    /** Who decides must claim first, and the claim must still be running. */
    NOT_CLAIMED("quarantine.not-claimed"),
    /** The decision names other bytes than the item's. */
    OTHER_BYTES("quarantine.other-bytes"),
    /** Its time is not up, so it cannot expire yet. */
    NOT_DUE("quarantine.not-due"),
    /** Somebody else moved it meanwhile: look again. */
    OVERTAKEN("quarantine.overtaken");

    private final String wireName;

    Why(String wireName) {
      this.wireName = wireName;
    }

    /** The stable name: the same in the API, the audit record and the docs. */
    public String wireName() {
      return wireName;
    }
  }
}
