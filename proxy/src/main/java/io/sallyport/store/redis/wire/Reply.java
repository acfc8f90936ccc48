package io.sallyport.store.redis.wire;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What became of one {@link Call}. */
public sealed interface Reply {
  /** The one branch for what it is. */
  <T> T fold(Function<Answered, T> answered, Function<Failed, T> failed);

  /**
   * The script has run to its end.
   *
   * @param value what it returned; empty for nil
   */
  record Answered(Optional<Response> value) implements Reply {
    @Override
    public <T> T fold(Function<Answered, T> answered, Function<Failed, T> failed) {
      return answered.apply(this);
    }
  }

  /**
   * It has not, as far as we know.
   *
   * @param said for people: Redis's own words, or ours; never a secret
   */
  record Failed(Trouble trouble, String said) implements Reply {
    private static final int CHARS_MAX = 300;

    public Failed {
      said = said.length() > CHARS_MAX ? said.substring(0, CHARS_MAX) : said;
    }

    /** Whether the script may have changed something; if not, it surely has not. */
    public boolean mayHaveRun() {
      return trouble.mayHaveRun();
    }

    @Override
    public <T> T fold(Function<Answered, T> answered, Function<Failed, T> failed) {
      return failed.apply(this);
    }

    /** From what the client failed with, once the command was handed to it. */
    static Failed of(Throwable cause) {
      String message = text(cause);
      if (cause instanceof Response reply && reply.type() == ResponseType.ERROR) {
        int space = message.indexOf(' ');
        String code = space < 0 ? message : message.substring(0, space);
        // What the client says itself in the form of a reply.
        return code.equals("CONNECTION_CLOSED")
            ? new Failed(Trouble.LOST, "the connection was closed")
            : new Failed(Trouble.ofCode(code), message);
      }
      return new Failed(Trouble.LOST, message);
    }

    static String text(Throwable cause) {
      @Nullable String message = cause.getMessage();
      return message == null ? cause.getClass().getSimpleName() : message;
    }
  }
}
