package io.sallyport.egress;

import com.google.re2j.Pattern;
import java.util.Optional;

/**
 * Which addresses a policy lets the gate call. Who chose the address decides how much is checked:
 * the operator may name a private host and any port; a message may not.
 *
 * @param named who chose the address
 * @param host must match the whole host, lower case; without it any host, which only an operator's
 *     address may have
 * @param path must be found in the raw path (anchor it to match the whole)
 */
public record AddressRule(Named named, Optional<Pattern> host, Optional<Pattern> path) {

  /** Who chose which part of the address. */
  public enum Named {
    /** All of it comes from the policy or the configuration. */
    BY_OPERATOR,
    /** Scheme, host and port stand in the policy; path or query hold something of the message. */
    ORIGIN_BY_OPERATOR,
    /** The host is the message's word. */
    BY_MESSAGE
  }

  public AddressRule {
    if (named == Named.BY_MESSAGE && host.isEmpty()) {
      throw new IllegalArgumentException("an address from a message needs a host pattern");
    }
  }

  /** An address that is written in the policy or the configuration, whole. */
  public static AddressRule byOperator() {
    return new AddressRule(Named.BY_OPERATOR, Optional.empty(), Optional.empty());
  }

  /** Whether the address may resolve to public addresses only. */
  public Reach reach() {
    return named == Named.BY_MESSAGE ? Reach.PUBLIC : Reach.ANY;
  }

  /** Parses and judges an address. */
  public AddressCheck check(String text) {
    AddressCheck parsed = WebAddress.parse(text);
    return parsed instanceof AddressCheck.Allowed allowed ? judge(allowed) : parsed;
  }

  private AddressCheck judge(AddressCheck.Allowed parsed) {
    WebAddress address = parsed.address();
    if (named == Named.BY_MESSAGE) {
      if (address.isNumeric()) {
        return new AddressCheck.Refused("its host is an IP address");
      }
      if (address.port() != WebAddress.PORT_DEFAULT) {
        return new AddressCheck.Refused("its port is not 443");
      }
    }
    if (host.isPresent() && !host.get().matcher(address.host()).matches()) {
      return new AddressCheck.Refused("its host does not match");
    }
    if (path.isPresent() && !path.get().matcher(address.path()).find()) {
      return new AddressCheck.Refused("its path does not match");
    }
    return parsed;
  }
}
