package io.sallyport;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The arrows between the folders point one way. A folder that does not exist yet is no reason to
 * fail: the rule waits for it.
 */
@AnalyzeClasses(
    packages = "io.sallyport",
    importOptions = {ArchitectureTest.ProductOnly.class})
class ArchitectureTest {

  /** Tests may build what only a stage may, in the fast build's own folder, too. */
  static final class ProductOnly implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }

  private static final List<String> STAGES =
      List.of(
          "ingress",
          "handshake",
          "verify",
          "freshness",
          "facts",
          "risk",
          "route",
          "admit",
          "deliver",
          "contain");

  /** What every stage may use: the values that travel, what stages say, and the byte templates. */
  private static final List<String> SHARED_BY_STAGES =
      List.of(
          in("webhook"),
          in("verdict"),
          in("observe"),
          in("secret"),
          "io.sallyport.verify.template..");

  /** Ingress starts the pipeline; handshake answers by the signature's rules and keys. */
  private static final Map<String, List<String>> KNOWN_BESIDES =
      Map.of(
          "ingress", List.of(in("pipeline")),
          "handshake", List.of(in("verify")));

  @ArchTest
  static final ArchRule foldersDependOnEachOtherWithoutCycles =
      slices()
          .matching("io.sallyport.(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .because("whoever reads a folder must not have to read all the others first");

  @ArchTest
  static final ArchRule theQuarantineKnowsNothingOfTheProxy =
      noClasses()
          .that()
          .resideInAPackage(in("quarantine"))
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.sallyport..").and(not(resideInAPackage(in("quarantine")))))
          .allowEmptyShould(true)
          .because("the quarantine is a module that the proxy uses, never the other way round");

  @ArchTest
  static final ArchRule stagesKnowNoPolicies =
      noClasses()
          .that(areInAStage())
          .should()
          .dependOnClassesThat()
          .resideInAPackage(in("policy"))
          .allowEmptyShould(true)
          .because("a policy is compiled into the stages' rules, and a stage sees only its rule");

  @ArchTest
  static void stagesDoNotKnowEachOther(JavaClasses everything) {
    for (String stage : STAGES) {
      stageKnowsOnly(stage, KNOWN_BESIDES.getOrDefault(stage, List.of())).check(everything);
    }
  }

  @ArchTest
  static final ArchRule onlyVerifyMakesAnAuthenticWebhook =
      noClasses()
          .that()
          .resideOutsideOfPackage(in("verify"))
          .should()
          .callConstructorWhere(targetIs("io.sallyport.webhook.AuthenticWebhook"))
          .allowEmptyShould(true)
          .because("a later stage that takes this type must not be able to run on unproved input");

  @ArchTest
  static final ArchRule onlyTheAssemblyKnowsConcreteStores =
      noClasses()
          .that()
          .resideOutsideOfPackages(in("store"), in("cli"), "io.sallyport")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(in("store"))
          .allowEmptyShould(true)
          .because("everybody else sees the port, so that a store can be exchanged");

  @ArchTest
  static final ArchRule nothingReachesBackToTheTop =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.sallyport", in("cli"))
          .should()
          .dependOnClassesThat(resideInAnyPackage("io.sallyport", in("cli")))
          .allowEmptyShould(true)
          .because("the command line and the assembly use the folders, not the folders them");

  @ArchTest
  static final ArchRule everyPackageDeclaresNulls =
      classes()
          .should(liveInANullMarkedPackage())
          .allowEmptyShould(true)
          .because("NullAway checks only what is marked");

  private static ArchRule stageKnowsOnly(String stage, List<String> besides) {
    String[] known =
        Stream.of(SHARED_BY_STAGES, besides, List.of(in(stage)))
            .flatMap(List::stream)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(in(stage))
        .should()
        .dependOnClassesThat(areInAStage().and(not(resideInAnyPackage(known))))
        .allowEmptyShould(true)
        .because(stage + " is a stage, and stages meet only in the pipeline");
  }

  private static DescribedPredicate<JavaClass> areInAStage() {
    return resideInAnyPackage(STAGES.stream().map(ArchitectureTest::in).toArray(String[]::new))
        .as("are in a stage");
  }

  private static DescribedPredicate<JavaCall<?>> targetIs(String owner) {
    return DescribedPredicate.describe(
        "makes a " + owner, call -> call.getTargetOwner().getName().equals(owner));
  }

  private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
    return new ArchCondition<>("live in a package marked @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked = type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked");
        events.add(
            new SimpleConditionEvent(
                type, marked, type.getPackageName() + " has no @NullMarked package-info.java"));
      }
    };
  }

  private static String in(String folder) {
    return "io.sallyport." + folder + "..";
  }
}
