/**
 * Which keys, when somebody else keeps them? Key sets, discovery documents, certificates and key
 * endpoints, fetched over the guarded way out, admitted by the same rules as configured keys,
 * cached and bounded; certificate chains carried in tokens; keys that arrived through the endpoint
 * itself.
 *
 * <p>A look-up never blocks: a miss answers that a fetch is under way.
 */
@NullMarked
package io.sallyport.verify.key.remote;

import org.jspecify.annotations.NullMarked;
