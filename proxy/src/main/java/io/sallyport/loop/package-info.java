/** One thread that works something off, and its timers; tests play it by hand. */
@NullMarked
package io.sallyport.loop;

import org.jspecify.annotations.NullMarked;
