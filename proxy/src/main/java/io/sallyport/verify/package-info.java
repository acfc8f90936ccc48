/**
 * Did the named sender sign these bytes?
 *
 * <p>Only this package makes an {@code AuthenticWebhook}. It must not forward, store or answer, and
 * it never blocks: what must be fetched (a remote key) is awaited, and the pure check runs again.
 */
@NullMarked
package io.sallyport.verify;

import org.jspecify.annotations.NullMarked;
