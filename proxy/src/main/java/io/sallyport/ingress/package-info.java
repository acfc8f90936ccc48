/**
 * HTTP in: is the request well formed, small enough, from an allowed source, and whose is it?
 * Bounds bytes and time as they stream, and turns a verdict into an answer. It verifies nothing.
 */
@NullMarked
package io.sallyport.ingress;

import org.jspecify.annotations.NullMarked;
