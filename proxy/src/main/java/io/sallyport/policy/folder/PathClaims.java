package io.sallyport.policy.folder;

import io.sallyport.deliver.Destination;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which integration answers which path; a path that two could answer belongs to the first. */
final class PathClaims {
  private final List<Claim> claims = new ArrayList<>();

  /**
   * One path.
   *
   * @param segments between the slashes; {@code {name}} stands for any
   * @param open whether longer paths belong to it, too
   */
  private record Claim(String integration, String path, List<String> segments, boolean open) {
    boolean meets(Claim other) {
      int common = Math.min(segments.size(), other.segments.size());
      for (int i = 0; i < common; i++) {
        if (!meet(segments.get(i), other.segments.get(i))) {
          return false;
        }
      }
      return segments.size() == other.segments.size()
          || (segments.size() < other.segments.size() ? open : other.open);
    }

    private static boolean meet(String one, String other) {
      return one.equals(other) || one.startsWith("{") || other.startsWith("{");
    }
  }

  /** A path that belongs to another integration. */
  record Clash(String path, String owner) {}

  /** Claims all paths of a policy, or none when one of them is taken. */
  Optional<Clash> claim(Policy policy) {
    List<Claim> wanted = wanted(policy);
    for (Claim claim : wanted) {
      Optional<Claim> taken = claims.stream().filter(claim::meets).findFirst();
      if (taken.isPresent()) {
        return Optional.of(new Clash(claim.path(), taken.get().integration()));
      }
    }
    claims.addAll(wanted);
    return Optional.empty();
  }

  private static List<Claim> wanted(Policy policy) {
    List<Claim> wanted = new ArrayList<>();
    for (Endpoint endpoint : policy.paths()) {
      wanted.add(claim(policy, endpoint.path(), false));
      for (Destination destination : policy.destinations()) {
        String path = endpoint.path() + destination.path().orElse("");
        if (destination.wildcard() || destination.path().isPresent()) {
          wanted.add(claim(policy, path, destination.wildcard()));
        }
      }
    }
    return wanted;
  }

  private static Claim claim(Policy policy, String path, boolean open) {
    return new Claim(policy.integration(), path, List.of(path.substring(1).split("/", -1)), open);
  }
}
