/** Where the ports of {@code admit} are kept: one folder a store. */
@NullMarked
package io.sallyport.store;

import org.jspecify.annotations.NullMarked;
