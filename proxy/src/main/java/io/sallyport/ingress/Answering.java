package io.sallyport.ingress;

import io.sallyport.pipeline.Delivered;
import io.sallyport.pipeline.Fields;
import io.sallyport.pipeline.Outcome;
import io.sallyport.verdict.Reason;
import io.sallyport.verdict.Verdict;
import io.sallyport.webhook.Arrival;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;

/** From verdict to answer, shaped by the policy's {@code answers} where it says so. */
final class Answering {
  private Answering() {}

  /** A refusal. */
  static Answer refused(Lane lane, Reason reason, String reference, Arrival arrival) {
    return refused(lane, reason, Problem.of(reason, reference), arrival);
  }

  /** What was genuine has no place now; the policy's own time to come again goes before ours. */
  static Answer turnedAway(
      Lane lane, Reason reason, Duration retryAfter, String reference, Arrival arrival) {
    return refused(lane, reason, Problem.of(reason, reference, retryAfter), arrival);
  }

  private static Answer refused(Lane lane, Reason reason, Answer plain, Arrival arrival) {
    if (reason.answer() == Reason.Answer.METHOD) {
      plain.fields().add("Allow", String.join(", ", lane.acceptance().methods()));
    }
    Optional<Answers.Kind> kind = kind(reason, lane.answers());
    return kind.isPresent() ? shaped(lane, kind.get(), plain, arrival) : plain;
  }

  /** What was genuine could not be delivered. */
  static Answer failed(
      Lane lane, Reason reason, String reference, Arrival arrival, Verdict verdict) {
    Answer answer = refused(lane, reason, reference, arrival);
    addEvent(answer.fields(), verdict);
    return answer;
  }

  /**
   * A genuine webhook that has its place. What an earlier copy was told by the upstream is told
   * again; nothing in the status says that it was held, or the platform would send it for days.
   */
  static Answer kept(Lane lane, Outcome.Kept kept, Arrival arrival) {
    Fields fields = new Fields().add("Sallyport-Event", kept.id().value());
    outcome(kept.word()).ifPresent(word -> fields.add("Sallyport-Outcome", word));
    Answers.Kind kind = kind(kept.word(), lane.answers());
    if (kept.told().isEmpty()) {
      return shaped(lane, kind, Answer.empty(200, fields), arrival);
    }
    Outcome.Told told = kept.told().get();
    if (!told.type().isEmpty()) {
      fields.add("Content-Type", told.type());
    }
    Answer again = new Answer(told.status(), fields, Buffer.buffer(told.body().toBytes()));
    return told.status() / 100 == 2 ? shaped(lane, kind, again, arrival) : again;
  }

  private static Optional<String> outcome(String word) {
    return switch (word) {
      case "hold" -> Optional.of("held");
      case "duplicate" -> Optional.of("duplicate");
      case "reject" -> Optional.of("rejected");
      default -> Optional.empty();
    };
  }

  /** A duplicate is told what the first copy was, where the policy says nothing else. */
  private static Answers.Kind kind(String word, Answers answers) {
    Answers.Kind own =
        switch (word) {
          case "hold" -> Answers.Kind.HELD;
          case "duplicate" -> Answers.Kind.DUPLICATE;
          case "reject" -> Answers.Kind.REJECTED;
          default -> Answers.Kind.ACCEPTED;
        };
    return answers.shapes().containsKey(own) ? own : Answers.Kind.ACCEPTED;
  }

  /** A genuine webhook for which nothing is relayed. */
  static Answer accepted(Lane lane, Arrival arrival, Verdict verdict) {
    Answer plain = Answer.empty(200, addEvent(new Fields(), verdict));
    return shaped(lane, Answers.Kind.ACCEPTED, plain, arrival);
  }

  /**
   * The upstream's own answer; its 2xx in the policy's form, where the policy has one: a platform
   * that insists on 202 or on a certain word cannot be told the upstream's own.
   */
  static Answer relayed(Lane lane, Delivered.Relayed relayed, Arrival arrival, Verdict verdict) {
    Answer plain =
        new Answer(relayed.status(), addEvent(relayed.fields(), verdict), relayed.body());
    return relayed.status() / 100 == 2
        ? shaped(lane, Answers.Kind.ACCEPTED, plain, arrival)
        : plain;
  }

  /** Whether the policy writes the body of what is accepted itself. */
  static boolean hasBodyOfItsOwn(Lane lane, Delivered.Relayed relayed) {
    Answers.Shape shape = lane.answers().shapes().get(Answers.Kind.ACCEPTED);
    return relayed.status() / 100 == 2 && shape != null && shape.body().isPresent();
  }

  /** A challenge's answer: what it echoes must never be taken for a page. */
  static Answer handshake(Verdict.Handshake handshake) {
    Fields fields = new Fields();
    handshake.headers().forEach(fields::add);
    if (!handshake.type().isEmpty()) {
      fields.add("Content-Type", handshake.type());
    }
    addOnce(fields, "X-Content-Type-Options", "nosniff");
    addOnce(fields, "Cache-Control", "no-store");
    return new Answer(handshake.status(), fields, Buffer.buffer(handshake.body().toBytes()));
  }

  private static void addOnce(Fields fields, String name, String value) {
    if (!fields.has(name)) {
      fields.add(name, value);
    }
  }

  private static Fields addEvent(Fields fields, Verdict verdict) {
    if (verdict instanceof Verdict.Forward forward) {
      fields.add("Sallyport-Event", forward.webhook().id().value());
    }
    return fields;
  }

  private static Optional<Answers.Kind> kind(Reason reason, Answers answers) {
    return switch (reason.answer()) {
      case REFUSED ->
          Optional.of(
              isStale(reason) && answers.shapes().containsKey(Answers.Kind.STALE)
                  ? Answers.Kind.STALE
                  : Answers.Kind.REFUSED);
      case LIMITED -> Optional.of(Answers.Kind.LIMITED);
      case BUSY -> Optional.of(Answers.Kind.BUSY);
      default -> Optional.empty();
    };
  }

  private static boolean isStale(Reason reason) {
    return reason == Reason.TIMESTAMP_STALE || reason == Reason.TIMESTAMP_FUTURE;
  }

  private static Answer shaped(Lane lane, Answers.Kind kind, Answer plain, Arrival arrival) {
    Answers.Shape shape = lane.answers().shapes().get(kind);
    if (shape == null || lane.pipeline().isEmpty()) {
      return plain;
    }
    Fields fields = new Fields();
    shape.headers().forEach(fields::add);
    shape.type().ifPresent(type -> fields.add("Content-Type", type));
    plain
        .fields()
        .forEach(
            (name, value) -> {
              if (!fields.has(name) && !(shape.body().isPresent() && isOfBody(name))) {
                fields.add(name, value);
              }
            });
    Buffer body =
        shape
            .body()
            .map(
                template ->
                    template.bytes(
                        lane.pipeline().get().language().read(arrival.inbound(), arrival.url())))
            .map(Buffer::buffer)
            .orElse(plain.body());
    return new Answer(shape.status().orElse(plain.status()), fields, body);
  }

  private static boolean isOfBody(String name) {
    return name.equalsIgnoreCase("Content-Type");
  }
}
