package io.sallyport.facts;

import java.util.Optional;

/**
 * Reads a genuine delivery's items and facts.
 *
 * @param id to {@code attempt}: the rule of each fact, where the policy has one
 */
public record FactsReader(
    Optional<FactRule> id,
    Optional<FactRule> type,
    Optional<FactRule> account,
    Optional<FactRule> user,
    Optional<FactRule> time,
    Optional<FactRule> attempt) {}
