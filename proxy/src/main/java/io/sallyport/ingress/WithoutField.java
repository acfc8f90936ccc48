package io.sallyport.ingress;

import io.sallyport.webhook.Headers;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Header fields without one of them.
 *
 * @param all the fields
 * @param name the one that is left out, however often it stands
 */
record WithoutField(Headers all, String name) implements Headers {
  @Override
  public List<String> all(String wanted) {
    return wanted.equalsIgnoreCase(name) ? List.of() : all.all(wanted);
  }

  @Override
  public void forEach(BiConsumer<String, String> field) {
    all.forEach(
        (known, value) -> {
          if (!known.equalsIgnoreCase(name)) {
            field.accept(known, value);
          }
        });
  }

  @Override
  public int size() {
    return all.size() - all.all(name).size();
  }
}
