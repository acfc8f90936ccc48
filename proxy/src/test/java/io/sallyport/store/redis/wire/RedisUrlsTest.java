package io.sallyport.store.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sallyport.secret.SecretEvents;
import io.sallyport.secret.SecretFiles;
import io.sallyport.secret.SecretResolver;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisUrlsTest {

  @ParameterizedTest
  @CsvSource({
    "redis://redis.internal, redis.internal, 6379, false, '', 0",
    "redis://10.0.0.1:6380/3, 10.0.0.1, 6380, false, '', 3",
    "rediss://gate:pw@redis.internal:6379/, redis.internal, 6379, true, gate, 0",
    "redis://[::1]:6379, ::1, 6379, false, '', 0",
    "redis://g%40te:p%40ss@a:1, a, 1, false, g@te, 0",
    "redis://:${file:/run/secrets/redis}@a, a, 6379, false, '', 0"
  })
  void readsWhatRedisClientsWrite(
      String url, String host, int port, boolean tls, String user, int database) throws Exception {
    RedisUrls urls = RedisUrls.parse(RedisMode.STANDALONE, List.of(url));

    assertThat(urls.addresses()).containsExactly(new RedisAddress(host, port));
    assertThat(urls.isTls()).isEqualTo(tls);
    assertThat(urls.user().orElse("")).isEqualTo(user);
    assertThat(urls.database()).isEqualTo(database);
  }

  @ParameterizedTest
  @CsvSource({
    "redis://:plain@a, plain",
    "redis://:p%40ss%2Fw%3Ard@a, p@ss/w:rd",
    "redis://:a+b@a, a+b",
    "redis://:two$s@a, two$s",
    "redis://:two$$s@a, two$$s",
    "redis://:a@b@a, a@b",
    "redis://:${env:REDIS}@a, p@ss/w:rd%41"
  })
  void takesThePasswordDecodedAndAReferencesValueAsItIs(String url, String password)
      throws Exception {
    Vertx vertx = Vertx.vertx();
    SecretResolver resolver =
        new SecretResolver(
            Map.of("REDIS", "p@ss/w:rd%41"),
            new SecretFiles(vertx, SecretEvents.silent()),
            Optional.empty());

    RedisUrls urls = RedisUrls.parse(RedisMode.STANDALONE, List.of(url));

    byte[] found =
        resolver
            .resolve(urls.password().orElseThrow(), Path.of(""))
            .await()
            .current()
            .unsafeBytes();
    assertThat(new String(found, StandardCharsets.UTF_8)).isEqualTo(password);
    vertx.close().await();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unix:///run/redis.sock | url: sockets in the file system are not supported;"
            + " want redis://HOST:PORT",
        "/run/redis.sock | url: sockets in the file system are not supported;"
            + " want redis://HOST:PORT",
        "http://a | url: want redis://HOST:PORT, or rediss://HOST:PORT for TLS",
        "a:6379 | url: want redis://HOST:PORT, or rediss://HOST:PORT for TLS",
        "redis:// | url: want a host name or address after the scheme (IPv6 in brackets)",
        "redis://my_redis | url: want a host name or address after the scheme (IPv6 in brackets)",
        "redis://::1 | url: want a port from 1 to 65535 after the host's colon",
        "redis://a:0 | url: want a port from 1 to 65535, got 0",
        "redis://a:65536 | url: want a port from 1 to 65535, got 65536",
        "redis://a:x | url: want a port from 1 to 65535 after the host's colon",
        "redis://secret@a | url: want user:password@ before the host, or :password@ without a user",
        "redis://:s%4@a | url: the password's percent signs want two hexadecimal digits each",
        "redis://a/zero | url: want a database's number after the host, as in /1",
        "redis://a?db=1 | url: want no parameters after the host;"
            + " the database is its path, as in /1",
      })
  void saysWhatIsWrongAndWhatIsWanted(String url, String sentence) {
    assertThatThrownBy(() -> RedisUrls.parse(RedisMode.STANDALONE, List.of(url)))
        .isInstanceOf(RedisUrls.Unusable.class)
        .hasMessage(sentence);
  }

  @Test
  void saysEverythingAtOnce() {
    RedisUrls.Unusable fault =
        catchThrowableOfType(
            RedisUrls.Unusable.class,
            () ->
                RedisUrls.parse(
                    RedisMode.CLUSTER, List.of("redis://a:0", "redis://b", "unix:///c")));

    assertThat(fault.sentences())
        .containsExactly(
            "url 1: want a port from 1 to 65535, got 0",
            "url 3: sockets in the file system are not supported; want redis://HOST:PORT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STANDALONE | redis://a redis://b | want one URL, got 2;"
            + " several are for mode cluster or sentinel",
        "CLUSTER | redis://a rediss://b |"
            + " want the same scheme, user, password and database in each URL",
        "CLUSTER | redis://:x@a redis://:y@b |"
            + " want the same scheme, user, password and database in each URL",
        "CLUSTER | redis://a/1 redis://b/1 | a Cluster has only database 0, got 1",
      })
  void judgesThemTogether(RedisMode mode, String urls, String sentence) {
    assertThatThrownBy(() -> RedisUrls.parse(mode, List.of(urls.split(" "))))
        .isInstanceOf(RedisUrls.Unusable.class)
        .hasMessage(sentence);
  }

  @Test
  void neverShowsThePassword() throws Exception {
    RedisUrls urls = RedisUrls.parse(RedisMode.STANDALONE, List.of("redis://u:s3cr3t@a:1"));
    RedisSettings settings =
        RedisSettings.of(urls, Optional.empty(), WireFixture.login("u", "s3cr3t"));

    assertThat(urls.toString() + settings).doesNotContain("s3cr3t");
    assertThatThrownBy(
            () -> RedisUrls.parse(RedisMode.STANDALONE, List.of("redis://u:s3cr3t@a:99999")))
        .hasMessageNotContaining("s3cr3t");
  }
}
