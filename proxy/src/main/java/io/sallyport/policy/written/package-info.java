/**
 * What may an author write? One record a section of the policy language, with the table of its keys
 * beside it: their shapes, what they mean, what is refused until a later release. Nothing is
 * compiled here.
 */
@NullMarked
package io.sallyport.policy.written;

import org.jspecify.annotations.NullMarked;
