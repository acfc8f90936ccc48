/**
 * The private HTTP side: who may ask, and what do they get to see or do? It decides nothing about
 * webhooks, and is never mounted on the ingress listener.
 */
@NullMarked
package io.sallyport.admin;

import org.jspecify.annotations.NullMarked;
