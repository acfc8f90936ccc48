/** What would the sender have sent? The command that signs a sample, and sends it. */
@NullMarked
package io.sallyport.cli.sign;

import org.jspecify.annotations.NullMarked;
