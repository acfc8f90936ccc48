package io.sallyport.webhook;

/**
 * A request as it came in at one of an integration's paths.
 *
 * @param url the externally registered URL of what was called, without query
 * @param rest what the path says beyond the integration's own ({@code /events}); empty for the
 *     integration's path itself
 */
public record Arrival(InboundWebhook inbound, String url, String rest) {}
