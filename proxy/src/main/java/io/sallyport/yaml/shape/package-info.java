/**
 * What may stand at a place of a YAML file? A shape reads a node into a value and describes itself
 * as JSON Schema, from one table, so that the loader and the editor cannot disagree.
 */
@NullMarked
package io.sallyport.yaml.shape;

import org.jspecify.annotations.NullMarked;
