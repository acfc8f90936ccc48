package io.sallyport.verify.template;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * One place of a request that a template may read.
 *
 * @param kind which sort of place
 * @param name the header, parameter or {@code let}; empty for all of the kind; a header's may end
 *     in {@code *}
 * @param path where in a document, in a token, or which part of a {@code let}
 * @param except names that are left out, where all of a kind is meant
 * @param up for items: how many steps up from the item the path begins
 * @param patterns for items: the pointers of {@code items}, with {@code *}
 * @param origin for what is made of something else (a {@code let}, a {@code document}): what it is
 *     made of; it is covered where all of that is
 */
record Place(
    Kind kind,
    String name,
    List<String> path,
    Set<String> except,
    int up,
    List<List<String>> patterns,
    Coverage origin) {

  enum Kind {
    BODY,
    METHOD,
    URL,
    TARGET,
    PATH,
    QUERY,
    FORM,
    HEADER,
    AUTH,
    JSON,
    XML,
    ITEM,
    CLAIM,
    JOSE,
    LET;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Place {
    path = List.copyOf(path);
    except = Set.copyOf(except);
    patterns = List.copyOf(patterns);
  }

  static Place whole(Kind kind) {
    return named(kind, "");
  }

  static Place named(Kind kind, String name) {
    String known = kind == Kind.HEADER || kind == Kind.AUTH ? name.toLowerCase(Locale.ROOT) : name;
    return new Place(kind, known, List.of(), Set.of(), 0, List.of(), Coverage.none());
  }

  static Place at(Kind kind, List<String> path, Coverage origin) {
    return new Place(kind, "", path, Set.of(), 0, List.of(), origin);
  }

  static Place item(int up, List<String> path, List<List<String>> patterns, Coverage origin) {
    return new Place(Kind.ITEM, "", path, Set.of(), up, patterns, origin);
  }

  static Place let(String name, List<String> part, Coverage origin) {
    return new Place(Kind.LET, name, part, Set.of(), 0, List.of(), origin);
  }

  Place without(Set<String> names) {
    Set<String> all = new TreeSet<>(except);
    all.addAll(names);
    return new Place(kind, name, path, all, up, patterns, origin);
  }

  /** Whether the other place lies in this one. */
  boolean contains(Place other) {
    return switch (kind) {
      case BODY -> other.kind == Kind.BODY || other.isPartOfBody();
      case URL -> other.kind == Kind.URL || other.isPartOfTarget();
      case TARGET -> other.kind == Kind.TARGET || other.isPartOfTarget();
      case METHOD, AUTH -> equals(other);
      case QUERY, FORM, PATH -> kind == other.kind && containsName(other);
      case HEADER -> containsHeader(other);
      case JSON, XML -> containsNode(other);
      case CLAIM, JOSE, LET ->
          kind == other.kind && name.equals(other.name) && JsonPointer.isPrefix(path, other.path);
      case ITEM ->
          other.kind == Kind.ITEM && up == other.up && JsonPointer.isPrefix(path, other.path);
    };
  }

  /** The same place with {@code item:} resolved against a concrete item. */
  Place resolvedAt(List<String> item) {
    if (kind != Kind.ITEM) {
      return this;
    }
    return at(Kind.JSON, base(item, path), origin);
  }

  /** The place as the policy language writes it. */
  String word() {
    String all = kind.word();
    String left = except.isEmpty() ? "" : " except " + String.join(" ", new TreeSet<>(except));
    return switch (kind) {
      case BODY, METHOD, URL, TARGET -> all;
      case QUERY, FORM, PATH -> name.isEmpty() ? all + left : all + ":" + name;
      case HEADER, AUTH -> all + ":" + name;
      case JSON, XML -> all + ":" + JsonPointer.write(path);
      case ITEM -> all + ":" + "../".repeat(up).replaceFirst("/$", "") + JsonPointer.write(path);
      case CLAIM, JOSE -> path.isEmpty() ? all : all + ":" + tokenPath();
      case LET ->
          path.isEmpty()
              ? name
              : name + "." + (path.size() == 1 ? path.get(0) : JsonPointer.write(path));
    };
  }

  private String tokenPath() {
    return path.size() == 1 && !path.get(0).startsWith("/") ? path.get(0) : JsonPointer.write(path);
  }

  private boolean isPartOfBody() {
    return switch (kind) {
      case FORM -> true;
      case JSON, XML, ITEM -> origin.isEmpty();
      default -> false;
    };
  }

  private boolean isPartOfTarget() {
    return kind == Kind.PATH || kind == Kind.QUERY;
  }

  private boolean containsName(Place other) {
    if (!name.isEmpty()) {
      return name.equals(other.name);
    }
    return other.name.isEmpty() ? other.except.containsAll(except) : !except.contains(other.name);
  }

  private boolean containsHeader(Place other) {
    if (other.kind == Kind.AUTH) {
      return name.equals("authorization");
    }
    if (other.kind != Kind.HEADER) {
      return false;
    }
    return name.endsWith("*")
        ? other.name.startsWith(name.substring(0, name.length() - 1))
        : name.equals(other.name);
  }

  private boolean containsNode(Place other) {
    if (other.kind == kind) {
      return origin.equals(other.origin) && JsonPointer.isPrefix(path, other.path);
    }
    return kind == Kind.JSON
        && other.kind == Kind.ITEM
        && origin.equals(other.origin)
        && other.patterns.stream().anyMatch(pattern -> isAbove(base(pattern, other.path)));
  }

  /**
   * Whether this path is an ancestor of an instance of the pattern. That another item may be
   * another instance is caught where items are read: what the signature does not reach is refused
   * there.
   */
  private boolean isAbove(List<String> pattern) {
    if (path.size() > pattern.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      if (!pattern.get(i).equals(PathTree.ANY) && !pattern.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  private List<String> base(List<String> item, List<String> below) {
    List<String> whole = new java.util.ArrayList<>(item.subList(0, Math.max(0, item.size() - up)));
    whole.addAll(below);
    return whole;
  }
}
