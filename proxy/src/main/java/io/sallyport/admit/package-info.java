/**
 * Has this event been here before, is there room for it, and where does it lie from now on? The
 * values and the port; how a place is kept is the stores' business. Nothing here does I/O.
 */
@NullMarked
package io.sallyport.admit;

import org.jspecify.annotations.NullMarked;
