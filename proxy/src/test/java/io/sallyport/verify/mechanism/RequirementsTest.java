package io.sallyport.verify.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequirementsTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  private final Language language = TemplateLanguage.builder(Map.of()).build();

  @Test
  void takesNoLongTextForLikeAPattern() throws TemplateFault {
    Requirements like = require("{body}", new ValueRule.Like(Pattern.compile("a*")));
    String longest = "a".repeat(Requirements.LIKE_BYTES_MAX);

    assertThat(like.firstFailure(ARequest.withBody(longest).in(language), NOW)).isEmpty();
    assertThat(like.firstFailure(ARequest.withBody(longest + "a").in(language), NOW)).isPresent();
  }

  @Test
  void takesNoBytesThatAreNotTextForLikeAPattern() throws TemplateFault {
    Requirements like = require("{body}", new ValueRule.Like(Pattern.compile("(?s).*")));

    assertThat(like.firstFailure(ARequest.withBody("é").in(language), NOW)).isEmpty();
    assertThat(
            like.firstFailure(
                ARequest.withBody("").body(new byte[] {(byte) 0x80}).in(language), NOW))
        .isPresent();
  }

  private Requirements require(String value, ValueRule rule) throws TemplateFault {
    return new Requirements(List.of(new Requirement(language.template(value), rule)));
  }
}
