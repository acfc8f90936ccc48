package io.sallyport.verify.template;

import io.sallyport.verify.template.Place.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A set of places of a request: what a template reads, or what a signature pins. Computed from the
 * policy, never declared (law 5 of the design; docs/policy.md, coverage). Immutable.
 *
 * <p>Places contain each other: {@code body} contains every {@code json:}, {@code raw:}, {@code
 * xml:}, {@code form:} and {@code item:} place; {@code url} and {@code target} contain {@code
 * path:} and {@code query:}; {@code form} and {@code query} contain their fields; {@code
 * header:Authorization} contains {@code auth:}; {@code json:/a} contains {@code json:/a/b}; a JWS
 * pins its claims and its header ({@link #ofToken}).
 *
 * <p>What is made of something else is covered where all of that is: {@code s.t} of {@code let: {s:
 * {from: "{header:H}", …}}} by {@code header:H}, and {@code json:/a} of a {@code document} by what
 * the document is read from. It is not the other way round: who signs {@code s.t} does not sign the
 * header.
 */
public final class Coverage {
  private static final Coverage NONE = new Coverage(List.of());
  private final List<Place> places;

  private Coverage(List<Place> places) {
    this.places = List.copyOf(places);
  }

  public static Coverage none() {
    return NONE;
  }

  /** The header and the claims of a token, all of them: what a JWS signature covers. */
  public static Coverage ofToken() {
    return of(Place.whole(Kind.CLAIM), Place.whole(Kind.JOSE));
  }

  /**
   * Places from their words, as {@link #words} writes them; for mechanisms that cover places
   * without a template ({@code http-signature}), and to read a {@code Proof} again. A word that
   * names a {@code let} stands for itself only.
   */
  public static Coverage ofWords(Collection<String> words) {
    return ofAll(words.stream().map(PlaceWords::read).toList());
  }

  static Coverage of(Place... places) {
    return ofAll(List.of(places));
  }

  static Coverage ofAll(List<Place> places) {
    return places.isEmpty() ? NONE : new Coverage(places.stream().distinct().toList());
  }

  public boolean isEmpty() {
    return places.isEmpty();
  }

  /** Both together. */
  public Coverage plus(Coverage other) {
    if (isEmpty() || other.isEmpty()) {
      return isEmpty() ? other : this;
    }
    List<Place> all = new ArrayList<>(places);
    all.addAll(other.places);
    return ofAll(all);
  }

  /** What both cover: of several alternatives, only this is certain. */
  public Coverage intersect(Coverage other) {
    List<Place> both = new ArrayList<>();
    places.stream().filter(other::covers).forEach(both::add);
    other.places.stream().filter(this::covers).forEach(both::add);
    return ofAll(both);
  }

  /** Whether every place of the other lies in this one; nothing is covered by everything. */
  public boolean covers(Coverage other) {
    return other.places.stream().allMatch(this::covers);
  }

  /** The places of the other that do not lie in this one, in words, sorted. */
  public List<String> uncovered(Coverage other) {
    return other.places.stream().filter(place -> !covers(place)).map(Place::word).sorted().toList();
  }

  /** Whether all bytes of the item at this concrete pointer are covered. */
  public boolean coversItem(String pointer) {
    Place item =
        pointer.isEmpty() ? Place.whole(Kind.BODY) : Place.at(Kind.JSON, segments(pointer), NONE);
    return covers(item) || places.stream().anyMatch(Coverage::isWholeItem);
  }

  /** Whether at least a part of the item at this concrete pointer is covered, or what holds it. */
  public boolean touchesItem(String pointer) {
    List<String> item = segments(pointer);
    return coversItem(pointer)
        || places.stream()
            .anyMatch(
                place ->
                    place.kind() == Kind.ITEM
                        || (place.kind() == Kind.JSON && JsonPointer.isPrefix(item, place.path())));
  }

  /** Whether any place is in the body, or made of what is. */
  public boolean touchesBody() {
    return places.stream().anyMatch(Coverage::isOfBody);
  }

  private static boolean isOfBody(Place place) {
    return switch (place.kind()) {
      case BODY, FORM -> true;
      case JSON, XML, ITEM -> place.origin().isEmpty() || place.origin().touchesBody();
      default -> place.origin().touchesBody();
    };
  }

  /** Whether any place is relative to an item. */
  public boolean readsItem() {
    return places.stream().anyMatch(place -> place.kind() == Kind.ITEM);
  }

  /** The same with {@code item:} places resolved at the item with this concrete pointer. */
  public Coverage at(String itemPointer) {
    List<String> item = segments(itemPointer);
    return ofAll(places.stream().map(place -> place.resolvedAt(item)).toList());
  }

  /** The places as the policy language writes their sources, sorted. */
  public List<String> words() {
    return List.copyOf(new TreeSet<>(places.stream().map(Place::word).toList()));
  }

  /** Less what stands under these names, where all of a kind is covered. */
  Coverage without(Set<String> names) {
    return ofAll(
        places.stream()
            .filter(place -> place.name().isEmpty() || !names.contains(place.name()))
            .map(place -> place.name().isEmpty() ? place.without(names) : place)
            .toList());
  }

  List<Place> places() {
    return places;
  }

  private boolean covers(Place place) {
    for (Place mine : places) {
      if (mine.contains(place)) {
        return true;
      }
    }
    return !place.origin().isEmpty() && covers(place.origin());
  }

  private static boolean isWholeItem(Place place) {
    return place.kind() == Kind.ITEM && place.path().isEmpty() && place.up() == 0;
  }

  private static List<String> segments(String pointer) {
    return PlaceWords.orThrow(() -> JsonPointer.parse(pointer, 0));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Coverage coverage
        && Set.copyOf(places).equals(Set.copyOf(coverage.places));
  }

  @Override
  public int hashCode() {
    return Set.copyOf(places).hashCode();
  }

  @Override
  public String toString() {
    return "Coverage" + words();
  }
}
