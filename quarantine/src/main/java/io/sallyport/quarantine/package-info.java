/**
 * The quarantine's front door. Question: may this person make this move on this held item? It must
 * not know where items are kept, how a release is delivered, or anything else of the proxy.
 */
@NullMarked
package io.sallyport.quarantine;

import org.jspecify.annotations.NullMarked;
