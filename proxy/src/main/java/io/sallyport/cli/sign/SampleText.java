package io.sallyport.cli.sign;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.Curl;
import io.sallyport.cli.QuietCurl;
import io.sallyport.observe.Printable;
import io.sallyport.policy.example.Sample;
import io.sallyport.policy.example.Trial;
import io.sallyport.policy.sample.RecordedRequest;
import io.sallyport.verdict.Reason;

/** A signed sample, and what came of sending it, as text for people and as JSON for programs. */
final class SampleText {
  private static final int TEXT_CHARS_MAX = 4_096;

  private SampleText() {}

  /** The command that sends it; its arguments hold no secret. */
  static String curl(Sample sample, String base) {
    RecordedRequest request = sample.request();
    String url = base + request.target();
    byte[] body = request.body().toBytes();
    return sample.showsSecret()
        ? QuietCurl.command(request.method(), url, request.fields(), body)
        : Curl.command(request.method(), url, request.fields(), body);
  }

  static ObjectNode json(Sample sample, String integration, String base) {
    RecordedRequest request = sample.request();
    ArrayNode fields = JsonNodeFactory.instance.arrayNode();
    request.fields().forEach(field -> fields.addArray().add(field.getKey()).add(field.getValue()));
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("integration", integration)
            .put("key", sample.keyId())
            .put("method", request.method())
            .put("url", base + request.target())
            .put("registered", sample.url())
            .put("accepted", sample.isAccepted());
    json.set("fields", fields);
    json.put("body", request.body().toBytes());
    sample.trial().ifPresent(trial -> json.set("trial", json(trial)));
    return json;
  }

  private static ObjectNode json(Trial trial) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("policy", trial.lines());
    trial.variable().ifPresent(name -> json.putObject("environment").put(name, trial.key().text()));
    return json;
  }

  /** What has to be changed for a throw-away key to count. */
  static String trial(Trial trial, String integration) {
    StringBuilder text = new StringBuilder();
    text.append("signed with a key of its own, which is forgotten now. To have it accepted, put\n");
    text.append("into the policy ").append(integration).append(", in place of the same keys:\n\n");
    trial.lines().lines().forEach(line -> text.append("  ").append(line).append('\n'));
    trial
        .variable()
        .ifPresent(
            name ->
                text.append("\nand set, in the environment of the server:\n\n  ")
                    .append(name)
                    .append('=')
                    .append(trial.key().text())
                    .append('\n'));
    return text.append('\n').toString();
  }

  /** Why the policy would refuse it. */
  static String refusal(Sample sample) {
    return "the policy would not take it: "
        + sample.outcome().reason().map(Reason::code).orElse(sample.outcome().verdict())
        + (sample.outcome().detail().isEmpty() ? "" : ", ")
        + printable(sample.outcome().detail());
  }

  /** The answer to it, a line for each thing worth knowing. */
  static String answer(Answer answer) {
    StringBuilder text =
        new StringBuilder("%d in %d ms\n".formatted(answer.status(), answer.took().toMillis()));
    answer
        .field("Sallyport-Event")
        .ifPresent(it -> text.append("event   ").append(it).append('\n'));
    if (!answer.body().isEmpty()) {
      answer.body().lines().forEach(line -> text.append(printable(line)).append('\n'));
    }
    answer
        .reference()
        .ifPresent(it -> text.append("why     sallyport explain ").append(it).append('\n'));
    return text.toString();
  }

  static ObjectNode json(Answer answer) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("status", answer.status())
            .put("millis", answer.took().toMillis());
    answer.field("Sallyport-Event").ifPresent(it -> json.put("event", it));
    answer.reference().ifPresent(it -> json.put("reference", it));
    return json.put("body", answer.body());
  }

  private static String printable(String text) {
    return Printable.of(text, TEXT_CHARS_MAX);
  }
}
