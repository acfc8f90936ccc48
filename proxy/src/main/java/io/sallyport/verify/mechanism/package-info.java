/**
 * One file per mechanism of the policy language. A mechanism takes a reading and the keys and says
 * proven or refused; it does no I/O and parses nothing that its rule does not name.
 */
@NullMarked
package io.sallyport.verify.mechanism;

import org.jspecify.annotations.NullMarked;
