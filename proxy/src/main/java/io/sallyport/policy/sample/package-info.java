/**
 * What would the sender have sent? Makes requests that a policy accepts, by turning its scheme
 * round: for examples with throw-away keys, and for whoever holds the secret and wants to try.
 */
@NullMarked
package io.sallyport.policy.sample;

import org.jspecify.annotations.NullMarked;
