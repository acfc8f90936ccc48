package io.sallyport.ingress;

import io.sallyport.pipeline.Arrival;
import io.sallyport.pipeline.Delivered;
import io.sallyport.pipeline.Pipeline;
import io.sallyport.refusals.Refusal;
import io.sallyport.verdict.Reason;
import io.sallyport.verdict.Verdict;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
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
  private static final String CODING = "Content-Encoding";

  private final Ingress ingress;
  private final Exchange exchange;
  private final References references;
  private final String requestId;
  private final Account account;

  private InetAddress source;
  private Headers headers;
  private RouteTable.@Nullable Match match;
  private @Nullable BodyCollector collector;
  private @Nullable InboundWebhook inbound;
  private boolean slotTaken;
  private boolean waiting;
  private boolean over;

  Visit(Ingress ingress, Exchange exchange) {
    this.ingress = ingress;
    this.exchange = exchange;
    this.references = new References(ingress.random());
    this.requestId = references.request();
    this.source = exchange.peer().address();
    this.headers = exchange.head().headers();
    this.account = new Account(ingress, requestId, source, ingress.nanos().getAsLong());
  }

  void begin() {
    exchange.whenOver(this::ended);
    guarded(this::admit);
  }

  // --- before the body

  private void admit() {
    source = ingress.sources().of(exchange.peer().address(), exchange.head().headers());
    account.of(source);
    long wait = ingress.failures().take(source, ingress.nanos().getAsLong());
    if (wait > 0) {
      limited(ingress.failures().rate(), wait, "failure budget of the source");
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
    match = found.get();
    Lane lane = found.get().lane();
    account.of(lane);
    if (!takeSlot()) {
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
        limited(limit.rate(), later, "the policy's limit by source");
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
  private boolean takeSlot() {
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
          Lane lane = lane();
          Optional<String> coding = Gatekeeper.coding(exchange.head());
          if (coding.isEmpty()) {
            judge(lane, body);
            return;
          }
          Future<Decompressor.Outcome> inflated =
              ingress.decompressor().inflate(body, coding.get(), lane.acceptance());
          then(
              inflated,
              outcome -> {
                if (outcome.body().isPresent()) {
                  headers = new WithoutField(headers, CODING);
                  judge(lane, outcome.body().get());
                } else {
                  refuse(outcome.reason(), outcome.detail());
                }
              });
        });
  }

  @Override
  public void broken(Reason reason, String detail) {
    guarded(() -> refuse(reason, detail));
  }

  // --- the verdict

  private void judge(Lane lane, RawBody body) {
    InboundWebhook whole = inbound(body);
    inbound = whole;
    RouteTable.Match route = match();
    Optional<Acceptance.CertificatePin> pin = lane.acceptance().clientCertificate();
    if (pin.isPresent() && !Gatekeeper.isPinned(whole.clientCertificate(), pin.get())) {
      act(
          new Verdict.Reject(
              STAGE, Reason.CERTIFICATE_REJECTED, "no client certificate that the policy accepts"),
          new Arrival(whole, route.url(), route.rest()));
      return;
    }
    Pipeline pipeline = lane.pipeline().orElseThrow();
    Arrival arrival = new Arrival(whole, route.url(), route.rest());
    then(pipeline.judge(arrival), verdict -> act(verdict, arrival));
  }

  private void act(Verdict verdict, Arrival arrival) {
    verdict.fold(
        forward -> {
          ingress.failures().giveBack(source, ingress.nanos().getAsLong());
          account.of(forward.webhook());
          lane()
              .meters()
              .keyUsed(
                  forward.webhook().authentic().proof().keyId(), arrival.inbound().receivedAt());
          return sendOn(verdict, arrival);
        },
        handshake -> {
          ingress.failures().giveBack(source, ingress.nanos().getAsLong());
          return answer(Answering.handshake(handshake), verdict.word(), "handshake");
        },
        wouldReject -> sendOn(verdict, arrival),
        reject -> refuse(reject));
  }

  private boolean sendOn(Verdict verdict, Arrival arrival) {
    Future<Delivered> sent = lane().pipeline().orElseThrow().deliver(arrival, verdict);
    then(sent, delivered -> relay(verdict, delivered));
    return true;
  }

  private void relay(Verdict verdict, Delivered delivered) {
    if (delivered instanceof Delivered.Failed failed) {
      String reference = references.refusal();
      Answer answer = Answering.failed(lane(), failed.reason(), reference, arrival(), verdict);
      close(
          verdict.word(),
          Optional.of(failed.reason()),
          "deliver",
          failed.detail(),
          answer.status(),
          reference);
      exchange.answer(answer);
      return;
    }
    if (delivered instanceof Delivered.Accepted) {
      answer(Answering.accepted(lane(), arrival(), verdict), verdict.word(), "deliver");
      return;
    }
    Delivered.Relayed relayed = (Delivered.Relayed) delivered;
    Answer answer = Answering.relayed(lane(), relayed, arrival(), verdict);
    close(verdict.word(), reasonOf(verdict), "deliver", "", answer.status(), "");
    if (relayed.rest().isEmpty()) {
      exchange.answer(answer);
    } else if (Answering.hasBodyOfItsOwn(lane(), relayed)) {
      relayed.rest().get().handler(unwanted -> {}).resume();
      exchange.answer(answer);
    } else {
      Relay.begin(exchange, answer, relayed.rest().get(), relayed.bodyBytes());
    }
  }

  // --- answers: the account is closed first, because writing an answer may end the exchange at
  // once, and an exchange that ends with its account open is one whose sender did not wait

  private boolean answer(Answer answer, String word, String stage) {
    close(word, Optional.empty(), stage, "", answer.status(), "");
    exchange.answer(answer);
    return true;
  }

  private void refuse(Reason reason, String detail) {
    refuse(new Verdict.Reject(STAGE, reason, detail));
  }

  private boolean refuse(Verdict.Reject reject) {
    String reference = references.refusal();
    Answer answer =
        match == null
            ? Problem.of(reject.reason(), reference)
            : Answering.refused(lane(), reject.reason(), reference, arrival());
    keep(reject, reference);
    close(
        reject.word(),
        Optional.of(reject.reason()),
        reject.stage(),
        reject.detail(),
        answer.status(),
        reference);
    exchange.answer(answer);
    return true;
  }

  private void limited(Rate rate, long waitNanos, String detail) {
    String reference = references.refusal();
    Answer problem =
        match == null
            ? Problem.of(Reason.LIMIT_SOURCE, reference)
            : Answering.refused(lane(), Reason.LIMIT_SOURCE, reference, arrival());
    close("reject", Optional.of(Reason.LIMIT_SOURCE), STAGE, detail, problem.status(), reference);
    exchange.answer(RateFields.add(problem, rate, waitNanos, ingress.random()));
  }

  private void keep(Verdict.Reject reject, String reference) {
    if (match != null) {
      InboundWebhook kept = arrival().inbound();
      ingress
          .refusals()
          .add(
              new Refusal(
                  reference,
                  lane().policyVersion(),
                  reject.stage(),
                  reject.reason(),
                  reject.detail(),
                  kept,
                  kept.body().size(),
                  ingress.clock().instant()));
    }
  }

  private void close(
      String word, Optional<Reason> reason, String stage, String detail, int status, String ref) {
    account.close(word, reason, stage, detail, status, ref);
  }

  private static Optional<Reason> reasonOf(Verdict verdict) {
    return verdict instanceof Verdict.WouldReject would
        ? Optional.of(would.reject().reason())
        : Optional.empty();
  }

  // --- the end

  private void ended() {
    over = true;
    if (slotTaken) {
      ingress.requests().close(source);
    }
    if (!waiting) {
      releaseBody();
    }
    close("reject", Optional.of(Reason.SENDER_GONE), STAGE, "the sender did not wait", 0, "");
  }

  private void releaseBody() {
    if (collector != null) {
      collector.release();
      collector = null;
    }
  }

  // --- what is known so far

  private RouteTable.Match match() {
    RouteTable.Match known = match;
    if (known == null) {
      throw new IllegalStateException("asked for before the path was matched");
    }
    return known;
  }

  private Lane lane() {
    return match().lane();
  }

  /** The request as far as it has come: without its body before that is whole. */
  private Arrival arrival() {
    InboundWebhook known = inbound;
    return new Arrival(
        known == null ? inbound(RawBody.empty()) : known, match().url(), match().rest());
  }

  private InboundWebhook inbound(RawBody body) {
    RouteTable.Match route = match();
    RequestHead head = exchange.head();
    return new InboundWebhook(
        route.lane().integration(),
        requestId,
        head.method(),
        head.target(),
        headers,
        body,
        source,
        ingress.clock().instant(),
        route.pathValues(),
        exchange.peer().certificate());
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
                    releaseBody();
                  }
                }));
  }

  /** A bug of ours refuses the one request and nothing else. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      LOG.atError().setCause(bug).addKeyValue("request", requestId).log("a request broke the gate");
      exchange.answer(Problem.of(Reason.INTERNAL_ERROR, references.refusal()));
      close("reject", Optional.of(Reason.INTERNAL_ERROR), STAGE, "a bug", 503, "");
    }
  }
}
