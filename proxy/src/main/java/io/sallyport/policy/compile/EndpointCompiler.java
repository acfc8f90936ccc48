package io.sallyport.policy.compile;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sallyport.policy.Policy.Endpoint;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.yaml.shape.Placed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code path} and {@code url}: where an integration is called, and what that is called outside.
 */
final class EndpointCompiler {
  private static final Pattern SEGMENT =
      Pattern.compile("\\{[A-Za-z][A-Za-z0-9_-]{0,63}\\}|[A-Za-z0-9._~!$&'()*+,;=:@-]+");
  private static final Pattern NAME = Pattern.compile("\\{([A-Za-z0-9_-]+)\\}");

  private final Workbench bench;

  EndpointCompiler(Workbench bench) {
    this.bench = bench;
  }

  List<Endpoint> compile() {
    WrittenPolicy written = bench.written();
    List<Placed<String>> urls = written.urls();
    if (written.paths().isEmpty()) {
      String path = "/hooks/" + bench.draft().layers().integration();
      if (urls.size() > 1) {
        bench.error(urls.get(1), "want one url for each path, and there is one path");
      }
      return List.of(new Endpoint(path, urls.isEmpty() ? outside(path) : urls.get(0).value()));
    }
    List<Endpoint> endpoints = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < written.paths().size(); i++) {
      Placed<String> path = written.paths().get(i);
      check(path);
      if (!seen.add(path.value())) {
        bench.error(path, "this path stands above already");
      }
      endpoints.add(
          new Endpoint(
              path.value(), i < urls.size() ? urls.get(i).value() : outside(path.value())));
    }
    if (!urls.isEmpty() && urls.size() != written.paths().size()) {
      bench.error(
          urls.get(urls.size() - 1),
          "want one url for each path: " + written.paths().size() + ", got " + urls.size());
    }
    return endpoints;
  }

  private String outside(String path) {
    return bench.surroundings().publicUrl() + path;
  }

  private void check(Placed<String> path) {
    String text = path.value();
    Set<String> names = new HashSet<>();
    for (String segment : text.substring(1).split("/", -1)) {
      if (segment.equals(".") || segment.equals("..") || !SEGMENT.matches(segment)) {
        bench.error(
            path,
            "want segments of letters, digits and -._~ or one {name} each, got \""
                + segment
                + "\"");
        return;
      }
      Matcher name = NAME.matcher(segment);
      if (name.matches() && !names.add(name.group(1))) {
        bench.error(path, "the name {" + name.group(1) + "} stands twice");
      }
    }
  }
}
