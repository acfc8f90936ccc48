/**
 * HTTP/2 on the wire, for those who turn it on: Netty's codec with its floods capped, each stream
 * one exchange. It knows no integrations and decides nothing about them.
 */
@NullMarked
package io.sallyport.ingress.http2;

import org.jspecify.annotations.NullMarked;
