/**
 * How are small secrets kept on disk? Sealed under the master key, one file each, written whole or
 * not at all. Nothing here knows what a secret is for.
 */
@NullMarked
package io.sallyport.seal;

import org.jspecify.annotations.NullMarked;
