/**
 * Where do secrets come from, and how are they kept from travelling? References ({@code ${env:}},
 * {@code ${file:}}, {@code ${vault:}}) are resolved here; nothing here knows what a secret is for.
 */
@NullMarked
package io.sallyport.secret;

import org.jspecify.annotations.NullMarked;
