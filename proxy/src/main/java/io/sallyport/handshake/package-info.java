/**
 * Answers a platform's registration challenge here, never upstream, without becoming a signing
 * oracle.
 */
@NullMarked
package io.sallyport.handshake;

import org.jspecify.annotations.NullMarked;
