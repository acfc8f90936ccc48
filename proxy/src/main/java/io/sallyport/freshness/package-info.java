/** Was it signed recently? A pure rule over the signed time and now. */
@NullMarked
package io.sallyport.freshness;

import org.jspecify.annotations.NullMarked;
