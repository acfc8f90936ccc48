package io.sallyport.egress;

/** What became of an address that someone wants to be called. */
public sealed interface AddressCheck {

  /** It may be called. */
  record Allowed(WebAddress address) implements AddressCheck {}

  /**
   * It may not.
   *
   * @param why half a sentence, such as "its host does not match"; it never repeats the address
   */
  record Refused(String why) implements AddressCheck {}
}
