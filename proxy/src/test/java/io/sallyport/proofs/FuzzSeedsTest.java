package io.sallyport.proofs;

import io.sallyport.ingress.http1.ChunkedBodyFuzzTest;
import io.sallyport.ingress.http1.ConnectionFuzzTest;
import io.sallyport.ingress.http1.RequestHeadFuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/**
 * What the fuzz tests start from, and some hundreds of changes of it each, so that they are tried
 * in every build and cannot rot between two searches.
 */
class FuzzSeedsTest {
  private static final int CHANGES = Integer.getInteger("proofs.fuzz", 400);

  @Test
  void templates() {
    hold(TemplateFuzzTest.seeds(), TemplateFuzzTest::judge);
  }

  @Test
  void signedDeliveries() {
    hold(SignedDeliveryFuzzTest.seeds(), SignedDeliveryFuzzTest::judge);
  }

  @Test
  void policies() {
    hold(PolicyFuzzTest.seeds(), PolicyFuzzTest::judge);
  }

  @Test
  void explanations() {
    hold(ExplainFuzzTest.seeds(), ExplainFuzzTest::judge);
  }

  @Test
  void requestHeads() {
    hold(RequestHeadFuzzTest.seeds(), RequestHeadFuzzTest::judge);
  }

  @Test
  void chunkedBodies() {
    hold(ChunkedBodyFuzzTest.seeds(), ChunkedBodyFuzzTest::judge);
  }

  @Test
  void connections() {
    hold(ConnectionFuzzTest.seeds(), ConnectionFuzzTest::judge);
  }

  private static void hold(Stream<Arguments> seeds, Consumer<byte[]> judge) {
    List<byte[]> inputs = seeds.map(it -> (byte[]) it.get()[0]).toList();
    Random random = new Random(20260501);
    for (int i = 0; i < inputs.size() && i < CHANGES; i++) {
      judge.accept(inputs.get(i));
    }
    for (int i = 0; i < CHANGES; i++) {
      byte[] one = inputs.get(random.nextInt(inputs.size()));
      byte[] other = inputs.get(random.nextInt(inputs.size()));
      judge.accept(changed(one, other, random));
    }
  }

  /** A few bytes changed, a piece of another input put in, a piece left out or repeated. */
  private static byte[] changed(byte[] one, byte[] other, Random random) {
    byte[] bytes = one.clone();
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    int at = random.nextInt(bytes.length + 1);
    int until = Math.min(bytes.length, at + random.nextInt(16));
    byte[] piece = piece(random.nextBoolean() ? other : bytes, random);
    byte[] made = new byte[at + piece.length + bytes.length - until];
    System.arraycopy(bytes, 0, made, 0, at);
    System.arraycopy(piece, 0, made, at, piece.length);
    System.arraycopy(bytes, until, made, at + piece.length, bytes.length - until);
    return made;
  }

  private static byte[] piece(byte[] from, Random random) {
    int begin = random.nextInt(from.length + 1);
    int end = Math.min(from.length, begin + random.nextInt(48));
    return Arrays.copyOfRange(from, begin, end);
  }
}
