/**
 * What did the operator set for the whole process? Flag over environment over file over default,
 * read once at start, every mistake told at once with its place.
 */
@NullMarked
package io.sallyport.config;

import org.jspecify.annotations.NullMarked;
