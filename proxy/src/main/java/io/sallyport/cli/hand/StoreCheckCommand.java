package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.ExitCode;
import io.sallyport.journal.JournalCheck;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** {@code sallyport store check}: whether a stopped node's journal is as it was written. */
@Command(
    name = "check",
    description = {
      "Reads the whole journal of a node that does not run, and changes nothing. Names what is not",
      "as it was written, by file and offset, and exits 1 then."
    },
    mixinStandardHelpOptions = true)
final class StoreCheckCommand extends StoppedNode {
  @Override
  int work(Path folder) throws IOException {
    JournalCheck check = check(journal(folder));
    if (json) {
      spec.commandLine().getOut().println(json(check));
    } else {
      line(
          "journal",
          "%d segments, %s, %d records"
              .formatted(check.segments(), Sizes.text(check.bytes()), check.records()));
      if (check.cutBytes() > 0) {
        line(
            "end",
            check.cutBytes()
                + " bytes of a write that a crash cut short: never promised, the start cuts them");
      }
      check.damages().forEach(damage -> line("DAMAGE", damage.toString()));
      if (check.damages().isEmpty()) {
        line("ok", "nothing is damaged");
      }
    }
    return check.damages().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static ObjectNode json(JournalCheck check) {
    ArrayNode damages = JsonNodeFactory.instance.arrayNode();
    check
        .damages()
        .forEach(
            damage ->
                damages
                    .addObject()
                    .put("file", damage.file())
                    .put("offset", damage.offset())
                    .put("what", damage.what()));
    return JsonNodeFactory.instance
        .objectNode()
        .put("segments", check.segments())
        .put("bytes", check.bytes())
        .put("records", check.records())
        .put("cutBytes", check.cutBytes())
        .set("damages", damages);
  }
}
