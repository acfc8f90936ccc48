package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SourceSlotsTest {
  private final SourceSlots slots = new SourceSlots(5, 2);

  @Test
  void aSourceHasItsShareAndNoMore() {
    assertThat(slots.tryOpen(ip("192.0.2.1"))).isTrue();
    assertThat(slots.tryOpen(ip("192.0.2.1"))).isTrue();
    assertThat(slots.tryOpen(ip("192.0.2.1"))).isFalse();
    assertThat(slots.total()).isEqualTo(2);
  }

  @Test
  void anIpv6SourceIsItsSubnet() {
    slots.tryOpen(ip("2001:db8::1"));
    slots.tryOpen(ip("2001:db8::2"));

    assertThat(slots.tryOpen(ip("2001:db8::3"))).isFalse();
    assertThat(slots.tryOpen(ip("2001:db8:0:1::3"))).isTrue();
  }

  @Test
  void whatIsClosedCanBeOpenedAgain() {
    slots.tryOpen(ip("192.0.2.1"));
    slots.tryOpen(ip("192.0.2.1"));

    slots.close(ip("192.0.2.1"));

    assertThat(slots.tryOpen(ip("192.0.2.1"))).isTrue();
  }

  @Test
  void allSourcesTogetherHaveABound() {
    for (int i = 0; i < 5; i++) {
      slots.tryOpen(ip("192.0.2." + i));
    }

    assertThat(slots.tryOpen(ip("192.0.2.9"))).isFalse();
    assertThat(slots.tryOpenUncounted()).isFalse();
    assertThat(slots.total()).isEqualTo(5);
  }

  private static InetAddress ip(String text) {
    return IpText.parseAddress(text).orElseThrow();
  }
}
