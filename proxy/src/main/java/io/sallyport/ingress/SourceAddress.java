package io.sallyport.ingress;

import io.sallyport.webhook.Headers;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Who calls: the socket's address, or, behind proxies that the operator trusts, the rightmost
 * address in what they recorded that is not one of them. Everything further left was written by
 * whoever that is, and means nothing.
 *
 * <p>The operator says which field the proxies write, and only that one is read: most proxies pass
 * the other one through as the client sent it.
 *
 * <p>Where a trusted proxy recorded something that is no address ({@code unknown}, an obfuscated
 * identifier, garbage), the walk stops at the last address known for certain: a proxy of ours,
 * never what stands further left.
 */
public final class SourceAddress {
  /** Longer lists are walked no further; their tail is what trusted proxies wrote. */
  static final int ENTRIES_MAX = 32;

  /** The field that the trusted proxies write. */
  public enum Written {
    X_FORWARDED_FOR("x-forwarded-for"),
    /** RFC 7239. */
    FORWARDED("forwarded");

    private final String word;

    Written(String word) {
      this.word = word;
    }

    /** The field's name in lower case, which is its word in the configuration. */
    public String word() {
      return word;
    }
  }

  private final Networks trusted;
  private final Written record;

  /** Believes {@code record} when a peer in {@code trusted} wrote it. */
  public SourceAddress(Networks trusted, Written record) {
    this.trusted = trusted;
    this.record = record;
  }

  /** Whether what this peer records is believed. */
  public boolean isTrusted(InetAddress peer) {
    return trusted.contains(peer);
  }

  /** The caller's address. */
  public InetAddress of(InetAddress peer, Headers headers) {
    if (trusted.isEmpty() || !trusted.contains(peer)) {
      return peer;
    }
    return walk(peer, headers.all(record.word()), record == Written.FORWARDED);
  }

  private InetAddress walk(InetAddress peer, List<String> fields, boolean structured) {
    InetAddress nearest = peer;
    int walked = 0;
    for (int i = fields.size() - 1; i >= 0; i--) {
      String field = fields.get(i);
      int stop = field.length();
      while (stop >= 0) {
        int start = stop == 0 ? 0 : ListElements.startOf(field, stop, structured);
        String element = field.substring(start, stop).strip();
        if (++walked > ENTRIES_MAX) {
          return nearest;
        }
        Optional<InetAddress> address =
            structured ? ForwardedElement.address(element) : ForwardedElement.node(element);
        if (address.isEmpty()) {
          return nearest;
        }
        nearest = address.get();
        if (!trusted.contains(nearest)) {
          return nearest;
        }
        stop = start - 1;
      }
    }
    return nearest;
  }
}
