package io.sallyport.verify.template;

import io.sallyport.secret.SecretValue;
import io.sallyport.webhook.InboundWebhook;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The language of one policy, made once when the policy is loaded:
 *
 * <pre>{@code
 * TemplateLanguage.Builder builder = TemplateLanguage.builder(params);  // name -> values, resolved
 * builder.let("s", rule);              // in the order of the policy: a let may use those above it
 * builder.document("{s.payload|unbase64url}");
 * builder.items(rule);
 * TemplateLanguage language = builder.build();
 * Template signed = language.template("{s.t}.{body}");
 * }</pre>
 *
 * Each step throws the {@link TemplateFault} of what it was given, so that the loader can point at
 * the line; what a step refused is not there afterwards, and loading can go on to find more.
 */
public final class TemplateLanguage implements Language {
  static final int BODY_SLOT = 0;
  private static final int DOCUMENT_SLOT = 1;
  private static final int CLAIM_SLOT = 2;
  private static final int JOSE_SLOT = 3;
  private static final int FIRST_LET_SLOT = 4;

  private final Map<String, List<SecretValue>> parameters;
  private final Map<String, Let> lets = new LinkedHashMap<>();
  private final JsonDocument claims =
      new JsonDocument("the token", CLAIM_SLOT, Coverage.none(), RequestReading::claims);
  private final JsonDocument joseHeader =
      new JsonDocument(
          "the token's header", JOSE_SLOT, Coverage.none(), RequestReading::joseHeader);
  private Optional<CompiledTemplate> documentTemplate = Optional.empty();
  private JsonDocument document =
      new JsonDocument("the body", BODY_SLOT, Coverage.none(), RequestReading::body);
  private XmlDocument xmlDocument = new XmlDocument("the body", RequestReading::body);
  private ItemsPlan items = ItemsPlan.whole(document);
  private boolean built;

  private TemplateLanguage(Map<String, List<SecretValue>> parameters) {
    Map<String, List<SecretValue>> copy = new LinkedHashMap<>();
    parameters.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    this.parameters = copy;
  }

  /**
   * Begins a language.
   *
   * @param parameters {@code params} of the policy; a parameter that is no list has one value
   */
  public static Builder builder(Map<String, List<SecretValue>> parameters) {
    return new Builder(parameters);
  }

  /** Collects what templates share. Not safe from several threads. */
  public static final class Builder {
    private final TemplateLanguage language;

    private Builder(Map<String, List<SecretValue>> parameters) {
      this.language = new TemplateLanguage(parameters);
    }

    /**
     * Adds a {@code let}. It may use the lets that were added before it, and no {@code item:}.
     *
     * @throws TemplateFault with an offset in {@code from}, or 0 for the rest of the rule
     */
    public Builder let(String name, LetRule rule) throws TemplateFault {
      language.add(name, rule);
      return this;
    }

    /**
     * Says what {@code json:}, {@code raw:} and {@code xml:} read from then on; the body where this
     * is not called. Call it after every let: in lets, and in the document's own template, these
     * read the body.
     */
    public Builder document(String text) throws TemplateFault {
      language.readDocumentFrom(text);
      return this;
    }

    /**
     * Says what the events of a body are. Where the document is not the body itself, only {@link
     * ItemsRule.Whole} is possible: an event is a byte range of the body. Call it after {@link
     * #document}.
     *
     * @throws TemplateFault with an offset in the pointer, or in the {@code by}
     */
    public Builder items(ItemsRule rule) throws TemplateFault {
      language.items = new ItemsRules(language).compile(rule);
      return this;
    }

    /** The finished language. */
    public TemplateLanguage build() {
      language.built = true;
      return language;
    }
  }

  @Override
  public Template template(String text) throws TemplateFault {
    return compile(text);
  }

  CompiledTemplate compile(String text) throws TemplateFault {
    return new TemplateCompiler(this).compile(text);
  }

  @Override
  public List<SecretValue> parameter(String name) {
    return parameters.getOrDefault(name, List.of());
  }

  @Override
  public Reading read(InboundWebhook inbound, String url) {
    return new RequestReading(this, inbound, url);
  }

  private void add(String name, LetRule rule) throws TemplateFault {
    LetRules.check(name, rule);
    if (rule.each().isPresent() && grouped().filter(let -> !let.name().equals(name)).isPresent()) {
      throw new TemplateFault(0, "each: only one let of a policy can have it");
    }
    CompiledTemplate from = compile(rule.from());
    lets.put(name, new Let(name, from, rule, FIRST_LET_SLOT + lets.size()));
  }

  private void readDocumentFrom(String text) throws TemplateFault {
    CompiledTemplate template = compile(text);
    if (template.isBody()) {
      return;
    }
    if (template.reads().isEmpty()) {
      throw new TemplateFault(0, "a document is read from the request, but this is constant");
    }
    documentTemplate = Optional.of(template);
    document =
        new JsonDocument("the document", DOCUMENT_SLOT, template.reads(), RequestReading::document);
    xmlDocument = new XmlDocument("the document", RequestReading::document);
    items = ItemsPlan.whole(document);
  }

  Optional<Let> let(String name) {
    return Optional.ofNullable(lets.get(name));
  }

  Set<String> letNames() {
    return lets.keySet();
  }

  /** The let with {@code each}. */
  Optional<Let> grouped() {
    return lets.values().stream().filter(Let::isGrouped).findFirst();
  }

  JsonDocument document() {
    return document;
  }

  JsonDocument claims() {
    return claims;
  }

  JsonDocument joseHeader() {
    return joseHeader;
  }

  XmlDocument xmlDocument() {
    return xmlDocument;
  }

  ItemsPlan itemsPlan() {
    return items;
  }

  boolean isBuilt() {
    return built;
  }

  boolean documentIsBody() {
    return documentTemplate.isEmpty();
  }

  /** Whether a let or the document changes with the key that is tried. */
  boolean derivesFromKey() {
    List<CompiledTemplate> derived = new ArrayList<>();
    lets.values().forEach(let -> derived.add(let.from()));
    documentTemplate.ifPresent(derived::add);
    return derived.stream().anyMatch(CompiledTemplate::usesKey);
  }

  Slice documentBytes(RequestReading reading) {
    return documentTemplate.map(template -> template.slice(reading)).orElseGet(reading::body);
  }
}
