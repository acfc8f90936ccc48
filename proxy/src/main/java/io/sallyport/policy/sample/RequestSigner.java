package io.sallyport.policy.sample;

import io.sallyport.freshness.Freshness.Unit;
import io.sallyport.policy.Policy;
import io.sallyport.policy.written.WrittenCheck;
import io.sallyport.policy.written.WrittenCheck.Common;
import io.sallyport.policy.written.WrittenFact;
import io.sallyport.policy.written.WrittenFreshness;
import io.sallyport.policy.written.WrittenKeyRule;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.policy.written.WrittenRule;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Reading.ItemRange;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.ClientCertificate;
import io.sallyport.yaml.shape.Placed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Signs requests as the sender of a policy would: puts time, ids and key ids where the scheme reads
 * them, computes what is signed by the policy's own templates, and the signature by code of its
 * own. Of several mechanisms under {@code any} the first that can be turned round is taken.
 */
public final class RequestSigner {
  private final Policy policy;
  private final WrittenPolicy written;
  private final SigningKey key;
  private final Instant now;
  private final RandomGenerator random;

  /**
   * @param policy compiled, with the public half of the key or the same secret
   * @param written the same policy as written
   */
  public RequestSigner(
      Policy policy, WrittenPolicy written, SigningKey key, Instant now, RandomGenerator random) {
    this.policy = policy;
    this.written = written;
    this.key = key;
    this.now = now;
    this.random = random;
  }

  /** A request that verifies, and the certificate it has to be sent with, where it is one. */
  public record Signed(RecordedRequest request, Optional<ClientCertificate> certificate) {}

  /**
   * Signs.
   *
   * @throws CannotSign when the scheme cannot be turned round from here
   */
  public Signed sign(SampleRequest wanted) throws CannotSign {
    return written.verify().isPresent()
        ? sign(wanted, written.verify().get())
        : new Signed(prepared(wanted).finished(), Optional.empty());
  }

  /**
   * Signs by one of several mechanisms.
   *
   * @param check the policy's {@code verify}, or one of those under its {@code any}
   */
  public Signed sign(SampleRequest wanted, WrittenCheck check) throws CannotSign {
    RequestDraft draft = prepared(wanted);
    prove(draft, wanted.url(), check);
    return new Signed(draft.finished(), draft.certificate());
  }

  /** With all that the sender adds but its proof. */
  private RequestDraft prepared(SampleRequest wanted) throws CannotSign {
    RequestDraft draft = new RequestDraft(wanted, written.lets());
    contentType(draft);
    time(draft);
    if (wanted.type().isPresent()) {
      type(draft, wanted.type().get());
    }
    for (String fact : List.of("id", "type")) {
      fact(draft, fact);
    }
    return draft;
  }

  /** The wanted type, at the first place of the fact that can be written. */
  private void type(RequestDraft draft, String type) throws CannotSign {
    WrittenFact fact = written.facts().byName().get("type");
    List<Slot> places =
        fact == null
            ? List.of()
            : fact.from().stream().map(Placed::value).flatMap(it -> Slot.of(it).stream()).toList();
    Slot place =
        places.stream()
            .filter(it -> !it.kind().equals("item"))
            .findFirst()
            .orElseThrow(
                () -> new CannotSign("the policy reads its type where nothing can be written"));
    draft.set(place, type);
  }

  private void prove(RequestDraft draft, String url, WrittenCheck check) throws CannotSign {
    if (check instanceof WrittenCheck.None) {
      return;
    }
    if (check instanceof WrittenCheck.All all) {
      for (WrittenCheck each : all.checks()) {
        prove(draft, url, each);
      }
      return;
    }
    if (check instanceof WrittenCheck.Any any) {
      any(draft, url, any);
      return;
    }
    Optional<Common> common = WrittenCheck.commonOf(check);
    if (common.isPresent()) {
      keyId(draft, common.get());
      requirements(draft, url, common.get());
    }
    if (check instanceof WrittenCheck.Signature signature) {
      new SignatureWriter(this, draft, url).write(signature);
    } else if (check instanceof WrittenCheck.Jws jws) {
      new TokenWriter(this, draft, url).write(jws);
    } else if (check instanceof WrittenCheck.HttpSignature http) {
      new HttpSignatureWriter(this, draft, url).write(http);
    } else if (check instanceof WrittenCheck.Token token) {
      token(draft, url, token);
    } else if (check instanceof WrittenCheck.Basic) {
      byte[] credentials = shared().text().getBytes(StandardCharsets.UTF_8);
      draft.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    } else if (check instanceof WrittenCheck.ClientCertificate certificate) {
      draft.certificate(
          new ClientCertificate(
              certificate.issuers().stream().findFirst().orElse("CN=example"),
              "CN=example",
              certificate.names().stream()
                  .limit(1)
                  .map(it -> it.replace("*", "example"))
                  .toList()));
    }
  }

  private void token(RequestDraft draft, String url, WrittenCheck.Token token) throws CannotSign {
    Slot place = slot(token.value());
    if (!place.kind().equals("item")) {
      draft.set(place, shared().text());
      return;
    }
    for (ItemRange item : items(draft, url)) {
      draft.setMember(item.pointer() + place.name(), shared().text());
    }
  }

  /** The parts of a batch, as the policy finds them. */
  List<ItemRange> items(RequestDraft draft, String url) throws CannotSign {
    try {
      return reading(draft, url).items();
    } catch (Unreadable unreadable) {
      throw new CannotSign(unreadable.detail(), unreadable);
    }
  }

