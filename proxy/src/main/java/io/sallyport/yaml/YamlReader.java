package io.sallyport.yaml;

import com.google.re2j.Pattern;
import io.sallyport.yaml.Node.Mapping;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one strict YAML 1.2 document: a map of bounded size and depth, no tags, no merge keys, no
 * key twice, few aliases. Whatever it refuses is named with its place; it never constructs an
 * object, and it takes a bounded time whatever it is given.
 */
public final class YamlReader {
  /** A policy is a page; a megabyte is an attack or a mistake. */
  public static final int BYTES_MAX = 1 << 20;

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|'[^']*'");
  private static final Pattern UNQUOTED = Pattern.compile("\\$\\{|\\{[^}\\s]+\\}");

  private YamlReader() {}

  /**
   * The document's map; empty when the file is none, and then a problem says why. An empty file is
   * an empty map. Problems that leave the map readable are reported beside it.
   *
   * @param file how problems name the file
   */
  public static Optional<Mapping> read(String file, byte[] bytes, Problems problems) {
    if (bytes.length > BYTES_MAX) {
      problems.error(Place.startOf(file), "", "want at most " + BYTES_MAX + " bytes, got more");
      return Optional.empty();
    }
    return text(file, bytes, problems).flatMap(text -> compose(file, text, problems));
  }

  private static Optional<String> text(String file, byte[] bytes, Problems problems) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(text.startsWith("\ufeff") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      problems.error(badByte(file, bytes), "", "want UTF-8 text");
      return Optional.empty();
    }
  }

  /** The first line that is not UTF-8. */
  private static Place badByte(String file, byte[] bytes) {
    String lenient = new String(bytes, StandardCharsets.UTF_8);
    String before = lenient.substring(0, Math.max(0, lenient.indexOf('\ufffd')));
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    String onLine = before.substring(before.lastIndexOf('\n') + 1);
    return new Place(file, line, 1 + onLine.codePointCount(0, onLine.length()));
  }

  private static Optional<Mapping> compose(String file, String text, Problems problems) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(BYTES_MAX).build();
    NodeComposer composer = new NodeComposer(file, text, problems);
    try {
      return composer.document(new Parse(settings).parseString(text).iterator());
    } catch (NodeComposer.Unacceptable e) {
      problems.error(e.at(), "", e.sentence());
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      Place at =
          mark.map(it -> new Place(file, it.getLine() + 1, it.getColumn() + 1))
              .orElse(Place.startOf(file));
      problems.error(at, "", "this is not YAML: " + e.getProblem() + quoteHint(text, at.line()));
    } catch (YamlEngineException e) {
      problems.error(Place.startOf(file), "", "this is not YAML: " + oneLine(e));
    }
    return Optional.empty();
  }

  /** {@code [${env:X}]} and {@code {body}x} break the syntax itself; the remedy is a quote. */
  private static String quoteHint(String text, int line) {
    String written = text.lines().skip(line - 1L).findFirst().orElse("");
    boolean braces = UNQUOTED.matcher(QUOTED.matcher(written).replaceAll("")).find();
    return braces ? "; a value with ${ or { must be quoted" : "";
  }

  private static String oneLine(YamlEngineException e) {
    String message = e.getMessage();
    return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
  }
}
