/** The spine: the whole life of one webhook up to the verdict. Read this first. */
@NullMarked
package io.sallyport.pipeline;

import org.jspecify.annotations.NullMarked;
