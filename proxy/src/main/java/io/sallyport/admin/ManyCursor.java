package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a list of several nodes was read at each. A node that is not in it was not begun with, as
 * it could not be asked, or came later.
 *
 * @param places by node: its own cursor; empty where it has told everything
 */
record ManyCursor(SortedMap<String, String> places) {
  private static final Pattern PLACE = Pattern.compile("([a-z0-9.-]{1,63}):([0-9a-z.]{0,64})");
  private static final int NODES_MOST = 256;

  ManyCursor {
    places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
  }

  /** Reads one that was given out; what is none is the beginning. */
  static ManyCursor parse(Optional<String> text) throws Malformed {
    SortedMap<String, String> places = new TreeMap<>();
    if (text.isPresent()) {
      for (String part : text.get().split(",", NODES_MOST + 1)) {
        Matcher place = PLACE.matcher(part);
        if (!place.matches()) {
          throw new Malformed("cursor: want the `next` of the part before, of all nodes");
        }
        places.put(place.group(1), place.group(2));
      }
    }
    return new ManyCursor(places);
  }

  /** Whether a node has told everything. */
  boolean isAtEnd(String node) {
    return "".equals(places.get(node));
  }

  /** Where to go on at a node; empty at its beginning. */
  Optional<String> of(String node) {
    return Optional.ofNullable(places.get(node)).filter(place -> !place.isEmpty());
  }

  ManyCursor with(String node, Optional<String> next) {
    SortedMap<String, String> further = new TreeMap<>(places);
    further.put(node, next.orElse(""));
    return new ManyCursor(further);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> place : places.entrySet()) {
      text.append(text.length() == 0 ? "" : ",")
          .append(place.getKey())
          .append(':')
          .append(place.getValue());
    }
    return text.toString();
  }
}
