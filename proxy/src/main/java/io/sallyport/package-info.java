/**
 * The command line and the assembly. The only package that may know everything: it wires what the
 * folders below offer, and decides nothing itself.
 */
@NullMarked
package io.sallyport;

import org.jspecify.annotations.NullMarked;
