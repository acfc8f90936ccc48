/** The shared index on Redis, against the contract, the reference, and real processes. */
@NullMarked
package io.sallyport.store.redis;

import org.jspecify.annotations.NullMarked;
