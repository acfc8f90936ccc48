/**
 * One thread that works something off, and its timers; tests play it by hand. Whoever asks from
 * elsewhere goes on where it asked.
 */
@NullMarked
package io.sallyport.loop;

import org.jspecify.annotations.NullMarked;
