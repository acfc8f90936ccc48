package io.sallyport.admit;

import io.sallyport.verdict.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What asking for a place came to. */
public sealed interface Placed {
  <T> T fold(Function<Kept, T> kept, Function<Limited, T> limited, Function<Unavailable, T> none);

  /**
   * Every event has its place, synced: a 2xx is a promise now.
   *
   * @param places one for each event, in their order
   * @param now what may be tried at once; it is in the caller's hands, who sends it or gives it
   *     back
   */
  record Kept(List<Place> places, Optional<Waiting> now) implements Placed {
    public Kept {
      places = List.copyOf(places);
    }

    @Override
    public <T> T fold(
        Function<Kept, T> kept, Function<Limited, T> limited, Function<Unavailable, T> none) {
      return kept.apply(this);
    }
  }

  /**
   * Over a limit that refuses. Nothing was written and nothing spent.
   *
   * @param retryAfter when one more would be allowed
   */
  record Limited(Limit limit, Duration retryAfter) implements Placed, Turn {
    @Override
    public <T> T fold(
        Function<Kept, T> kept, Function<Limited, T> limited, Function<Unavailable, T> none) {
      return limited.apply(this);
    }
  }

  /**
   * No promise can be made now. The sender may come again: nothing is known of this one.
   *
   * @param reason {@code store.unavailable}, {@code store.full} or {@code quota.exceeded}
   * @param isApart whether that is only so because several nodes cannot agree now: what this one
   *     keeps goes on when they can
   */
  record Unavailable(Reason reason, String detail, Duration retryAfter, boolean isApart)
      implements Placed, Turn {
    /** For what this node itself lacks. */
    public Unavailable(Reason reason, String detail, Duration retryAfter) {
      this(reason, detail, retryAfter, false);
    }

    @Override
    public <T> T fold(
        Function<Kept, T> kept, Function<Limited, T> limited, Function<Unavailable, T> none) {
      return none.apply(this);
    }
  }
}
