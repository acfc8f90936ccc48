package io.sallyport.store.redis;

import java.util.List;
import java.util.stream.Collectors;

/** A Redis cannot be trusted with claims. The message has a line for each master. */
public final class RedisUnfit extends Exception {
  private static final long serialVersionUID = 1L;

  RedisUnfit(List<Vitals> unfit) {
    super(unfit.stream().map(Vitals::misfit).collect(Collectors.joining("\n")));
  }
}
