/**
 * Is this installation sound? Looks and says what to do; changes nothing, and asks nobody outside
 * of this machine.
 */
@NullMarked
package io.sallyport.cli.doctor;

import org.jspecify.annotations.NullMarked;
