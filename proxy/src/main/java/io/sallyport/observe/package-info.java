/**
 * What happened? Happenings are values; metrics, logs and health are sinks of them. Nothing here
 * decides, and no label, key or log line grows with what strangers send.
 */
@NullMarked
package io.sallyport.observe;

import org.jspecify.annotations.NullMarked;
