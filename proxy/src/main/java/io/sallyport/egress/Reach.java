package io.sallyport.egress;

/** Where a name may lead. */
public enum Reach {
  /** To public unicast addresses only: every answer of the resolver is checked. */
  PUBLIC,
  /** Anywhere, the own network included: the operator named the host. */
  ANY
}
