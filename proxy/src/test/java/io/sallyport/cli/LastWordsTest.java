package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.Server;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a server that ends with 70 says last. */
class LastWordsTest {
  @Test
  void aDiskThatFailedIsCalledSo() {
    assertThat(RunCommand.lastWords(new IOException("no sync")))
        .isEqualTo("the store has failed, this process ends: no sync");
  }

  @Test
  void aProcessThatWasReplacedDoesNotBlameTheDisk() {
    assertThat(RunCommand.lastWords(new Server.NotTheNode("another process is the node web-1")))
        .isEqualTo(
            "it cannot be this node any more, this process ends: another process is the node web-1");
  }
}
