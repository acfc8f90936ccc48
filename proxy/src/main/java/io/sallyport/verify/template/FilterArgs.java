package io.sallyport.verify.template;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What stands in the parentheses behind a filter's name.
 *
 * @param filter the filter's name
 * @param offset where the name stands in the template
 */
record FilterArgs(String filter, int offset, List<Arg> args) {
  /**
   * One argument, without its quotes.
   *
   * @param offset where it stands in the template
   */
  record Arg(String text, int offset) {}

  FilterArgs {
    args = List.copyOf(args);
  }

  String text(int index) {
    return args.get(index).text();
  }

  byte[] bytes(int index) {
    return text(index).getBytes(StandardCharsets.UTF_8);
  }

  List<String> texts() {
    return args.stream().map(Arg::text).toList();
  }

  TemplateFault fault(int index, String message) {
    return new TemplateFault(args.get(index).offset(), filter + ": " + message);
  }

  /** Checks how many there are; {@code form} shows how the filter is written. */
  void count(int least, int most, String form) throws TemplateFault {
    if (args.size() < least || args.size() > most) {
      throw new TemplateFault(offset, "want " + form + ", got " + args.size() + " arguments");
    }
  }
}
