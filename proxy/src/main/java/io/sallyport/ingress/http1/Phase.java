package io.sallyport.ingress.http1;

/** Where an HTTP/1.1 connection stands. */
enum Phase {
  /** Between two requests. */
  IDLE,
  HEAD,
  BODY,
  /** The answer is awaited; of the body, what nobody has asked for waits unread. */
  BUSY,
  /** The answer is written as fast as the peer takes it. */
  WRITING,
  /** All is said. */
  ENDING
}
