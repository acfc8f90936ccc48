/**
 * What was refused a short while ago? Kept so that an operator can open a reference and see why,
 * and run it through the check again; bounded in bytes, count and share per source, sealed on disk,
 * never synced. Nothing here decides anything.
 */
@NullMarked
package io.sallyport.refusals;

import org.jspecify.annotations.NullMarked;
