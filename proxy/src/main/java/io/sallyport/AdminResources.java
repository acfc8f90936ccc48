package io.sallyport;

import io.sallyport.admin.AdminRoutes;
import io.sallyport.admin.TailRoutes;
import io.sallyport.config.Configuration;
import io.sallyport.policy.folder.PolicyFolder;
import io.sallyport.refusals.RefusalRing;
import io.sallyport.seal.Bootstrap;
import java.util.List;

/** Everything that is mounted on the admin listener, in one list. */
final class AdminResources {
  private AdminResources() {}

  static List<AdminRoutes> of(
      TailRoutes tail,
      RefusalRing refusals,
      PolicyFolder folder,
      Bootstrap bootstrap,
      Configuration configuration) {
    return List.of(tail);
  }
}
