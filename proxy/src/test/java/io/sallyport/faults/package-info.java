/**
 * What is left of the promises when things break: the real server as a process of its own, a sender
 * and an application outside of it, and faults between them. A sender keeps what was acknowledged,
 * an application what reached it; at the end the two are compared. {@link
 * io.sallyport.faults.Faults} is the command.
 */
@NullMarked
package io.sallyport.faults;

import org.jspecify.annotations.NullMarked;
