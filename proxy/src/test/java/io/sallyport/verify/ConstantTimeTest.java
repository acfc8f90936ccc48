package io.sallyport.verify;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.sallyport.secret.Secret;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Row 22 of the threat list, from the inside: what is compared with a secret is compared by {@code
 * MessageDigest.isEqual} and nothing else.
 */
@AnalyzeClasses(
    packages = "io.sallyport.verify",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ConstantTimeTest {

  /** The literals of a signature pattern are public; nobody learns anything from their time. */
  @ArchTest
  static final ArchRule row22BytesAreComparedInConstantTime =
      noClasses()
          .that()
          .resideInAnyPackage("io.sallyport.verify", "io.sallyport.verify.mechanism..")
          .and()
          .doNotHaveFullyQualifiedName("io.sallyport.verify.mechanism.SignaturePattern")
          .and()
          .haveNameNotMatching(".*SignaturePattern\\$.*")
          .and()
          .haveSimpleNameNotEndingWith("Test")
          .should()
          .callMethodWhere(
              target(owner(assignableTo(Arrays.class)))
                  .and(target(nameMatching("equals|compare|compareUnsigned|mismatch"))))
          .orShould()
          .callMethodWhere(
              target(owner(assignableTo(ByteBuffer.class)))
                  .and(target(nameMatching("equals|compareTo|mismatch"))))
          .because("the time of a comparison must not tell how much of a guess was right");

  @Test
  void row22ASecretsEqualsIsThatOfAnObject() throws NoSuchMethodException {
    assertThat(Secret.class.getMethod("equals", Object.class).getDeclaringClass())
        .isEqualTo(Object.class);
  }
}
