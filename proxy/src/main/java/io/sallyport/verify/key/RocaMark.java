package io.sallyport.verify.key;

import java.math.BigInteger;
import java.util.BitSet;

/**
 * The mark that an Infineon library left on the RSA keys it made (Nemec et al., "The Return of
 * Coppersmith's Attack", CCS 2017): modulo each small prime the modulus is a power of 65537. Such a
 * key can be factored. A sound key bears the mark with a chance below 2^-27.
 */
final class RocaMark {
  private static final int GENERATOR = 65537;
  private static final int[] PRIMES = {
    11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157
  };
  private static final BitSet[] POWERS = powers();

  private RocaMark() {}

  static boolean isOn(BigInteger modulus) {
    for (int i = 0; i < PRIMES.length; i++) {
      int residue = modulus.mod(BigInteger.valueOf(PRIMES[i])).intValue();
      if (!POWERS[i].get(residue)) {
        return false;
      }
    }
    return true;
  }

  private static BitSet[] powers() {
    BitSet[] all = new BitSet[PRIMES.length];
    for (int i = 0; i < PRIMES.length; i++) {
      BitSet powers = new BitSet(PRIMES[i]);
      int power = 1;
      do {
        powers.set(power);
        power = power * (GENERATOR % PRIMES[i]) % PRIMES[i];
      } while (power != 1);
      all[i] = powers;
    }
    return all;
  }
}
