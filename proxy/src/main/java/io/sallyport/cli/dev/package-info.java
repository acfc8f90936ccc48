/**
 * How does my application take a platform's webhooks? A gate for one provider, thrown away after.
 */
@NullMarked
package io.sallyport.cli.dev;

import org.jspecify.annotations.NullMarked;
