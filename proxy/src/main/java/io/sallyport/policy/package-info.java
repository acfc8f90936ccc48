/**
 * What did the operator write? Preset, defaults and policy laid over each other, checked whole,
 * compiled into the stages' rules.
 */
@NullMarked
package io.sallyport.policy;

import org.jspecify.annotations.NullMarked;
