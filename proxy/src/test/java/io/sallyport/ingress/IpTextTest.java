package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("threats row 36: addresses are read strictly")
class IpTextTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 00000000",
    "192.0.2.1, c0000201",
    "255.255.255.255, ffffffff",
    "::, 00000000000000000000000000000000",
    "::1, 00000000000000000000000000000001",
    "1::, 00010000000000000000000000000000",
    "2001:db8::8:800:200c:417a, 20010db80000000000080800200c417a",
    "2001:DB8:0:0:8:800:200C:417A, 20010db80000000000080800200c417a",
    "::ffff:192.0.2.1, 00000000000000000000ffffc0000201",
    "64:ff9b::192.0.2.33, 0064ff9b0000000000000000c0000221",
    "1:2:3:4:5:6:1.2.3.4, 00010002000300040005000601020304",
    "1:2:3:4:5:6:7::, 00010002000300040005000600070000",
    "::2:3:4:5:6:7:8, 00000002000300040005000600070008"
  })
  void readsWhatRfc4291Allows(String text, String hex) {
    assertThat(IpText.parse(text)).hasValue(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "10.1",
        "1.2.3",
        "1.2.3.4.5",
        "010.0.0.1",
        "1.2.3.00",
        "1.2.3.04",
        "0x7f.0.0.1",
        "1.2.3.256",
        "1.2.3.999",
        "1.2.3.-4",
        "+1.2.3.4",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.4.",
        ".1.2.3.4",
        "1..2.3",
        "2130706433",
        "localhost",
        "１.2.3.4",
        ":",
        ":::",
        "1:",
        ":1",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "g::",
        "fe80::1%eth0",
        "fe80::1%1",
        "[::1]",
        "::1.2.3",
        "::1.2.3.4.5",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::010.0.0.1",
        "٣::"
      })
  void refusesWhatOtherParsersRepair(String text) {
    assertThat(IpText.parse(text)).isEmpty();
  }

  @Property
  void readsBackWhatJavaPrints(@ForAll @Size(16) byte[] address) throws UnknownHostException {
    String text = InetAddress.getByAddress(address).getHostAddress();

    byte[] read = IpText.parse(text).orElseThrow();

    assertThat(IpText.unmap(read)).isEqualTo(IpText.unmap(address));
  }
}
