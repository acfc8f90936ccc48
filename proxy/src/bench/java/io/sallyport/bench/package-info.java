/**
 * What a delivery costs, measured as ratios against a bare Vert.x proxy in the same run. Nothing
 * here is part of the product, and nothing here passes or fails.
 */
@NullMarked
package io.sallyport.bench;

import org.jspecify.annotations.NullMarked;
