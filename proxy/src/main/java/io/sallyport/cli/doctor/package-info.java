/**
 * Is this installation sound? Looks and says what to do; changes nothing, and asks nobody outside
 * of this machine but the configured Vault.
 */
@NullMarked
package io.sallyport.cli.doctor;

import org.jspecify.annotations.NullMarked;
