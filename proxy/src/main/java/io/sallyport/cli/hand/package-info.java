/**
 * What an operator does by hand: looks at what came, was refused, is held or waits, and decides.
 * Everything is asked of a running server; no rule lives here.
 */
@NullMarked
package io.sallyport.cli.hand;

import org.jspecify.annotations.NullMarked;
