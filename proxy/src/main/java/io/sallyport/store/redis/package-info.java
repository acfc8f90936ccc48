/**
 * What the nodes hold in common, on a Redis: the scripts that decide, and what they are told and
 * say. How Redis is reached is {@code wire}'s.
 */
@NullMarked
package io.sallyport.store.redis;

import org.jspecify.annotations.NullMarked;
