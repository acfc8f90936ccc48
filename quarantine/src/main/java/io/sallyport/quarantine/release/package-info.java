/** Where released items go. Only the port: how an event is delivered is the proxy's business. */
@NullMarked
package io.sallyport.quarantine.release;

import org.jspecify.annotations.NullMarked;
