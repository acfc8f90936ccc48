/**
 * One class per command. Question: what did the operator ask for? A command reads its arguments,
 * calls what does the work, and prints; it must hold no rule of its own.
 */
@NullMarked
package io.sallyport.cli;

import org.jspecify.annotations.NullMarked;
