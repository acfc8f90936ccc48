/** Given what was found, what is to be done? Pure: no I/O, no clock, no state. */
@NullMarked
package io.sallyport.route;

import org.jspecify.annotations.NullMarked;
