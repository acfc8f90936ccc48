package io.sallyport.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import org.junit.jupiter.api.Test;

class DemoCommandTest {

  @Test
  void letsEveryGenuineDeliveryThroughAndNoForgedOne() {
    Sallyport demo = Sallyport.run("demo", "--once");

    assertThat(demo.exit()).as(demo.toString()).isEqualTo(ExitCode.DONE);
  }
}
