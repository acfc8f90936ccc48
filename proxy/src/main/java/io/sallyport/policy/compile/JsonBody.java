package io.sallyport.policy.compile;

import io.sallyport.policy.compile.JsonTemplate.Part;
import io.sallyport.policy.written.WrittenAnswer;
import io.sallyport.verify.template.Template;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Entry;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.Node.Sequence;
import io.sallyport.yaml.shape.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compiles the {@code json} of an answer. */
final class JsonBody {
  private final Workbench bench;
  private final String path;
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder fixed = new StringBuilder();
  private boolean whole = true;

  private JsonBody(Workbench bench, String path) {
    this.bench = bench;
    this.path = path;
  }

  static Optional<Template> compile(Workbench bench, Placed<Node> json) {
    JsonBody body = new JsonBody(bench, json.path());
    body.write(json.value());
    body.flush();
    return body.whole ? Optional.of(new JsonTemplate(body.parts)) : Optional.empty();
  }

  private void write(Node node) {
    if (node instanceof Mapping map) {
      String comma = "{";
      for (Entry entry : map.entries()) {
        fixed.append(comma).append(JsonTemplate.quoted(entry.key().text())).append(':');
        write(entry.value());
        comma = ",";
      }
      fixed.append(map.entries().isEmpty() ? "{}" : "}");
    } else if (node instanceof Sequence list) {
      String comma = "[";
      for (Node item : list.items()) {
        fixed.append(comma);
        write(item);
        comma = ",";
      }
      fixed.append(list.items().isEmpty() ? "[]" : "]");
    } else if (node instanceof Scalar scalar) {
      write(scalar);
    }
  }

  private void write(Scalar scalar) {
    if (WrittenAnswer.isJsonLiteral(scalar)) {
      fixed.append(scalar.text());
      return;
    }
    Optional<Template> value = bench.template(new Placed<>(scalar.text(), scalar, path));
    if (value.isEmpty()) {
      whole = false;
    } else if (value.get().isConstant() && scalar.text().indexOf('{') < 0) {
      fixed.append(JsonTemplate.quoted(scalar.text()));
    } else {
      flush();
      parts.add(new Part.Text(value.get()));
    }
  }

  private void flush() {
    if (fixed.length() > 0) {
      parts.add(new Part.Fixed(fixed.toString()));
      fixed.setLength(0);
    }
  }
}
