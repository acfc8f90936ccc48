package io.sallyport.verify.key;

import io.sallyport.secret.Secret;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a policy lists. A secret is decoded once and again only when its value has changed;
 * a look-up allocates nothing while all keys are active and no id is asked for.
 */
public final class ConfiguredKeys implements KeySource {
  /** Law 5 of the policy language's grammar: more keys would make one request too dear. */
  public static final int KEYS_MAX = 8;

  private final List<ConfiguredKey> keys;
  private final KeyEncoding as;
  private final KeyUse use;
  private final Optional<Template> id;
  private volatile Decoded decoded;

  /**
   * Takes the keys.
   *
   * @param keys 1 to {@link #KEYS_MAX} when no id is asked for; any number of named ones otherwise
   * @param as how their text becomes bytes
   * @param use what the mechanism does with them
   * @param id names the key, among those that have an id; those without one are always tried
   */
  public ConfiguredKeys(
      List<ConfiguredKey> keys, KeyEncoding as, KeyUse use, Optional<Template> id) {
    this.keys = List.copyOf(keys);
    this.as = as;
    this.use = use;
    this.id = id;
    this.decoded = new Decoded(List.of());
  }

  /** The keys as configured, for the hints of {@code explain}. */
  public List<ConfiguredKey> keys() {
    return keys;
  }

  public KeyEncoding as() {
    return as;
  }

  public KeyUse use() {
    return use;
  }

  public Optional<Template> id() {
    return id;
  }

  /** What is wrong with the keys as they are now: one sentence each, named, without the secret. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    for (Entry entry : current().entries) {
      entry.fault.ifPresent(fault -> faults.add("key " + entry.name() + ": " + fault));
    }
    return faults;
  }

  @Override
  public KeyLookup lookup(Reading reading, Instant now) {
    Decoded current = current();
    if (id.isPresent()) {
      return named(current, id.get().text(reading), now);
    }
    if (current.isAlwaysActive) {
      return current.all;
    }
    return found(current.entries, now);
  }

  private static KeyLookup named(Decoded current, String wanted, Instant now) {
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : current.entries) {
      if (entry.key.id().isEmpty() || entry.key.id().get().equals(wanted)) {
        entries.add(entry);
      }
    }
    return entries.isEmpty()
        ? new KeyLookup.Missing(Reason.KEY_UNKNOWN, "no configured key has the id that was sent")
        : found(entries, now);
  }

  private static KeyLookup found(List<Entry> entries, Instant now) {
    List<VerificationKey> active = new ArrayList<>(entries.size());
    Optional<KeyLookup> why = Optional.empty();
    for (Entry entry : entries) {
      Optional<KeyLookup> inactive = entry.inactive(now);
      if (inactive.isPresent()) {
        why = inactive;
      } else if (entry.decoded.isPresent()) {
        active.add(entry.decoded.get());
      } else {
        why = Optional.of(entry.undecodable());
      }
    }
    if (!active.isEmpty()) {
      return active.size() <= KEYS_MAX
          ? new KeyLookup.Found(active)
          : new KeyLookup.Missing(
              Reason.KEY_UNAVAILABLE, "more than " + KEYS_MAX + " keys would have to be tried");
    }
    return why.orElseGet(() -> new KeyLookup.Missing(Reason.KEY_UNKNOWN, "no key is configured"));
  }

  private Decoded current() {
    Decoded known = decoded;
    if (known.isOf(keys)) {
      return known;
    }
    // Two threads may decode at once; both come to the same keys, and one of the two is kept.
    List<Entry> entries = new ArrayList<>(keys.size());
    for (ConfiguredKey key : keys) {
      entries.add(Entry.of(key, as, use));
    }
    Decoded fresh = new Decoded(entries);
    decoded = fresh;
    return fresh;
  }

  /** The keys as they were decoded from the secrets of one moment. */
  private static final class Decoded {
    private final List<Entry> entries;
    private final boolean isAlwaysActive;
    private final KeyLookup all;

    private Decoded(List<Entry> entries) {
      this.entries = List.copyOf(entries);
      this.isAlwaysActive = entries.stream().allMatch(Entry::isAlwaysActive);
      this.all = found(entries, Instant.EPOCH);
    }

    private boolean isOf(List<ConfiguredKey> keys) {
      if (entries.size() != keys.size()) {
        return false;
      }
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i).secret != keys.get(i).value().current()) {
          return false;
        }
      }
      return true;
    }
  }

  private static final class Entry {
    private final ConfiguredKey key;
    private final Secret secret;
    private final Optional<VerificationKey> decoded;
    private final Optional<String> fault;

    private Entry(
        ConfiguredKey key,
        Secret secret,
        @Nullable VerificationKey decoded,
        Optional<String> fault) {
      this.key = key;
      this.secret = secret;
      this.decoded = Optional.ofNullable(decoded);
      this.fault = fault;
    }

    private static Entry of(ConfiguredKey key, KeyEncoding as, KeyUse use) {
      Secret secret = key.value().current();
      String id = key.id().orElseGet(secret::digestPrefix);
      try {
        return new Entry(key, secret, KeyDecoder.decode(id, secret, as, use), Optional.empty());
      } catch (KeyFault e) {
        return new Entry(key, secret, null, Optional.of(e.sentence()));
      }
    }

    private String name() {
      return key.id().orElseGet(secret::digestPrefix);
    }

    private boolean isAlwaysActive() {
      return key.notBefore().isEmpty() && key.notAfter().isEmpty();
    }

    private Optional<KeyLookup> inactive(Instant now) {
      if (key.notBefore().isPresent() && now.isBefore(key.notBefore().get())) {
        return Optional.of(
            new KeyLookup.Missing(
                Reason.KEY_NOT_YET_VALID,
                "key " + name() + " is valid from " + key.notBefore().get() + " on"));
      }
      if (key.notAfter().isPresent() && now.isAfter(key.notAfter().get())) {
        return Optional.of(
            new KeyLookup.Missing(
                Reason.KEY_EXPIRED, "key " + name() + " expired at " + key.notAfter().get()));
      }
      return Optional.empty();
    }

    private KeyLookup undecodable() {
      return new KeyLookup.Missing(
          Reason.KEY_UNAVAILABLE, "key " + name() + ": " + fault.orElse("cannot be read"));
    }
  }
}
