/**
 * The {@code policy} commands: write, check, try and show policies without a server, and without
 * secrets unless they are asked for.
 */
@NullMarked
package io.sallyport.cli.policy;

import org.jspecify.annotations.NullMarked;
