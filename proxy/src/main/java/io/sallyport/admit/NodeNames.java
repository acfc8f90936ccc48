package io.sallyport.admit;

import java.util.regex.Pattern;

/** What a node may be called: it stands in files, in Redis, in URLs and in what people type. */
public final class NodeNames {
  /** The whole of a name, as RE2 and the JDK read it. */
  public static final String PATTERN = "[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?";

  private static final Pattern NAME = Pattern.compile(PATTERN);

  private NodeNames() {}

  /** Whether a node may be called so. */
  public static boolean isOne(String text) {
    return NAME.matcher(text).matches();
  }
}
