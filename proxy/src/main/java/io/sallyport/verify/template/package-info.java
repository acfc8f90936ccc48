/**
 * The byte templates of the policy language: which bytes of a request does a line of a policy name,
 * and what do they cover?
 *
 * <p>Pure and bounded: no I/O, no clock, no regular expression with backtracking. Every stage may
 * use it; it knows none of them.
 */
@NullMarked
package io.sallyport.verify.template;

import org.jspecify.annotations.NullMarked;
