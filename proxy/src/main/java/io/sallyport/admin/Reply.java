package io.sallyport.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What has come from the address of another node. Whoever stands there, or on the way, may have
 * written it, so nothing of it counts before it is proven.
 *
 * @param proof as it is shown with it; empty where none is
 */
record Reply(int status, Optional<String> proof, Buffer body) {
  private static final int REFUSED = 401;
  private static final int TOO_OFTEN = 429;

  /**
   * The node's own answer to what the voucher was for. Costs time that grows with the bytes: 8 MiB
   * take some 100 ms.
   *
   * @throws NotAsked where it is not proven, or no JSON object: then the node may have heard the
   *     request all the same, from whoever answers in its place. Where the node has proven that it
   *     refused the request, it has done nothing of it
   */
  Answered believed(Vouching vouching, Voucher voucher) throws NotAsked {
    if (proof.filter(it -> vouching.isProven(voucher, status, body, it)).isEmpty()) {
      throw new NotAsked(doubt(), true);
    }
    try {
      Answered answered = new Answered(status, new JsonObject(body));
      if (status == REFUSED) {
        throw new NotAsked("it refused: " + answered.sentence(), false);
      }
      return answered;
    } catch (DecodeException | ClassCastException e) {
      throw new NotAsked("its answer cannot be read", true);
    }
  }

  /** What the status alone lets one think. */
  private String doubt() {
    return switch (status) {
      case REFUSED ->
          "it does not believe us: it started a moment ago, runs another release, or our clocks are"
              + " more than a minute apart";
      case TOO_OFTEN ->
          "it is busy: too many wrong keys or proofs have come from our address (429); it listens"
              + " to the next ones a minute later";
      default -> "who answers at its address does not prove to be that node";
    };
  }
}
