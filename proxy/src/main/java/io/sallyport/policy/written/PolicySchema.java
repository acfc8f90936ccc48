package io.sallyport.policy.written;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.SchemaBook;

/** The schema of a policy file: a layer, so that no section is required of it. */
final class PolicySchema {
  private PolicySchema() {}

  static ObjectNode of(ObjectShape<WrittenPolicy> policy) {
    SchemaBook book = new SchemaBook();
    ObjectNode root = policy.schema(book, false);
    ObjectNode schema =
        SchemaBook.object()
            .put("$schema", "https://json-schema.org/draft/2020-12/schema")
            .put("title", "Sallyport policy");
    schema.setAll(root);
    schema.set("$defs", book.definitions());
    return schema;
  }
}
