package io.sallyport.store.redis;

import io.sallyport.store.redis.wire.Script;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** The scripts, each with what it begins with. */
final class Scripts {
  final Script look;
  final Script refund;
  final Script accept;
  final Script drop;
  final Script settle;
  final Script affirm;
  final Script attend;
  final Script sign;
  final Script part;
  final Script summon;
  final Script beat;
  final Script leave;
  final Script deposit;
  final Script estates;
  final Script inherit;

  /**
   * Of their sources.
   *
   * @param source by the name of a file, without its end
   */
  Scripts(UnaryOperator<String> source) {
    String shard = source.apply("shard");
    String claims = shard + source.apply("claims");
    String limits = claims + source.apply("limits");
    look = Script.of("look", limits + source.apply("look"));
    refund = Script.of("refund", limits + source.apply("refund"));
    accept = Script.of("accept", limits + source.apply("accept"));
    drop = Script.of("drop", limits + source.apply("drop"));
    settle = Script.of("settle", claims + source.apply("settle"));
    affirm = Script.of("affirm", claims + source.apply("affirm"));
    String members = shard + source.apply("members");
    attend = Script.of("attend", members + source.apply("attend"));
    sign = Script.of("sign", members + source.apply("sign"));
    part = Script.of("part", members + source.apply("part"));
    summon = Script.of("summon", source.apply("summon"));
    beat = Script.of("beat", shard + source.apply("beat"));
    deposit = Script.of("deposit", claims + source.apply("deposit"));
    estates = Script.of("estates", claims + source.apply("estates"));
    inherit = Script.of("inherit", claims + source.apply("members") + source.apply("inherit"));
    leave = Script.of("leave", shard + source.apply("leave"));
  }

  /** Those of the class path. */
  static Scripts ours() {
    return new Scripts(Scripts::read);
  }

  static String read(String name) {
    String path = "/redis/" + name + ".lua";
    try (InputStream in = Scripts.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
