/**
 * What becomes of an example? Runs recorded and self-made deliveries through the real stages, with
 * their own keys and clock, without network, disk or upstream.
 */
@NullMarked
package io.sallyport.policy.example;

import org.jspecify.annotations.NullMarked;
