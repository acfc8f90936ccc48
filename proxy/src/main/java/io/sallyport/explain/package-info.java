/**
 * Why was a request refused, and what mends it? Runs the stages of a policy once more over a kept
 * request and puts what they say into words; without effects, and without telling a secret.
 */
@NullMarked
package io.sallyport.explain;

import org.jspecify.annotations.NullMarked;
