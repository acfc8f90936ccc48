package io.sallyport.deliver;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.sallyport.verdict.Reason;

/** Puts the answer to one call together as its parts come, and ends the call. */
interface AnswerParts {
  /** A head: an informational one, or the answer's. */
  void head(HttpResponse head);

  /** A part of the body, in order; may be empty. */
  void content(ByteBuf part);

  /** Whether what has ended is the answer; false while only an informational one has come. */
  boolean isFinal();

  /** The answer is whole. */
  void end();

  /** Nothing more will come. */
  void broken(Reason reason, String detail);
}
