/**
 * What came in, as plain values: the raw request, what was proved about it, and what it says.
 *
 * <p>Nothing here decides, reads a policy or does I/O.
 */
@NullMarked
package io.sallyport.webhook;

import org.jspecify.annotations.NullMarked;
