/**
 * Which keys may have signed this request? Configured keys with their validity, and keys that are
 * fetched: bounded, pinned to hosts, cached, never on the event loop's time.
 */
@NullMarked
package io.sallyport.verify.key;

import org.jspecify.annotations.NullMarked;
