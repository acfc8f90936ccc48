package io.sallyport.policy.example;

import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.sample.RecordedRequest;
import io.sallyport.policy.sample.RequestFault;
import io.sallyport.policy.written.WrittenExample;
import io.sallyport.webhook.RawBody;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.shape.Placed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first delivery that a policy, or else its preset, shows as one to be forwarded. */
final class FirstExample {
  private FirstExample() {}

  /** What of it is not the sender's proof. */
  static Optional<RecordedRequest> of(Draft draft) {
    Optional<RecordedRequest> own = in(draft);
    return own.isPresent() ? own : preset(draft).flatMap(FirstExample::in);
  }

  private static Optional<Draft> preset(Draft draft) {
    Optional<Layer> layer = draft.layers().preset();
    String name = draft.written().provider().map(Placed::value).orElse("");
    return layer.flatMap(it -> LayerReader.readPreset(name, it, new Problems()));
  }

  private static Optional<RecordedRequest> in(Draft draft) {
    for (WrittenExample example : draft.written().examples()) {
      if (example.expect().verdict().equals(Optional.of("forward"))) {
        Optional<RecordedRequest> read = read(draft, example);
        if (read.isPresent()) {
          return read;
        }
      }
    }
    return Optional.empty();
  }

  /** An example that cannot be read is `policy test`'s business. */
  private static Optional<RecordedRequest> read(Draft draft, WrittenExample example) {
    try {
      if (example.request().isPresent()) {
        Placed<String> request = example.request().get();
        return Optional.of(
            RecordedRequest.parse(
                request.value().contains("\n")
                    ? request.value().getBytes(StandardCharsets.UTF_8)
                    : file(draft, request)));
      }
      if (example.body().isPresent()) {
        Map<String, String> fields = new LinkedHashMap<>();
        example.headers().forEach((name, value) -> fields.put(name, value.value()));
        return Optional.of(
            new RecordedRequest(
                example.method().orElse("POST"),
                "/" + example.query().map(it -> "?" + it.value()).orElse(""),
                List.copyOf(fields.entrySet()),
                RawBody.of(file(draft, example.body().get()))));
      }
    } catch (IOException | RequestFault e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static byte[] file(Draft draft, Placed<String> name) throws IOException {
    return draft.layers().baseOf(name.at().file()).read(name.value());
  }
}
