package io.sallyport.verify.key.remote;

import com.google.re2j.Pattern;
import io.sallyport.fixture.SettableClock;
import io.sallyport.seal.Bootstrap;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.SealedFiles;
import io.sallyport.seal.Sealer;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the tests of remote keys share: a language, a fetch from memory, a settable clock. */
final class RemoteKeysFixture {
  final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  final FakeFetch fetch = new FakeFetch();
  final Language language = language();
  final Vertx vertx;
  final Bootstrap bootstrap;
  final RemoteKeys keys;

  RemoteKeysFixture(Vertx vertx, Path data) {
    this.vertx = vertx;
    try {
      MasterKey master = MasterKey.inDirectory(data, new SecureRandom());
      Sealer sealer = new Sealer(master, "bootstrap", new SecureRandom());
      this.bootstrap =
          Bootstrap.load(
                  vertx, new SealedFiles(data.resolve("bootstrap"), sealer), clock, event -> {})
              .await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    this.keys =
        new RemoteKeys(fetch, Background.inline(), bootstrap, RemoteLimits.defaults(), clock);
  }

  private static Language language() {
    Map<String, List<SecretValue>> parameters = new LinkedHashMap<>();
    for (String[] pair :
        new String[][] {
          {"host", "sandbox.plaid.com"},
          {"client-id", "client-1"},
          {"secret", "plaid-secret"},
          {"issuer", "https://idp.example.com"},
        }) {
      parameters.put(pair[0], List.of(SecretValue.fixed(Secret.ofText(pair[1]))));
    }
    return TemplateLanguage.builder(parameters).build();
  }

  Template template(String text) {
    try {
      return language.template(text);
    } catch (TemplateFault e) {
      throw new AssertionError(e);
    }
  }

  AddressTemplate address(String text) {
    return address(text, null, null);
  }

  AddressTemplate address(String text, String host, String path) {
    try {
      return AddressTemplate.of(
          template(text),
          Optional.ofNullable(host).map(Pattern::compile),
          Optional.ofNullable(path).map(Pattern::compile));
    } catch (TemplateFault e) {
      throw new AssertionError(e);
    }
  }

  KeySource jwks(String address) {
    return keys.source(
        new RemoteKeyRule.Jwks(address(address), Optional.of(template("{jose:kid?}"))));
  }

  Reading token(String header) {
    return token(header, ARequest.withBody("{}"));
  }

  Reading token(String header, ARequest request) {
    Reading reading = request.in(language);
    reading.useToken(
        header.getBytes(StandardCharsets.UTF_8), "{}".getBytes(StandardCharsets.UTF_8));
    return reading;
  }

  Reading kid(String kid) {
    return token("{\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}");
  }

  KeyLookup look(KeySource source, Reading reading) {
    return source.lookup(reading, clock.instant());
  }

  /** The ids found, or the reason's code. */
  String found(KeySource source, Reading reading) {
    return words(look(source, reading));
  }

  static String words(KeyLookup lookup) {
    if (lookup instanceof KeyLookup.Found found) {
      return String.join(" ", found.keys().stream().map(VerificationKey::id).toList());
    }
    return lookup instanceof KeyLookup.Missing missing ? missing.reason().code() : "awaiting";
  }
}
