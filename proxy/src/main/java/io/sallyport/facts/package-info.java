/**
 * Which events does a genuine delivery carry, and what do they say of themselves? Reads only what
 * the policy names.
 */
@NullMarked
package io.sallyport.facts;

import org.jspecify.annotations.NullMarked;
