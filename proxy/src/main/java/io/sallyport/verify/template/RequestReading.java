package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.IdentifiedWebhook;
import io.sallyport.webhook.InboundWebhook;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request while it is read; the views at its items share everything that was parsed. */
final class RequestReading implements Reading {
  private final Shared shared;
  private final Optional<ItemRange> item;

  RequestReading(TemplateLanguage language, InboundWebhook inbound, String url) {
    this(new Shared(language, inbound, url), Optional.empty());
  }

  private RequestReading(Shared shared, Optional<ItemRange> item) {
    this.shared = shared;
    this.item = item;
  }

  /** What was parsed and chosen so far. A part that cannot be read is remembered as that, too. */
  private static final class Shared {
    final TemplateLanguage language;
    final InboundWebhook inbound;
    final String url;
    final Kept<List<Pair>> query = new Kept<>();
    final Kept<List<Pair>> form = new Kept<>();
    Kept<Slice> document = new Kept<>();
    Kept<List<ItemRange>> items = new Kept<>();
    final Map<Integer, Kept<JsonOutline>> outlines = new HashMap<>();
    final Map<Let, Kept<LetValue>> lets = new HashMap<>();
    final Map<XmlDocument, Kept<XmlTexts>> xml = new HashMap<>();
    Optional<Key> key = Optional.empty();
    Optional<Token> token = Optional.empty();
    Optional<Integer> group = Optional.empty();

    Shared(TemplateLanguage language, InboundWebhook inbound, String url) {
      this.language = language;
      this.inbound = inbound;
      this.url = url;
    }

    /** Drops what was made of the key, token or group that another one now takes the place of. */
    void forgetDerived() {
      lets.clear();
      items = new Kept<>();
      outlines.keySet().removeIf(slot -> slot != TemplateLanguage.BODY_SLOT);
      if (!language.documentIsBody()) {
        document = new Kept<>();
        xml.clear();
      }
    }
  }

  private record Key(String id, Slice bytes) {}

  private record Token(Slice header, Slice claims) {}

  /** A value made at most once, or the refusal that making it came to. */
  private static final class Kept<T> {
    private @Nullable T value;
    private @Nullable Unreadable refusal;

    T get(Supplier<T> make) {
      if (refusal != null) {
        throw refusal;
      }
      T known = value;
      if (known == null) {
        try {
          known = make.get();
        } catch (Unreadable e) {
          refusal = e;
          throw e;
        }
        value = known;
      }
      return known;
    }

    Optional<T> made() {
      return Optional.ofNullable(value);
    }
  }

  @Override
  public InboundWebhook inbound() {
    return shared.inbound;
  }

  @Override
  public Reading at(ItemRange range) {
    return new RequestReading(shared, Optional.of(range));
  }

  @Override
  public List<ItemRange> items() {
    return shared.items.get(() -> shared.language.itemsPlan().find(this));
  }

  @Override
  public boolean hasTooManyItems() {
    try {
      return items().size() > IdentifiedWebhook.ITEMS_MAX;
    } catch (Unreadable e) {
      if (e.isOfCount()) {
        return true;
      }
      throw e;
    }
  }

  @Override
  public void useKey(String id, byte[] key) {
    shared.key = Optional.of(new Key(id, Slice.of(key)));
    if (shared.language.derivesFromKey()) {
      shared.forgetDerived();
    }
  }

  @Override
  public void useToken(byte[] header, byte[] claims) {
    shared.token = Optional.of(new Token(Slice.of(header), Slice.of(claims)));
    shared.forgetDerived();
  }

  @Override
  public int groups() {
    return shared.language.grouped().map(let -> Math.max(1, let.value(this).groups())).orElse(1);
  }

  @Override
  public void useGroup(int index) {
    if (index < 0 || index >= groups()) {
      throw new IndexOutOfBoundsException("group " + index + " of " + groups());
    }
    shared.group = Optional.of(index);
    shared.forgetDerived();
  }

  Optional<Integer> group() {
    return shared.group;
  }

  @Override
  public String url() {
    return shared.url;
  }

  @Override
  public Optional<byte[]> tokenHeader() {
    return shared.token.map(token -> token.header().toBytes());
  }

  /** The bytes of {@code {key}}. */
  Slice key() {
    return chosenKey().bytes();
  }

  /** The text of {@code {key:id}}. */
  Slice keyId() {
    return Slice.ofUtf8(chosenKey().id());
  }

  private Key chosenKey() {
    return shared.key.orElseThrow(
        () -> new Unreadable(Reason.KEY_UNKNOWN, "{key} is read where no key has been chosen"));
  }

  /** The item that this view stands at; the only one where it stands at none. */
  ItemRange item() {
    if (item.isPresent()) {
      return item.get();
    }
    List<ItemRange> all = items();
    if (all.size() == 1) {
      return all.get(0);
    }
    throw all.isEmpty()
        ? new Unreadable(Reason.SIGNED_PART_MISSING, "{item} is read where the body has no item")
        : new Unreadable(
            Reason.SIGNED_PART_REPEATED, "{item} is read for a body of " + all.size() + " items");
  }

  Slice joseHeader() {
    return token().header();
  }

  Slice claims() {
    return token().claims();
  }

  private Token token() {
    return shared.token.orElseThrow(
        () -> new Unreadable(Reason.SIGNED_PART_MISSING, "there is no token to read claims from"));
  }

  List<Pair> query() {
    return shared.query.get(
        () -> UrlPairs.parse(Slice.ofLatin1(shared.inbound.query()), "the query"));
  }

  List<Pair> form() {
    return shared.form.get(() -> FormBody.parse(shared.inbound));
  }

  Slice body() {
    return Slice.of(shared.inbound.body());
  }

  /** What {@code json:}, {@code raw:} and {@code xml:} read, except while it is made. */
  Slice document() {
    return shared.document.get(() -> shared.language.documentBytes(this));
  }

  JsonOutline outline(JsonDocument document) {
    Kept<JsonOutline> kept = shared.outlines.computeIfAbsent(document.slot(), slot -> new Kept<>());
    if (kept.made().filter(outline -> !document.isCurrent(outline)).isPresent()) {
      // A template was compiled after the outline was made: look again.
      kept = new Kept<>();
      shared.outlines.put(document.slot(), kept);
    }
    return kept.get(() -> document.parse(this));
  }

  XmlTexts xml(XmlDocument document) {
    Kept<XmlTexts> kept = shared.xml.computeIfAbsent(document, unused -> new Kept<>());
    if (kept.made().filter(texts -> !document.isCurrent(texts)).isPresent()) {
      kept = new Kept<>();
      shared.xml.put(document, kept);
    }
    return kept.get(() -> document.parse(this));
  }

  LetValue let(Let let) {
    return shared.lets.computeIfAbsent(let, key -> new Kept<>()).get(() -> let.read(this));
  }
}
