package io.sallyport.explain;

import io.sallyport.explain.Explanation.Mark;
import io.sallyport.explain.Explanation.Stage;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.InboundWebhook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An explanation while it is being told. */
final class Trail {
  private final String subject;
  private final String integration;
  private final Sender sender;
  private final List<Stage> stages = new ArrayList<>();

  Trail(String subject, InboundWebhook inbound, Sender sender) {
    this.subject = subject;
    this.integration = inbound.integration();
    this.sender = sender;
    ok(
        "ingress",
        "%s %s from %s, %d bytes"
            .formatted(
                Explainer.printable(inbound.method()),
                Explainer.printable(inbound.path()),
                inbound.source().getHostAddress(),
                inbound.body().size()));
  }

  void ok(String stage, String sentence) {
    stages.add(new Stage(stage, Mark.OK, sentence));
  }

  void skip(String stage, String sentence) {
    stages.add(new Stage(stage, Mark.SKIP, sentence));
  }

  Explanation refused(String stage, Reason reason, String detail, List<String> hints) {
    String sentence =
        detail.isEmpty() ? reason.code() : reason.code() + ": " + Explainer.printable(detail);
    if (stage.equals("ingress")) {
      stages.clear(); // it was let in, and then again not: only the last word counts
    }
    stages.add(new Stage(stage, Mark.REFUSE, sentence));
    return new Explanation(subject, integration, stages, Remedies.of(reason, sender), hints);
  }

  Explanation end() {
    return new Explanation(subject, integration, stages, Optional.empty(), List.of());
  }
}
