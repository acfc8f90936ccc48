/**
 * The algorithms of public-key signatures: exact lengths and canonical encodings before any
 * arithmetic. Pure; knows no request.
 */
@NullMarked
package io.sallyport.verify.mechanism.primitive;

import org.jspecify.annotations.NullMarked;
