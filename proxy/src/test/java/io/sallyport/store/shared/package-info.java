/**
 * What whatever stands behind the ports of {@code store.shared} keeps, and the plainest thing that
 * does.
 */
@NullMarked
package io.sallyport.store.shared;

import org.jspecify.annotations.NullMarked;
