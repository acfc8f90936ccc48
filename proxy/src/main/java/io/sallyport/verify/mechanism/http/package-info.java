/**
 * HTTP Message Signatures (RFC 9421): structured fields, the signature base, the digest of the
 * content. Pure; the authority is the registered one, never the request's.
 */
@NullMarked
package io.sallyport.verify.mechanism.http;

import org.jspecify.annotations.NullMarked;
