/**
 * What is a policy made of? Preset, defaults and policy are found, read, laid over each other and
 * named by a digest. Nothing is compiled here.
 */
@NullMarked
package io.sallyport.policy.layer;

import org.jspecify.annotations.NullMarked;
