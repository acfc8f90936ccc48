package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Failed;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The masters of a Cluster's slots, as its members tell. Three are asked at once, and the one that
 * has seen the newest epoch is believed; what a {@code MOVED} says counts until the next question.
 */
final class ClusterTopology implements Topology {
  private static final int ASKED_AT_ONCE = 3;

  private final RedisSettings settings;
  private final Dialer dialer;
  private final Canvass canvass;
  private SlotMap slots = SlotMap.empty();

  ClusterTopology(RedisSettings settings, Dialer dialer, Canvass canvass) {
    this.settings = settings;
    this.dialer = dialer;
    this.canvass = canvass;
  }

  @Override
  public Optional<RedisAddress> masterOf(Slot slot) {
    return slots.masterOf(slot);
  }

  @Override
  public Set<RedisAddress> masters() {
    return slots.masters();
  }

  @Override
  public void moved(Slot slot, RedisAddress to) {
    slots.move(slot, to);
  }

  @Override
  public void doubt(RedisAddress address) {
    // The others tell when it has been replaced; until then the slots are nobody else's.
  }

  @Override
  public Future<Void> learn() {
    Set<RedisAddress> everybody = new LinkedHashSet<>(slots.members());
    everybody.addAll(settings.addresses());
    List<RedisAddress> order = new ArrayList<>(everybody);
    Collections.shuffle(order);
    return learn(order);
  }

  private Future<Void> learn(List<RedisAddress> order) {
    List<RedisAddress> first = order.subList(0, Math.min(ASKED_AT_ONCE, order.size()));
    List<RedisAddress> rest = order.subList(first.size(), order.size());
    return canvass
        .gather(first.stream().map(this::ask).toList())
        .map(this::adopt)
        .recover(cause -> rest.isEmpty() ? Future.failedFuture(cause) : learn(rest));
  }

  private @Nullable Void adopt(Collection<SlotMap> views) {
    views.stream().max(Comparator.comparingLong(SlotMap::epoch)).ifPresent(view -> slots = view);
    return null;
  }

  private Future<SlotMap> ask(RedisAddress member) {
    return dialer.ask(member, settings.login(), this::view);
  }

  private Future<SlotMap> view(Line member) {
    return member
        .send(Request.cmd(Command.CLUSTER).arg("INFO"))
        .compose(
            info ->
                member
                    .send(Request.cmd(Command.CLUSTER).arg("SLOTS"))
                    .map(slots -> SlotMap.read(member.address(), String.valueOf(info), slots)))
        .recover(cause -> Future.failedFuture(new RedisFailure(Failed.of(cause), cause)));
  }
}
