package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.store.local.FixtureDisk.Damaged;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Granted;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.webhook.RawBody;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left to other nodes is read together. */
class LeftBesideDamageTest extends OutcomesCase {
  private static final AnAdmission DAMAGED = AnAdmission.to("acme").event("e9", "goodbye");
  private static final int MOST = 64 << 10;

  private Granted granted(AnAdmission admission, long fence) {
    Petition petition = promise(admission);
    answer(petition, new Found.Granted(fence));
    return new Granted(petition.bids().get(0), fence);
  }

  /** Else nothing that stands beside it would be finished where this node dies. */
  @ParameterizedTest
  @EnumSource(names = {"ALL", "CONTENT"})
  void whatIsDamagedKeepsNothingBack(Damaged what) {
    List<Granted> both = List.of(granted(DAMAGED, 7), granted(EVENT, 8));
    store.damageFirst(what);

    List<Optional<RawBody>> left = await(store.holdings().bequests(both, MOST, MOST));

    assertThat(left).hasSize(2);
    assertThat(left.get(0)).isEmpty();
    assertThat(left.get(1)).isPresent();
  }
}
