package io.sallyport;

import io.sallyport.store.local.LocalStore;
import io.sallyport.store.shared.MembersFile;
import io.sallyport.store.shared.NodeName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that starts alone, on a folder of which it may have been one of many. */
final class Solitude {
  private static final Logger LOG = LoggerFactory.getLogger(Solitude.class);

  private final Vertx vertx;
  private final Path data;
  private final String host;
  private final SecureRandom random;

  /**
   * Nothing is said yet.
   *
   * @param data its folder
   * @param host the name of this host, of which one of the node's own is made where it has none
   */
  Solitude(Vertx vertx, Path data, String host, SecureRandom random) {
    this.vertx = vertx;
    this.data = data;
    this.host = host;
    this.random = random;
  }

  /**
   * Notes that it has left the others, before anything is promised that they will not be told.
   * Blocks.
   *
   * @return whether there are others
   */
  boolean leave() throws IOException {
    Path members = data.resolve(MembersFile.FILE);
    if (!Files.exists(members)) {
      return false;
    }
    NodeName name = NodeName.open(data, Optional.empty(), host, random);
    MembersFile.leave(vertx, members, name.text());
    return true;
  }

  /** They finish what lies on Redis when they miss this node, and nobody can ask them not to. */
  Future<Void> warn(LocalStore store) {
    return store
        .grantedAmongOthers()
        .onSuccess(
            count -> {
              if (count > 0) {
                LOG.atWarn()
                    .addKeyValue("count", count)
                    .log(
                        "this node is alone now, and sends deliveries that were granted to it among"
                            + " others. What it has left on Redis they finish as well, under the"
                            + " same webhook-id: end them before this one is started alone, or let"
                            + " it run once more among them with hand-over: none until nothing"
                            + " waits");
              }
            })
        .mapEmpty();
  }
}
