package io.sallyport.bench;

import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

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
   * @param read bytes that came in
   * @param written bytes that went out
   */
  record Done(double cpuSeconds, long scripts, long read, long written) {
    /** Cells of a table: what one event took. */
    String cells(Done before, long events) {
      return String.format(
          Locale.ROOT,
          "%.1f | %.2f | %.0f | %.0f",
          (cpuSeconds - before.cpuSeconds) * 1e6 / events,
          (double) (scripts - before.scripts) / events,
          (double) (read - before.read) / events,
          (double) (written - before.written) / events);
    }
  }

  static BenchRedis start(int core) throws IOException {
    RedisRig rig = RedisRig.standalone();
    try {
      int rc =
          new ProcessBuilder(
                  "taskset", "-a", "-c", "-p", String.valueOf(core), rig.master().pid() + "")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (rc != 0) {
        throw new IOException("taskset ended with " + rc);
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

  String url() {
    return rig.urls().get(0);
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
        Long.parseLong(stats.getOrDefault("total_net_input_bytes", "0")),
        Long.parseLong(stats.getOrDefault("total_net_output_bytes", "0")));
  }

  @Override
  public void close() {
    rig.close();
  }
}
