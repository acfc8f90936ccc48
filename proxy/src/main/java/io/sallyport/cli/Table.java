package io.sallyport.cli;

import io.sallyport.observe.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Rows under a head, in columns as wide as what is in them. Where it would be wider than the
 * terminal the widest columns give way, and what is cut ends in an ellipsis; the last column holds
 * the name to go on with, and is never cut.
 *
 * <p>Every cell is a stranger's text until shown otherwise: nothing in it reaches the terminal that
 * a terminal would obey.
 */
public final class Table {
  /** For where nobody knows how wide the terminal is. */
  public static final int WIDTH_DEFAULT = 120;

  private static final int CELL_CHARS_MAX = 200;
  private static final int COLUMN_CHARS_MIN = 6;
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private Optional<String> lead = Optional.empty();

  public Table(String... head) {
    rows.add(List.of(head));
  }

  /**
   * The rows from now on have this cell before all others. Before the first row, or never.
   *
   * @param head what stands above it
   */
  public void lead(String head, String cell) {
    if (lead.isEmpty()) {
      rows.set(0, before(head, rows.get(0)));
    }
    lead = Optional.of(cell);
  }

  private static List<String> before(String first, List<String> rest) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(rest);
    return all;
  }

  /** Adds a row, as many cells as the head has; an empty one is shown as a dash. */
  public void row(String... cells) {
    List<String> row =
        lead.map(cell -> before(cell, List.of(cells))).orElseGet(() -> List.of(cells));
    if (row.size() != rows.get(0).size()) {
      throw new IllegalArgumentException("a row has as many cells as the head");
    }
    rows.add(
        row.stream()
            .map(cell -> cell.isEmpty() ? "-" : Printable.of(cell, CELL_CHARS_MAX))
            .toList());
  }

  /** Whether there is nothing but the head. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** Prints it, as wide as the terminal; into a pipe as wide as it gets. */
  public void print(PrintWriter out) {
    print(out, Terminal.onStdout() ? WIDTH_DEFAULT : Integer.MAX_VALUE);
  }

  void print(PrintWriter out, int width) {
    int[] columns = columns(width);
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String cell = cut(row.get(i), columns[i]);
        line.append(i == 0 ? "" : GAP).append(cell);
        if (i < row.size() - 1) {
          line.append(" ".repeat(columns[i] - length(cell)));
        }
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private int[] columns(int width) {
    int[] columns = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < columns.length; i++) {
        columns[i] = Math.max(columns[i], length(row.get(i)));
      }
    }
    long total = Arrays.stream(columns).sum() + (long) GAP.length() * (columns.length - 1);
    while (total > width) {
      int widest = 0;
      for (int i = 1; i < columns.length - 1; i++) {
        widest = columns[i] > columns[widest] ? i : widest;
      }
      if (columns[widest] <= COLUMN_CHARS_MIN) {
        break; // narrower would say nothing any more
      }
      columns[widest]--;
      total--;
    }
    return columns;
  }

  private static String cut(String cell, int width) {
    return length(cell) <= width
        ? cell
        : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
