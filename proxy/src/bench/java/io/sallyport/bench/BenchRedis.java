package io.sallyport.bench;

import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@code redis-server} held to one core, and what it has done so far. */
final class BenchRedis implements AutoCloseable {
  private final RedisRig rig;

  private BenchRedis(RedisRig rig) {
    this.rig = rig;
  }

  /**
   * What it has done since it was started.
   *
   * @param scripts that it has run
   * @param reads how often it read from a connection: about as many round trips it took, as what
   *     goes in one is read at once
   * @param read bytes that came in
   * @param written bytes that went out
   */
  record Done(double cpuSeconds, long scripts, long reads, long read, long written) {
    /** Cells of a table: what one event took. */
    String cells(Done before, long events) {
      return String.format(
          Locale.ROOT,
          "%.1f | %.2f | %.2f | %.0f | %.0f",
          (cpuSeconds - before.cpuSeconds) * 1e6 / events,
          (double) (scripts - before.scripts) / events,
          (double) (reads - before.reads) / events,
          (double) (read - before.read) / events,
          (double) (written - before.written) / events);
    }
  }

  /**
   * Starts it.
   *
   * @param confirmed whether it has two replicas, of which one must confirm what is granted
   */
  static BenchRedis start(int core, boolean confirmed) throws IOException {
    RedisRig rig = confirmed ? RedisRig.sentinel() : RedisRig.standalone();
    try {
      for (RedisNode node : rig.nodes()) {
        hold(node.pid(), core);
      }
      for (RedisNode node : rig.sentinels()) {
        hold(node.pid(), core);
      }
      return new BenchRedis(rig);
    } catch (IOException e) {
      rig.close();
      throw e;
    } catch (InterruptedException e) {
      rig.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void hold(long pid, int core) throws IOException, InterruptedException {
    int rc =
        new ProcessBuilder("taskset", "-a", "-c", "-p", String.valueOf(core), pid + "")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (rc != 0) {
      throw new IOException("taskset ended with " + rc);
    }
  }

  /** What a node's configuration says of it, in YAML. */
  String store() {
    String endpoints =
        rig.urls().stream().map(url -> '"' + url + '"').collect(Collectors.joining(", "));
    return rig.sentinels().isEmpty()
        ? endpoints
        : "{redis: {endpoints: [%s], mode: sentinel, master: %s}}"
            .formatted(endpoints, RedisRig.MASTER_NAME);
  }

  Done done() {
    RedisNode node = rig.master();
    Map<String, String> cpu = node.info("cpu");
    Map<String, String> stats = node.info("stats");
    String scripts = node.info("commandstats").getOrDefault("cmdstat_evalsha", "calls=0,");
    return new Done(
        Double.parseDouble(cpu.getOrDefault("used_cpu_user", "0"))
            + Double.parseDouble(cpu.getOrDefault("used_cpu_sys", "0")),
        Long.parseLong(scripts.substring("calls=".length(), scripts.indexOf(','))),
        Long.parseLong(stats.getOrDefault("total_reads_processed", "0")),
        Long.parseLong(stats.getOrDefault("total_net_input_bytes", "0")),
        Long.parseLong(stats.getOrDefault("total_net_output_bytes", "0")));
  }

  @Override
  public void close() {
    rig.close();
  }
}
