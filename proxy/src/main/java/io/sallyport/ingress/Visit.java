package io.sallyport.ingress;

import io.sallyport.pipeline.Judged;
import io.sallyport.pipeline.Pipeline;
import io.sallyport.verdict.Reason;
import io.sallyport.verdict.Verdict;
import io.sallyport.webhook.Arrival;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from its head to its answer, on its connection's event loop. Cheap refusals come
 * first; the body is read when they have passed, and judged when it is whole.
 */
final class Visit implements Exchange.Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(Visit.class);
  private static final String STAGE = "ingress";

  private final Ingress ingress;
  private final Exchange exchange;
  private final String requestId;
  private final Received received;
  private final Account account;
  private final Reply reply;

  private @Nullable BodyCollector collector;
  private boolean slotTaken;
  private boolean within;
  private boolean waiting;
  private boolean over;

  Visit(Ingress ingress, Exchange exchange) {
    this.ingress = ingress;
    this.exchange = exchange;
    References references = new References(ingress.random());
    this.requestId = references.request();
    this.received = new Received(exchange, requestId, ingress.clock());
    this.account = new Account(ingress, requestId, received.source(), ingress.nanos().getAsLong());
    this.reply = new Reply(ingress, exchange, references, received, account);
  }

  void begin() {
    exchange.whenOver(this::ended);
    guarded(this::admit);
  }

  // --- before the body

  private void admit() {
    InetAddress source = ingress.sources().of(exchange.peer().address(), exchange.head().headers());
    received.from(source);
    account.of(source);
    long wait = ingress.failures().take(source, ingress.nanos().getAsLong());
    if (wait > 0) {
      // Behind a balancer all senders may be one source, and a 429 is handed on to them: only a 503
      // makes it try another node.
      if (ingress.entrance().isClosed()) {
        refuseAll();
      } else {
        reply.limited(ingress.failures().rate(), wait, "failure budget of the source");
      }
      return;
    }
    if (!Gatekeeper.isOurHost(exchange.head(), ingress.hosts())) {
      refuse(Reason.HOST_UNKNOWN, "a host name that this server does not answer to");
      return;
    }
    Optional<RouteTable.Match> found = ingress.routes().get().find(exchange.head().path());
    if (found.isEmpty()) {
      refuse(Reason.PATH_UNKNOWN, "no integration has this path");
      return;
    }
    received.matched(found.get());
    Lane lane = received.lane();
    account.of(lane);
    within = ingress.entrance().enter();
    if (!within) {
      spendsNothing(); // it may be genuine: nobody looks
      refuseAll();
      return;
    }
    if (!takeSlot(source)) {
      refuse(Reason.LIMIT_CONCURRENT, "too many requests of this source at once");
      return;
    }
    if (lane.pipeline().isEmpty()) {
      refuse(Reason.POLICY_BROKEN, "the policy does not load, and no older one is known");
      return;
    }
    Optional<Gatekeeper.Objection> objection =
        Gatekeeper.objection(exchange.head(), source, lane.acceptance());
    if (objection.isPresent()) {
      refuse(objection.get().reason(), objection.get().detail());
      return;
    }
    for (SourceBuckets limit : lane.limits()) {
      long later = limit.take(source, ingress.nanos().getAsLong());
      if (later > 0) {
        reply.limited(limit.rate(), later, "the policy's limit by source");
        return;
      }
    }
    receive(lane);
  }

  private void receive(Lane lane) {
    BodyCollector gathering =
        new BodyCollector(
            exchange.head().bodyBytes(),
            lane.acceptance().bodyBytesMax(),
            ingress.bodies(),
            lane.share());
    collector = gathering;
    exchange.receive(gathering, this);
  }

  /** Where connections are bounded by source, requests are, too: HTTP/1.1 has one at a time. */
  private boolean takeSlot(InetAddress source) {
    if (!exchange.isMultiplexed() && !ingress.sources().isTrusted(exchange.peer().address())) {
      return true;
    }
    slotTaken = ingress.requests().tryOpen(source);
    return slotTaken;
  }

  // --- the body

  @Override
  public void complete(RawBody body) {
    guarded(
        () -> {
          account.bodyBytes(body.size());
          Lane lane = received.lane();
          Optional<String> coding = Gatekeeper.coding(exchange.head());
          if (coding.isEmpty()) {
            judge(lane, body);
            return;
          }
          if (!mayGrow(Decompressor.bytesMost(body, lane.acceptance()))) {
            refuse(Reason.LIMIT_CONCURRENT, "no room for the inflated body in memory");
            return;
          }
          Future<Decompressor.Outcome> inflated =
              ingress.decompressor().inflate(body, coding.get(), lane.acceptance());
          then(
              inflated,
              outcome -> {
                if (outcome.body().isPresent()) {
                  received.without("Content-Encoding");
                  judge(lane, outcome.body().get());
                } else {
                  refuse(outcome.reason(), outcome.detail());
                }
              });
        });
  }

  private boolean mayGrow(long bytes) {
    return collector == null || collector.tryReserve(bytes);
  }

  @Override
  public void broken(Reason reason, String detail) {
    guarded(() -> refuse(reason, detail));
  }

  // --- the verdict

  private void judge(Lane lane, RawBody body) {
    Arrival arrival = received.whole(body);
    Optional<Acceptance.CertificatePin> pin = lane.acceptance().clientCertificate();
    if (pin.isPresent() && !Gatekeeper.isPinned(arrival.inbound().clientCertificate(), pin.get())) {
      refuse(Reason.CERTIFICATE_REJECTED, "no client certificate that the policy accepts");
      return;
    }
    Pipeline pipeline = lane.pipeline().orElseThrow();
    then(pipeline.examine(arrival), judged -> act(pipeline, judged, arrival));
  }

  private void act(Pipeline pipeline, Judged judged, Arrival arrival) {
    judged
        .verdict()
        .fold(
            forward -> {
              spendsNothing();
              account.of(forward.webhook());
              received
                  .lane()
                  .meters()
                  .keyUsed(
                      forward.webhook().authentic().proof().keyId(),
                      arrival.inbound().receivedAt());
              return sendOn(pipeline, judged, arrival);
            },
            handshake -> {
              spendsNothing();
              reply.handshake(handshake);
              return true;
            },
            wouldReject -> sendOn(pipeline, judged, arrival),
            reject -> refuse(pipeline, judged, reject));
  }

  /** A copy of what is known is never refused for being late: its sender would go on for days. */
  private boolean refuse(Pipeline pipeline, Judged judged, Verdict.Reject reject) {
    if (judged.admission().isEmpty()) {
      reply.refused(reject);
      return true;
    }
    then(
        pipeline.recall(judged),
        known -> {
          if (known.isPresent()) {
            spendsNothing();
            reply.passed(reject, known.get());
          } else {
            reply.refused(reject);
          }
        });
    return true;
  }

  /** What verifies, and a challenge that is answered, spends nothing of the failure budget. */
  private void spendsNothing() {
    ingress.failures().giveBack(received.source(), ingress.nanos().getAsLong());
  }

  private boolean sendOn(Pipeline pipeline, Judged judged, Arrival arrival) {
    then(pipeline.pass(arrival, judged), outcome -> reply.passed(judged.verdict(), outcome));
    return true;
  }

  private void refuseAll() {
    refuse(Reason.NODE_DRAINING, "this node is being taken out: another one takes it");
  }

  private void refuse(Reason reason, String detail) {
    reply.refused(new Verdict.Reject(STAGE, reason, detail));
  }

  // --- the end

  private void ended() {
    over = true;
    if (slotTaken) {
      ingress.requests().close(received.source());
    }
    if (!waiting) {
      leave();
    }
    reply.unheard();
  }

  private void leave() {
    if (within) {
      within = false;
      ingress.entrance().leave();
    }
    if (collector != null) {
      collector.release();
      collector = null;
    }
  }

  /**
   * Goes on with a result at once when it is there, else on the connection's event loop. Meanwhile
   * the body stays in memory even if the sender has gone, so its room is not given back before.
   */
  private <T> void then(Future<T> future, Consumer<T> next) {
    if (future.succeeded()) {
      next.accept(future.result());
      return;
    }
    waiting = true;
    future.onComplete(
        result ->
            exchange.execute(
                () -> {
                  waiting = false;
                  guarded(
                      () -> {
                        if (result.failed()) {
                          throw new IllegalStateException(
                              "breakage becomes a verdict in the pipeline", result.cause());
                        }
                        next.accept(result.result());
                      });
                  if (over && !waiting) {
                    leave();
                  }
                }));
  }

  /** A bug of ours refuses the one request and nothing else. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      LOG.atError().setCause(bug).addKeyValue("request", requestId).log("a request broke the gate");
      reply.broken();
    }
  }
}
