/**
 * Does the policy make sense, and what does it mean? Turns what an author wrote into the stages'
 * rules, holding the laws of the grammar: what the signature covers is computed here, and a policy
 * that breaks a law does not load. No I/O but through the ports it is given, and none afterwards.
 */
@NullMarked
package io.sallyport.policy.compile;

import org.jspecify.annotations.NullMarked;
