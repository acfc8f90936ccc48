package io.sallyport.admit;

import io.sallyport.store.shared.Found;
import io.sallyport.webhook.EventId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a node of many holds, in the plainest way: each event, and what goes together. */
final class HoldingsModel {
  final Map<EventId, Ev> events = new LinkedHashMap<>();

  /** What each event and each case carries. */
  final Map<EventId, ClaimKey> contents = new HashMap<>();

  /** One event. */
  static final class Ev {
    final EventId id;
    Standing standing = Standing.WAITING;
    long fence;
    boolean elsewhere;

    /** What others must be told. */
    Optional<Standing> untold = Optional.empty();

    /** Held or ended, and asked for all the same. */
    boolean asks;

    /** Released by a person. */
    boolean vouched;

    /** What goes with it; only itself where it goes alone. */
    List<Ev> together = new ArrayList<>(List.of(this));

    Ev(EventId id) {
      this.id = id;
    }

    void ends(Standing next) {
      standing = next;
      untold = fence == 0 ? untold : Optional.of(next);
    }

    /** Whether a doubt makes a case of it. */
    boolean isCaseInDoubt() {
      return standing == Standing.WAITING && !vouched;
    }

    void goesAlone() {
      together = new ArrayList<>(List.of(this));
    }

    @Override
    public String toString() {
      return id + " " + standing + " fence " + fence + (asks ? " asks" : "");
    }
  }

  /** New ones that came together, and go together where nothing else came with them. */
  void admit(List<EventId> ids, boolean whole) {
    List<Ev> made = new ArrayList<>();
    for (EventId id : ids) {
      Ev ev = new Ev(id);
      events.put(id, ev);
      made.add(ev);
    }
    if (whole) {
      made.forEach(it -> it.together = made);
    }
  }

  void hold(EventId id) {
    Ev ev = new Ev(id);
    ev.standing = Standing.HELD;
    ev.asks = true;
    events.put(id, ev);
  }

  /** What is asked now, each with what goes with it. */
  List<List<Ev>> petitions() {
    List<List<Ev>> all = new ArrayList<>();
    for (Ev ev : events.values()) {
      if (ev.asks) {
        all.add(List.of(ev));
      } else if (ev.standing == Standing.WAITING && ev.together.get(0) == ev) {
        all.add(ev.together);
      }
    }
    return all;
  }

  /** What goes on, each with what goes with it. */
  List<List<Ev>> in(Standing standing) {
    return events.values().stream()
        .filter(it -> it.standing == standing && it.together.get(0) == it)
        .map(it -> it.together)
        .toList();
  }

  // --- what the others say

  void answer(List<Ev> asked, List<Found> outcomes) {
    List<Ev> those = List.copyOf(asked);
    if (those.get(0).asks) {
      atRest(those.get(0), outcomes.get(0));
      return;
    }
    boolean granted = outcomes.stream().allMatch(Found.Granted.class::isInstance);
    boolean open = outcomes.stream().allMatch(Found.Free.class::isInstance);
    if (!granted && !open) {
      those.forEach(Ev::goesAlone);
    }
    for (int i = 0; i < those.size(); i++) {
      waits(those.get(i), outcomes.get(i));
    }
  }

  private static void atRest(Ev ev, Found found) {
    if (found instanceof Found.Granted granted) {
      ev.fence = granted.fence();
      ev.untold = ev.standing.isEnded() ? Optional.of(ev.standing) : ev.untold;
    }
    ev.asks = found instanceof Found.Free || found instanceof Found.Doubtful;
  }

  private void waits(Ev ev, Found found) {
    if (found instanceof Found.Granted granted) {
      ev.fence = granted.fence();
      ev.standing = Standing.QUEUED;
    } else if (found instanceof Found.Known) {
      ev.standing = Standing.DONE;
      ev.elsewhere = true;
      ev.fence = 0;
      ev.untold = Optional.empty();
    } else if (found instanceof Found.Doubtful && ev.isCaseInDoubt()) {
      events.remove(ev.id);
      hold(ev.id);
    } else if (found instanceof Found.Conflict) {
      events.remove(ev.id);
      EventId id = EventId.ofCase("conflict", ev.id, contents.get(ev.id).toBytes());
      contents.put(id, contents.get(ev.id));
      if (!events.containsKey(id)) {
        hold(id);
      }
    }
  }

  // --- what becomes of it here

  void restart() {
    in(Standing.QUEUED).forEach(all -> all.forEach(it -> it.standing = Standing.WAITING));
  }

  static void end(List<Ev> together, Standing standing) {
    for (Ev ev : List.copyOf(together)) {
      boolean asked = ev.standing == Standing.WAITING;
      ev.ends(standing);
      ev.asks = asked && ev.fence == 0;
      if (standing != Standing.DEAD) {
        ev.goesAlone();
      }
    }
  }

  static void revive(List<Ev> together) {
    for (Ev ev : together) {
      ev.standing = Standing.WAITING;
      ev.untold = Optional.of(Standing.QUEUED);
    }
  }

  static void release(Ev ev) {
    ev.standing = Standing.WAITING;
    ev.vouched = true;
    ev.asks = false;
    ev.untold = ev.fence == 0 ? ev.untold : Optional.of(Standing.QUEUED);
  }

  static void reject(Ev ev) {
    ev.ends(Standing.REJECTED);
  }
}
