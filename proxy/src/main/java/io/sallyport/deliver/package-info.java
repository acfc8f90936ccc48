/** Sends the verified bytes on and relays the answer. It decides nothing about authenticity. */
@NullMarked
package io.sallyport.deliver;

import org.jspecify.annotations.NullMarked;
