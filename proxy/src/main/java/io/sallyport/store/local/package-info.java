/**
 * The ledger of one node: a journal that is the truth, and an index that can be made from it again.
 *
 * <p>One thread decides and writes ({@code Committer}). What it decides becomes a {@code
 * LedgerRecord}; {@code LedgerState} takes in a record in the same way whether it was decided now
 * or is read again after a crash. Nothing is answered before its record is synced.
 */
@NullMarked
package io.sallyport.store.local;

import org.jspecify.annotations.NullMarked;
