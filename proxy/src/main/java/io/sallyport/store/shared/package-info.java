/**
 * What the nodes must agree on, whatever they agree by: the ports to what they hold in common and
 * to what each of them holds itself, and the ledger over both.
 */
@NullMarked
package io.sallyport.store.shared;

import org.jspecify.annotations.NullMarked;
