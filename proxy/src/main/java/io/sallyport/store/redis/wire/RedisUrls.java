package io.sallyport.store.redis.wire;

import io.sallyport.secret.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Redis as its clients write it: {@code redis://[[user]:password@]host[:port][/database]}, {@code
 * rediss://…} for TLS. A password is percent-encoded, or a reference to a secret ({@code
 * redis://:${env:REDIS_PASSWORD}@redis.internal}), whose value stands for itself.
 *
 * <p>Several URLs name members of one Cluster, or Sentinels; they must agree on everything but host
 * and port.
 *
 * @param password not yet resolved
 */
public record RedisUrls(
    RedisMode mode,
    List<RedisAddress> addresses,
    boolean isTls,
    Optional<String> user,
    Optional<SecretText> password,
    int database) {

  /** More URLs are refused. */
  public static final int COUNT_MAX = 64;

  public RedisUrls {
    addresses = List.copyOf(addresses);
  }

  /** URLs that cannot be used. The sentences name no secret, and no URL, for one may be in it. */
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<String> sentences;

    Unusable(List<String> sentences) {
      super(String.join("; ", sentences));
      this.sentences = List.copyOf(sentences);
    }

    /** Each says what is wrong and what is wanted, without a final full stop. */
    public List<String> sentences() {
      return sentences;
    }
  }

  /**
   * Reads them.
   *
   * @throws Unusable with every fault that was found
   */
  public static RedisUrls parse(RedisMode mode, List<String> urls) throws Unusable {
    List<String> faults = new ArrayList<>();
    List<RedisUrl> read = new ArrayList<>();
    for (int i = 0; i < Math.min(urls.size(), COUNT_MAX); i++) {
      try {
        read.add(RedisUrl.parse(urls.get(i)));
      } catch (RedisUrl.Fault fault) {
        faults.add((urls.size() == 1 ? "url: " : "url " + (i + 1) + ": ") + fault.getMessage());
      }
    }
    if (faults.isEmpty()) {
      judgeTogether(mode, urls.size(), read, faults);
    }
    if (!faults.isEmpty()) {
      throw new Unusable(faults);
    }
    RedisUrl first = read.get(0);
    return new RedisUrls(
        mode,
        read.stream().map(RedisUrl::address).distinct().toList(),
        first.isTls(),
        first.user(),
        first.password(),
        first.database());
  }

  private static void judgeTogether(
      RedisMode mode, int count, List<RedisUrl> read, List<String> faults) {
    if (read.isEmpty()) {
      faults.add("want a URL such as redis://redis.internal:6379");
      return;
    }
    if (count > COUNT_MAX) {
      faults.add("want at most " + COUNT_MAX + " URLs, got " + count);
    }
    if (mode == RedisMode.STANDALONE && count > 1) {
      faults.add("want one URL, got " + count + "; several are for mode cluster or sentinel");
    }
    RedisUrl first = read.get(0);
    if (read.stream().anyMatch(url -> !url.agreesWith(first))) {
      faults.add("want the same scheme, user, password and database in each URL");
    }
    if (mode == RedisMode.CLUSTER && first.database() != 0) {
      faults.add("a Cluster has only database 0, got " + first.database());
    }
  }
}
