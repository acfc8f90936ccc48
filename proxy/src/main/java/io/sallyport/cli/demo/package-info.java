/**
 * The whole gate on a laptop. Question: what happens to genuine and to forged deliveries? Plays the
 * platforms' part with code of its own: nothing here may use what verifies.
 */
@NullMarked
package io.sallyport.cli.demo;

import org.jspecify.annotations.NullMarked;
