/**
 * When is what was promised tried, how often, and what of it at once? Delivers what the ledger
 * keeps, over the port {@code admit.Outbox}: it decides nothing about authenticity, writes nothing
 * itself, and holds no more in memory than it has places for.
 */
@NullMarked
package io.sallyport.dispatch;

import org.jspecify.annotations.NullMarked;
