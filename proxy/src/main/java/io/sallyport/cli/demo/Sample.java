package io.sallyport.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One HTTP request of the demo.
 *
 * @param target path and query
 * @param fields header fields in order, none twice
 * @param body as text; UTF-8 on the wire
 */
record Sample(String method, String target, List<Map.Entry<String, String>> fields, String body) {
  Sample {
    fields = List.copyOf(fields);
  }

  static Sample get(String target) {
    return new Sample("GET", target, List.of(), "");
  }

  static Sample post(String target, String contentType, String body) {
    return new Sample("POST", target, List.of(Map.entry("Content-Type", contentType)), body);
  }

  static Sample json(String target, String body) {
    return post(target, "application/json", body);
  }

  static Sample form(String target, String body) {
    return post(target, "application/x-www-form-urlencoded", body);
  }

  /** The same with this field set. */
  Sample with(String name, String value) {
    List<Map.Entry<String, String>> changed = new ArrayList<>(without(name).fields);
    changed.add(Map.entry(name, value));
    return new Sample(method, target, changed, body);
  }

  /** The same without this field. */
  Sample without(String name) {
    return new Sample(
        method,
        target,
        fields.stream().filter(field -> !field.getKey().equals(name)).toList(),
        body);
  }

  /** The same to another target. */
  Sample to(String other) {
    return new Sample(method, other, fields, body);
  }

  /**
   * The same fields, signature and all, around a body in which one text stands for another.
   *
   * @throws IllegalArgumentException when {@code was} is not in the body: the forgery would be none
   */
  Sample tampered(String was, String is) {
    if (!body.contains(was)) {
      throw new IllegalArgumentException("nothing to change: no " + was + " in the body");
    }
    return new Sample(method, target, fields, body.replace(was, is));
  }

  byte[] bytes() {
    return Signing.utf8(body);
  }
}
