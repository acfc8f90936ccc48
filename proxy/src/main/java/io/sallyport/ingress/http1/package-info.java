/**
 * HTTP/1.1 on the wire: is what arrives exactly what RFC 9112 allows, and nothing more?
 *
 * <p>A parser of our own instead of a lenient one with checks behind it: what a lenient parser has
 * already repaired (a dropped Content-Length beside Transfer-Encoding, a joined folded line, a
 * skipped control byte) cannot be refused any more. It knows no integrations and decides nothing
 * about them.
 */
@NullMarked
package io.sallyport.ingress.http1;

import org.jspecify.annotations.NullMarked;
