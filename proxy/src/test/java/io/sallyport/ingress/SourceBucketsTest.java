package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("threats rows 57 and 58: token buckets by source")
class SourceBucketsTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Rate RATE = new Rate(2, Duration.ofSeconds(1), 4);

  private final SourceBuckets buckets = new SourceBuckets(RATE, 1_024, new Random(1));
  private long now;

  @Test
  void aBurstIsGrantedThenNothing() {
    assertThat(granted("192.0.2.1", 10)).isEqualTo(4);
  }

  @Test
  void permitsComeBackAtTheRate() {
    granted("192.0.2.1", 4);

    now += SECOND;

    assertThat(granted("192.0.2.1", 10)).isEqualTo(2);
  }

  @Test
  void theWaitIsTheTimeUntilThePermitIsThere() {
    granted("192.0.2.1", 4);

    long wait = buckets.take(ip("192.0.2.1"), now);

    assertThat(wait).isEqualTo(SECOND / 2);
    now += wait - 1;
    assertThat(buckets.take(ip("192.0.2.1"), now)).isEqualTo(1);
    now += 1;
    assertThat(buckets.take(ip("192.0.2.1"), now)).isZero();
  }

  @Test
  void aFullBucketDoesNotOverflow() {
    now += 1_000 * SECOND;

    assertThat(granted("192.0.2.1", 10)).isEqualTo(4);
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    granted("192.0.2.1", 4);

    buckets.giveBack(ip("192.0.2.1"), now);

    assertThat(granted("192.0.2.1", 10)).isEqualTo(1);
  }

  @Test
  void givingBackTooOftenGivesNoMoreThanABurst() {
    granted("192.0.2.1", 1);

    for (int i = 0; i < 10; i++) {
      buckets.giveBack(ip("192.0.2.1"), now);
    }

    assertThat(granted("192.0.2.1", 10)).isEqualTo(4);
  }

  @Test
  void addressesDoNotShareABucket() {
    granted("192.0.2.1", 4);

    assertThat(granted("192.0.2.2", 10)).isEqualTo(4);
  }

  @Test
  void anIpv4MappedAddressIsTheIpv4Address() {
    granted("192.0.2.1", 4);

    assertThat(granted("::ffff:192.0.2.1", 10)).isZero();
  }

  @Test
  void allAddressesOfASubnetShareOneBucket() throws UnknownHostException {
    Random random = new Random(57);
    int granted = 0;
    for (int i = 0; i < 1 << 16; i++) {
      byte[] address = new byte[16];
      random.nextBytes(address);
      address[0] = 0x20;
      address[1] = 0x01;
      System.arraycopy(new byte[] {0x0d, (byte) 0xb8, 0, 1, 0, 2}, 0, address, 2, 6);
      granted += buckets.take(InetAddress.getByAddress(address), now) == 0 ? 1 : 0;
    }

    assertThat(granted).isEqualTo(4);
  }

  @Test
  void theSubnetsOfASiteShareALargerOne() {
    int granted = 0;
    for (int subnet = 0; subnet < 1 << 12; subnet++) {
      granted += granted("2001:db8:1:" + Integer.toHexString(subnet) + "::1", 1);
    }

    assertThat(granted).isEqualTo(4 * SourceBuckets.SITE_FACTOR);
  }

  @Test
  void aFloodOfAddressesDoesNotResetTheBucketOfOne() {
    granted("192.0.2.1", 4);

    for (int i = 0; i < 1_000_000; i++) {
      byte[] flood = {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i};
      buckets.take(address(flood), now);
    }

    assertThat(granted("192.0.2.1", 10)).isZero();
  }

  @Test
  void aFloodOfAddressesIsLimitedAsOneOnceTheTableIsFull() {
    int granted = 0;
    for (int i = 0; i < 1_000_000; i++) {
      byte[] flood = {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i};
      granted += buckets.take(address(flood), now) == 0 ? 1 : 0;
    }

    assertThat(granted).isLessThanOrEqualTo(1_024 + RATE.burst());
  }

  @Test
  void placesOfTheFloodAreFreeAgainWhenItsBucketsAreFull() {
    for (int i = 0; i < 100_000; i++) {
      buckets.take(address(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}), now);
    }

    now += 10 * SECOND;

    assertThat(granted("192.0.2.1", 10)).isEqualTo(4);
    assertThat(granted("192.0.2.2", 10)).isEqualTo(4);
  }

  private int granted(String source, int wanted) {
    int granted = 0;
    for (int i = 0; i < wanted; i++) {
      granted += buckets.take(ip(source), now) == 0 ? 1 : 0;
    }
    return granted;
  }

  private static InetAddress ip(String text) {
    return IpText.parseAddress(text).orElseThrow();
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
