package io.sallyport.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code GET /api/v1/openapi.json}: this API, described in OpenAPI 3.1. */
public final class ContractRoutes implements AdminRoutes {
  private static final String RESOURCE = "/admin/openapi.json";

  private final Buffer contract;

  /** Reads the description from the jar. */
  public ContractRoutes() {
    try (InputStream in = ContractRoutes.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar holds no " + RESOURCE);
      }
      this.contract = Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the jar cannot be read", e);
    }
  }

  @Override
  public void mount(Router router) {
    router
        .get("/api/v1/openapi.json")
        .handler(
            context ->
                context
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(contract.copy()));
  }
}
