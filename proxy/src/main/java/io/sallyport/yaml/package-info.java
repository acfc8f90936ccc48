/**
 * What stands in a YAML file that an operator wrote, and where? Strict YAML as a tree of nodes that
 * remember their places, laid over each other. It knows no key of any file.
 */
@NullMarked
package io.sallyport.yaml;

import org.jspecify.annotations.NullMarked;
