/**
 * What has this node promised? An append-only log of groups in segment files: the truth from which
 * everything else can be rebuilt.
 *
 * <p>Must not know what its records mean, decide anything, or be called from an event loop: every
 * method blocks on the disk.
 */
@NullMarked
package io.sallyport.journal;

import org.jspecify.annotations.NullMarked;
