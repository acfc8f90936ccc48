package io.sallyport.secret;

import com.google.re2j.Pattern;
import io.sallyport.secret.SecretText.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parser behind {@link SecretText#parse}. */
final class SecretTextParser {
  private static final String WANTED =
      "want ${env:NAME}, ${file:PATH} or ${vault:PATH#FIELD}; a dollar itself is $$";
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_.-]+");
  private static final Pattern VAULT_PATH =
      Pattern.compile(
          "(?:[A-Za-z0-9_.-]|\\{path:[A-Za-z0-9_-]+\\})+"
              + "(?:/(?:[A-Za-z0-9_.-]|\\{path:[A-Za-z0-9_-]+\\})+)+");

  private final String text;
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();

  SecretTextParser(String text) {
    this.text = text;
  }

  SecretText parse() throws SecretFault {
    if (text.length() > SecretText.CHARS_MAX) {
      throw new SecretFault(0, "want at most 16,384 characters");
    }
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) != '$') {
        literal.append(text.charAt(at++));
      } else if (text.startsWith("$$", at)) {
        literal.append('$');
        at += 2;
      } else if (text.startsWith("${", at)) {
        at = reference(at);
      } else {
        throw new SecretFault(at, WANTED);
      }
    }
    endLiteral();
    return new SecretText(parts);
  }

  private int reference(int start) throws SecretFault {
    int end = closing(start);
    String inside = text.substring(start + 2, end);
    endLiteral();
    int colon = inside.indexOf(':');
    String kind = colon < 0 ? inside : inside.substring(0, colon);
    String rest = colon < 0 ? "" : inside.substring(colon + 1);
    int restAt = start + 2 + colon + 1;
    switch (kind) {
      case "env" -> parts.add(variable(rest, restAt));
      case "file" -> parts.add(content(rest, restAt));
      case "vault" -> parts.add(vault(rest, restAt));
      default -> throw new SecretFault(start, WANTED);
    }
    return end + 1;
  }

  /** The brace that closes the reference; {@code {path:store}} inside it has a pair of its own. */
  private int closing(int start) throws SecretFault {
    int depth = 0;
    for (int at = start + 1; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return at;
      }
    }
    throw new SecretFault(start, "the reference is not closed: want a }");
  }

  private static Part variable(String rest, int at) throws SecretFault {
    int dash = rest.indexOf(":-");
    String name = dash < 0 ? rest : rest.substring(0, dash);
    if (!VARIABLE.matches(name)) {
      throw new SecretFault(at, "want the name of an environment variable");
    }
    return new Part.Variable(
        name, dash < 0 ? Optional.empty() : Optional.of(rest.substring(dash + 2)));
  }

  private static Part content(String rest, int at) throws SecretFault {
    if (rest.isEmpty() || rest.indexOf('\0') >= 0) {
      throw new SecretFault(at, "want the path of a file");
    }
    return new Part.Content(rest);
  }

  private static Part vault(String rest, int at) throws SecretFault {
    int hash = rest.lastIndexOf('#');
    if (hash < 0) {
      throw new SecretFault(at, "want the field, too: ${vault:PATH#FIELD}");
    }
    String path = rest.substring(0, hash);
    if (!VAULT_PATH.matches(path) || hasDots(path)) {
      throw new SecretFault(at, "want a path such as secret/webhooks/github");
    }
    String field = rest.substring(hash + 1);
    if (!FIELD.matches(field)) {
      throw new SecretFault(at + hash + 1, "want the name of a field");
    }
    return new Part.VaultField(path, field);
  }

  private static boolean hasDots(String path) {
    return List.of(path.split("/")).stream().anyMatch(s -> s.equals(".") || s.equals(".."));
  }

  private void endLiteral() {
    if (literal.length() > 0) {
      parts.add(new Part.Literal(literal.toString()));
      literal.setLength(0);
    }
  }
}
