/**
 * What is held and where it stands. Question: which moves are legal from here? Plain values: it
 * must not read a clock, keep anything, or know who asks.
 */
@NullMarked
package io.sallyport.quarantine.item;

import org.jspecify.annotations.NullMarked;
