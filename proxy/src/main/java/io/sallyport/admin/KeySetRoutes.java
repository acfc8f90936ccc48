package io.sallyport.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

/**
 * {@code GET /api/v1/jwks.json}: the public keys under which {@code Sallyport-Assertion} is signed.
 * Open to whoever reaches the listener: upstreams have no admin key.
 */
public final class KeySetRoutes implements AdminRoutes {
  private final Buffer keys;

  /**
   * The same answer always.
   *
   * @param keys a JWK Set (RFC 7517)
   */
  public KeySetRoutes(JsonObject keys) {
    this.keys = keys.toBuffer();
  }

  @Override
  public void mount(Router router) {
    router
        .get("/api/v1/jwks.json")
        .handler(
            context ->
                context
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/jwk-set+json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
                    .end(keys.copy()));
  }
}
