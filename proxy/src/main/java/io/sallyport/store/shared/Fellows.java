package io.sallyport.store.shared;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The names of all nodes that have ever been one of these. Each has a number: odd while it is a
 * member, even once it was forgotten, and one more with every change. The higher number counts, so
 * that it does not matter who hears of what in which order, or how often: nobody's older list
 * brings back a name (a causal-length set: Yu and Rostad, "A Low-Cost Set CRDT Based on Causal
 * Lengths", PaPoC 2020).
 *
 * @param numbers by name, from 1
 */
public record Fellows(SortedMap<String, Integer> numbers) {
  public static final Fellows NONE = new Fellows(new TreeMap<>());

  public Fellows {
    numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
    if (numbers.values().stream().anyMatch(number -> number < 1)) {
      throw new IllegalArgumentException("a name is known from the number 1 on");
    }
  }

  /** Nodes that joined once. */
  public static Fellows of(Collection<String> names) {
    SortedMap<String, Integer> numbers = new TreeMap<>();
    names.forEach(name -> numbers.put(name, 1));
    return new Fellows(numbers);
  }

  /** Nodes that joined once. */
  public static Fellows of(String... names) {
    return of(Set.of(names));
  }

  /** The names of those that are. */
  public Set<String> members() {
    return names(1);
  }

  /** The names of those that were, and were forgotten by a person's word. */
  public Set<String> forgotten() {
    return names(0);
  }

  private Set<String> names(int rest) {
    Set<String> names = new TreeSet<>();
    numbers.forEach(
        (name, number) -> {
          if (number % 2 == rest) {
            names.add(name);
          }
        });
    return names;
  }

  /** Whether it is a member. */
  public boolean has(String name) {
    return numbers.getOrDefault(name, 0) % 2 == 1;
  }

  /** With this one as a member: it joins, or joins anew. */
  public Fellows with(String name) {
    return has(name) ? this : next(name);
  }

  /** Without this one, if it is a member. */
  public Fellows without(String name) {
    return has(name) ? next(name) : this;
  }

  private Fellows next(String name) {
    SortedMap<String, Integer> next = new TreeMap<>(numbers);
    next.merge(name, 1, Integer::sum);
    return new Fellows(next);
  }

  /** What both know together. */
  public Fellows and(Fellows other) {
    SortedMap<String, Integer> all = new TreeMap<>(numbers);
    other.numbers.forEach((name, number) -> all.merge(name, number, Math::max));
    return new Fellows(all);
  }

  /** Whether it knows all that the other does. */
  public boolean knows(Fellows other) {
    for (Map.Entry<String, Integer> it : other.numbers.entrySet()) {
      if (numbers.getOrDefault(it.getKey(), 0) < it.getValue()) {
        return false;
      }
    }
    return true;
  }
}
