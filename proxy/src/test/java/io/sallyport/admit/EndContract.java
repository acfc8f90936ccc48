package io.sallyport.admit;

import static io.sallyport.admit.LedgerCase.acme;
import static io.sallyport.admit.LedgerCase.await;
import static io.sallyport.admit.LedgerCase.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Change;
import io.sallyport.store.shared.Holdings.Ended;
import io.sallyport.store.shared.Holdings.Petition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Other nodes are told what ended, until they know. */
interface EndContract extends HoldingsCase {
  @Test
  default void endsOfGrantedEventsAreToldUntilOthersKnow() {
    Petition petition = promise(acme("e1", "hello"));
    grant(petition, 7);
    int before = store().endsTold();
    deliver(only(take("acme")));

    assertThat(store().endsTold()).isEqualTo(before + 1);
    Ended ended = onlyUnsettled();
    assertThat(ended.bid()).isEqualTo(petition.bids().get(0));
    assertThat(ended.shard()).isEqualTo(petition.shards().get(0));
    assertThat(ended.change())
        .isEqualTo(new Change(ended.bid().key(), 7, Standing.DONE, 0, Keeping.MEMORY_DEFAULT));
    store().crash();
    assertThat(onlyUnsettled()).isEqualTo(ended);
    settle(List.of(ended));
    assertThat(unsettled()).isEmpty();
    store().crash();
    assertThat(unsettled()).isEmpty();
    settle(List.of(ended));
  }

  @Test
  default void anEndThatWasOvertakenIsNotSettledByTheFirst() {
    grant(promise(acme("e1", "hello")), 7);
    bury(only(take("acme")));
    Ended dead = onlyUnsettled();
    await(store().records().retry(acme("e1", "").id(), BY_ADA));

    settle(List.of(dead));

    assertThat(onlyUnsettled().change().standing()).isEqualTo(Standing.QUEUED);
  }

  @Test
  default void endsComeTheLongestFirst() {
    List<ClaimKey> delivered = new ArrayList<>();
    for (String integration : List.of("zeta", "acme", "beta")) {
      admit(AnAdmission.to(integration).event("e", "x"));
      grant(
          await(store().holdings().waiting(0, 1_000)).stream()
              .filter(it -> it.shards().get(0).integration().equals(integration))
              .findFirst()
              .orElseThrow(),
          7);
      Waiting granted = only(take(integration));
      delivered.add(ClaimKey.of(granted.id()));
      deliver(granted);
      store().tick(Duration.ofSeconds(1));
    }

    assertThat(unsettled()).extracting(it -> it.change().key()).isEqualTo(delivered);
    assertThat(await(store().holdings().unsettled(2))).hasSize(2);
  }

  @Test
  default void whatHasEndedIsToldFromSomePlaceOn() {
    for (String name : List.of("e1", "e2", "e3")) {
      grant(promise(acme(name, "hello")), 7);
      deliver(only(take("acme")));
      store().tick(Duration.ofSeconds(1));
    }
    List<Ended> all = unsettled();

    assertThat(behind(all.get(0))).isEqualTo(all.subList(1, 3));
    assertThat(behind(all.get(2))).isEmpty();
    settle(all.subList(0, 1));
    assertThat(behind(all.get(0))).as("it has been told").isEqualTo(all.subList(1, 3));
  }

  private List<Ended> behind(Ended one) {
    return await(store().holdings().unsettled(Optional.of(one), 1_000));
  }
}
