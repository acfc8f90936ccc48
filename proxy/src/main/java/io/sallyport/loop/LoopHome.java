package io.sallyport.loop;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;

/** An event loop as a home. */
public final class LoopHome implements Home {
  private final ContextInternal context;

  /** On the next of the loops. */
  public LoopHome(Vertx vertx) {
    this.context = ((VertxInternal) vertx).createEventLoopContext();
  }

  @Override
  public void run(Runnable task) {
    context.runOnContext(unused -> task.run());
  }

  @Override
  public Runnable after(Duration time, Runnable task) {
    long timer = context.setTimer(Math.max(1, time.toMillis()), unused -> task.run());
    return () -> context.owner().cancelTimer(timer);
  }
}
