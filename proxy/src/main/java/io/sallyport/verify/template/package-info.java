/**
 * The byte templates of the policy language: which bytes of a request does a line of a policy name,
 * and what do they cover?
 *
 * <p>Read {@code TemplateParser} for the grammar, {@code Sources} and {@code Filters} for the two
 * lists of words, {@code TemplateLanguage} for what the templates of a policy share, {@code
 * Coverage} for what a signature covers. Some words that are easily mistaken:
 *
 * <ul>
 *   <li>{@code {url}} is the registered URL with the query of this request; {@code {endpoint}} is
 *       the registered URL alone.
 *   <li>{@code concat} writes names and values, {@code join(':')} values only. What stands in
 *       {@code [ ]} has the last segment of its pointer as name; {@code query:}, {@code header:}
 *       and the like have none there.
 *   <li>{@code sort} goes by name, then by value, as unsigned bytes.
 *   <li>A {@code *} in a pointer is every element or member, of which a source must find exactly
 *       one; in {@code items} it is every element of an array.
 * </ul>
 *
 * <p>Pure and bounded: no I/O, no clock, no regular expression with backtracking. Every stage may
 * use it; it knows none of them.
 */
@NullMarked
package io.sallyport.verify.template;

import org.jspecify.annotations.NullMarked;
