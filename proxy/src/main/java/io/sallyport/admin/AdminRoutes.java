package io.sallyport.admin;

import io.vertx.ext.web.Router;

/** A group of resources below {@code /api/v1}; whoever gets there has shown the admin key. */
@FunctionalInterface
public interface AdminRoutes {
  /** Adds the routes; called once, before the listener binds. */
  void mount(Router router);
}
