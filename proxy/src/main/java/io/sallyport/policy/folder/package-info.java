/**
 * Which policies are in force? Watches a folder, compiles what changed, keeps what was good when
 * what came is bad, and hands out the whole as one immutable set.
 */
@NullMarked
package io.sallyport.policy.folder;

import org.jspecify.annotations.NullMarked;
