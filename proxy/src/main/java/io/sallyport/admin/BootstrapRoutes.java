package io.sallyport.admin;

import io.sallyport.policy.Policy;
import io.sallyport.policy.folder.PolicySet.Entry;
import io.sallyport.policy.folder.PolicySet.Ready;
import io.sallyport.seal.Bootstrap;
import io.sallyport.yaml.shape.Units;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code POST /api/v1/integrations/NAME/bootstrap} with {@code {"for": "10m"}}: lets the platform
 * deliver its signing secret, once; answers until when. {@code DELETE} closes it before its time.
 *
 * <p>404 where no policy has that name, 409 where its policy takes no delivered secret or does not
 * load, 422 where the time is none or longer than {@link Bootstrap#OPEN_MAX}.
 */
public final class BootstrapRoutes implements AdminRoutes {
  private static final String PATH = "/api/v1/integrations/:integration/bootstrap";

  private final Bootstrap bootstrap;
  private final Function<String, Optional<Entry>> integrations;

  /**
   * Makes the resource.
   *
   * @param integrations what the folder of policies has under a name now
   */
  public BootstrapRoutes(Bootstrap bootstrap, Function<String, Optional<Entry>> integrations) {
    this.bootstrap = bootstrap;
    this.integrations = integrations;
  }

  @Override
  public void mount(Router router) {
    router.post(PATH).handler(this::open);
    router.delete(PATH).handler(this::close);
  }

  private void open(RoutingContext context) {
    String integration = context.pathParam("integration");
    Optional<Entry> entry = integrations.apply(integration);
    if (entry.isEmpty()) {
      unknown(context);
      return;
    }
    Optional<String> hindrance = hindrance(entry.get());
    if (hindrance.isPresent()) {
      AdminServer.problem(context, 409, "Conflict", hindrance.get());
      return;
    }
    Optional<Duration> time = time(context).filter(BootstrapRoutes::isAllowed);
    if (time.isEmpty()) {
      AdminServer.problem(
          context,
          422,
          "Unprocessable Content",
          "want {\"for\": \"10m\"}: a time of more than nothing and at most 1h");
      return;
    }
    Instant until = bootstrap.open(integration, time.get());
    AdminServer.json(
        context,
        new JsonObject()
            .put("integration", integration)
            .put("until", until.truncatedTo(ChronoUnit.SECONDS).toString()));
  }

  private void close(RoutingContext context) {
    String integration = context.pathParam("integration");
    if (integrations.apply(integration).isEmpty()) {
      unknown(context);
      return;
    }
    bootstrap.close(integration);
    context.response().setStatusCode(204).end();
  }

  /** Why opening it would lead to nothing, and what to do instead. */
  private static Optional<String> hindrance(Entry entry) {
    if (!(entry instanceof Ready ready)) {
      return Optional.of(
          "the policy of `" + entry.integration() + "` does not load: sallyport policy check");
    }
    return takesSecrets(ready.policy())
        ? Optional.empty()
        : Optional.of(
            "`"
                + entry.integration()
                + "` takes no delivered secret: its policy has no key.bootstrap; write the secret"
                + " into its `keys`");
  }

  private static boolean takesSecrets(Policy policy) {
    return policy.handshakes().stream().anyMatch(rule -> rule.bootstrap().isPresent());
  }

  private static Optional<Duration> time(RoutingContext context) {
    try {
      return Optional.ofNullable(context.body().asJsonObject())
          .map(body -> body.getValue("for"))
          .filter(String.class::isInstance)
          .flatMap(text -> Units.durationOf((String) text));
    } catch (DecodeException e) {
      return Optional.empty(); // what is no JSON names no time
    }
  }

  private static boolean isAllowed(Duration time) {
    return !time.isZero() && time.compareTo(Bootstrap.OPEN_MAX) <= 0;
  }

  private static void unknown(RoutingContext context) {
    AdminServer.problem(
        context, 404, "Not Found", "no integration of that name; there is one for every policy");
  }
}