  /** Where the policy reads the signed time. */
  Optional<Placed<String>> signedTime() {
    return written
        .freshness()
        .filter(WrittenFreshness.Signed.class::isInstance)
        .map(it -> ((WrittenFreshness.Signed) it).from());
  }

  /** The first that can be turned round. */
  private void any(RequestDraft draft, String url, WrittenCheck.Any any) throws CannotSign {
    CannotSign last = new CannotSign("there is no mechanism");
    for (WrittenCheck each : any.checks()) {
      RequestDraft attempt = draft.copy();
      try {
        prove(attempt, url, each);
        draft.take(attempt);
        return;
      } catch (CannotSign fault) {
        last = fault;
      }
    }
    throw last;
  }

  private void contentType(RequestDraft draft) {
    if (draft.body().length > 0 && !draft.hasHeader("Content-Type")) {
      byte first = draft.body()[0];
      draft.header(
          "Content-Type",
          first == '{' || first == '['
              ? "application/json"
              : first == '<' ? "application/xml" : "application/x-www-form-urlencoded");
    }
  }

  private void time(RequestDraft draft) throws CannotSign {
    if (written.freshness().isPresent()
        && written.freshness().get() instanceof WrittenFreshness.Signed signed) {
      Optional<Slot> slot = Slot.of(signed.from().value());
      // What a document holds is signed as a whole; its time can only be given with it.
      boolean isHeld = written.document().isPresent() && slot.filter(Slot::isJson).isPresent();
      if (slot.isPresent()
          && !isHeld
          && !slot.get().kind().equals("item")
          && (draft.wanted().renewsTime() || !draft.has(slot.get()))) {
        draft.set(slot.get(), Times.written(now, signed.unit()));
      }
    }
  }

  /** An id or a type in a header is made up where none is given. */
  private void fact(RequestDraft draft, String name) throws CannotSign {
    WrittenFact fact = written.facts().byName().get(name);
    if (fact == null) {
      return;
    }
    Optional<Slot> slot = Slot.of(fact.from().get(0).value());
    if (slot.isPresent() && slot.get().kind().equals("header") && !draft.has(slot.get())) {
      draft.set(slot.get(), name.equals("id") ? newId() : "sample");
    }
  }

  private void keyId(RequestDraft draft, Common common) throws CannotSign {
    Optional<Slot> slot =
        common.key().flatMap(WrittenKeyRule::id).map(Placed::value).flatMap(Slot::of);
    if (slot.isPresent() && !draft.has(slot.get())) {
      draft.set(slot.get(), key.id());
    }
  }

  /** What must be something, is made so. */
  private void requirements(RequestDraft draft, String url, Common common) throws CannotSign {
    for (WrittenRule.Requirement requirement : common.require()) {
      Optional<Slot> slot = Slot.of(requirement.value().value());
      WrittenRule rule = requirement.rule();
      boolean isTime = rule.within().isPresent() && draft.wanted().renewsTime();
      if (slot.isEmpty() || (draft.has(slot.get()) && !isTime) || rule.absent()) {
        continue;
      }
      Optional<Placed<String>> value = rule.is().or(() -> rule.in().map(it -> it.get(0)));
      if (value.isPresent()) {
        String text = text(reading(draft, url), value.get());
        if (!text.isEmpty()) {
          draft.set(slot.get(), text);
        }
      } else if (rule.within().isPresent()) {
        draft.set(slot.get(), Times.written(now, Unit.SECONDS));
      } else if (rule.like().isPresent()) {
        Optional<String> fitting = Times.fitting(now, rule.like().get());
        if (fitting.isPresent()) {
          draft.set(slot.get(), fitting.get());
        }
      }
    }
  }

  SigningKey key() {
    return key;
  }

  SigningKey.Shared shared() throws CannotSign {
    if (key instanceof SigningKey.Shared shared) {
      return shared;
    }
    throw new CannotSign("this mechanism wants a shared secret");
  }

  Instant now() {
    return now;
  }

  String newId() {
    return "sample_" + HexFormat.of().toHexDigits(random.nextLong());
  }

  Slot slot(Placed<String> value) throws CannotSign {
    return Slot.of(value.value())
        .orElseThrow(() -> new CannotSign("nothing can be written at " + value.value()));
  }

  /** The draft as it is now, read under the key. */
  Reading reading(RequestDraft draft, String url) {
    Reading reading = policy.language().read(draft.inbound(policy.integration(), now), url);
    reading.useKey(
        key.id(), key instanceof SigningKey.Shared shared ? shared.bytes() : new byte[0]);
    return reading;
  }

  Template template(Placed<String> value) throws CannotSign {
    try {
      return policy.language().template(value.value());
    } catch (TemplateFault fault) {
      throw new CannotSign("a template does not compile: " + fault.getMessage(), fault);
    }
  }

  byte[] bytes(Reading reading, Placed<String> value) throws CannotSign {
    try {
      return template(value).bytes(reading);
    } catch (Unreadable unreadable) {
      throw new CannotSign(unreadable.detail(), unreadable);
    }
  }

  String text(Reading reading, Placed<String> value) throws CannotSign {
    List<byte[]> values = new ArrayList<>();
    try {
      // A list parameter stands for its first value.
      values.addAll(template(value).values(reading, 1_000));
    } catch (Unreadable unreadable) {
      throw new CannotSign(unreadable.detail(), unreadable);
    }
    return values.isEmpty() ? "" : new String(values.get(0), StandardCharsets.UTF_8);
  }
}
