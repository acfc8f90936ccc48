/**
 * How does the gate itself call out? Over https only, to an address that was checked before it is
 * dialled, without redirects, and bounded in bytes and time. Whoever fetches something because a
 * message asked for it goes through here; nothing here knows what is fetched.
 */
@NullMarked
package io.sallyport.egress;

import org.jspecify.annotations.NullMarked;
