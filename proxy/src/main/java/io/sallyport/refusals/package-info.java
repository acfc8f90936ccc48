/**
 * What was refused a short while ago? Kept so that an operator can open a reference and see why;
 * bounded in bytes, count and share per source, in memory only. Nothing here decides anything.
 */
@NullMarked
package io.sallyport.refusals;

import org.jspecify.annotations.NullMarked;
