package io.sallyport.policy.sample;

import io.sallyport.policy.written.WrittenCheck.Algorithm;
import io.sallyport.policy.written.WrittenCheck.Content;
import io.sallyport.policy.written.WrittenCheck.Signature;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Reading.ItemRange;
import io.sallyport.yaml.shape.Placed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Puts the signature of a mechanism that signs bytes which a template names. */
final class SignatureWriter {
  private final RequestSigner signer;
  private final RequestDraft draft;
  private final String url;

  SignatureWriter(RequestSigner signer, RequestDraft draft, String url) {
    this.signer = signer;
    this.draft = draft;
    this.url = url;
  }

  void write(Signature mechanism) throws CannotSign {
    Slot place = signer.slot(mechanism.signature().from());
    String algorithm = algorithm(mechanism.algorithm());
    fillHeaders(mechanism.signed());
    if (mechanism.common().perItem()) {
      for (ItemRange item : signer.items(draft, url)) {
        String signature = signature(mechanism, algorithm, Optional.of(item));
        if (!place.kind().equals("item")) {
          throw new CannotSign("the signature of an item stands in the item");
        }
        draft.setMember(item.pointer() + place.name(), signature);
      }
      return;
    }
    draft.set(place, signature(mechanism, algorithm, Optional.empty()));
  }

  private String signature(Signature mechanism, String algorithm, Optional<ItemRange> item)
      throws CannotSign {
    Reading whole = signer.reading(draft, url);
    Reading reading = item.map(whole::at).orElse(whole);
    byte[] bytes = signedBytes(mechanism.signed(), reading);
    byte[] signature =
        new SigningAlgorithm(mechanism.family(), algorithm).sign(bytes, signer.key());
    return written(mechanism.signature().as().get(0).value(), algorithm, signature);
  }

  private String algorithm(Algorithm algorithm) throws CannotSign {
    if (algorithm instanceof Algorithm.Fixed fixed) {
      return fixed.name().value();
    }
    if (algorithm instanceof Algorithm.Allowed allowed) {
      return allowed.names().get(0).value();
    }
    Algorithm.By by = (Algorithm.By) algorithm;
    Optional<Slot> chooser = Slot.of(by.cases().by().value());
    String first = by.cases().cases().keySet().iterator().next();
    if (chooser.isPresent() && !draft.has(chooser.get())) {
      draft.set(chooser.get(), first);
    }
    String word = signer.text(signer.reading(draft, url), by.cases().by());
    Placed<String> chosen = by.cases().cases().get(word);
    if (chosen == null) {
      throw new CannotSign(by.cases().by().value() + " names no algorithm of the policy");
    }
    return chosen.value();
  }

  /** The first form of the content that can be computed. */
  private byte[] signedBytes(Content content, Reading reading) throws CannotSign {
    if (content instanceof Content.By by) {
      Placed<String> chosen = by.cases().cases().get(signer.text(reading, by.cases().by()));
      if (chosen == null) {
        throw new CannotSign(by.cases().by().value() + " has no case in the policy");
      }
      return signer.bytes(reading, chosen);
    }
    CannotSign last = new CannotSign("nothing is signed");
    for (Placed<String> form : ((Content.Alternatives) content).templates()) {
      try {
        return signer.bytes(reading, form);
      } catch (CannotSign fault) {
        last = fault;
      }
    }
    throw last;
  }

  /** Fields that are signed and that nobody gave. */
  private void fillHeaders(Content content) throws CannotSign {
    List<Placed<String>> forms =
        content instanceof Content.Alternatives alternatives
            ? alternatives.templates().subList(0, 1)
            : new ArrayList<>(((Content.By) content).cases().cases().values());
    for (Placed<String> form : forms) {
      for (String word : signer.template(form).reads().words()) {
        if (word.startsWith("header:") && !word.endsWith("*")) {
          String name = word.substring("header:".length());
          if (!draft.hasHeader(name)) {
            draft.header(name, signer.newId());
          }
        }
      }
    }
  }

  private static String written(String pattern, String algorithm, byte[] signature) {
    HexFormat hex = HexFormat.of();
    Base64.Encoder base64 = Base64.getEncoder();
    byte[] digits = hex.formatHex(signature).getBytes(StandardCharsets.US_ASCII);
    return pattern
        .replace("{alg}", algorithm)
        .replace("{hex}", hex.formatHex(signature))
        .replace("{HEX}", hex.formatHex(signature).toUpperCase(Locale.ROOT))
        .replace("{base64}", base64.encodeToString(signature))
        .replace("{base64url}", Base64.getUrlEncoder().withoutPadding().encodeToString(signature))
        .replace("{base64:hex}", base64.encodeToString(digits))
        .replace("{{", "{");
  }
}
