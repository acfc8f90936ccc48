package io.sallyport.policy.written;

import io.sallyport.policy.written.WrittenKeyRule.Authorization;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;

/** The ways to authorize at a key endpoint. Their values read parameters, never the request. */
final class AuthorizationShapes {
  static final Shape<Authorization.Bearer> BEARER =
      ObjectShape.of(
          "authorization-bearer",
          t -> {
            var token = t.required("bearer", Texts.value(), "The token.");
            return v -> new Authorization.Bearer(v.need(token));
          });

  private static final Shape<Authorization.Basic> USER =
      ObjectShape.of(
          "authorization-user",
          t -> {
            var user = t.required("user", Texts.value(), "The user name.");
            var password = t.required("password", Texts.value(), "The password.");
            return v -> new Authorization.Basic(v.need(user), v.need(password));
          });

  static final Shape<Authorization.Basic> BASIC =
      ObjectShape.of(
          "authorization-basic",
          t -> {
            var basic = t.required("basic", USER, "User name and password (RFC 7617).");
            return v -> v.need(basic);
          });

  private static final Shape<Authorization.ClientCredentials> CLIENT =
      ObjectShape.of(
          "authorization-client",
          t -> {
            var token = t.required("token", Texts.value(), "The token endpoint.");
            var id = t.required("id", Texts.value(), "The client's id.");
            var secret = t.required("secret", Texts.value(), "The client's secret.");
            var scope = t.optional("scope", Texts.value(), "The scope that is asked for.");
            return v ->
                new Authorization.ClientCredentials(
                    v.need(token), v.need(id), v.need(secret), v.get(scope));
          });

  static final Shape<Authorization.ClientCredentials> CLIENT_CREDENTIALS =
      ObjectShape.of(
          "authorization-client-credentials",
          t -> {
            var client =
                t.required(
                    "client-credentials", CLIENT, "A token by client credentials (RFC 6749 §4.4).");
            return v -> v.need(client);
          });

  private AuthorizationShapes() {}
}
