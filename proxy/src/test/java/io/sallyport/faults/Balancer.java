package io.sallyport.faults;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What stands before the nodes, as part of the sender: one after the other, without those that say
 * that they are not ready. Where no connection comes about, the next one gets the request: nothing
 * of it was sent. What broke off later goes back to the sender.
 */
final class Balancer implements AutoCloseable {
  private static final Duration ASK_EVERY = Duration.ofMillis(200);
  private static final Duration ASK_FOR = Duration.ofSeconds(1);
  private static final Duration CONNECT_FOR = Duration.ofSeconds(2);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_FOR)
          .build();

  private final List<Node> nodes = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final Answers answers = new Answers();
  private volatile boolean over;

  Balancer(int nodesCount) {
    for (int i = 0; i < nodesCount; i++) {
      nodes.add(new Node());
    }
  }

  private static final class Node {
    volatile URI hooks = URI.create("http://127.0.0.1:9/");
    volatile Optional<URI> ready = Optional.empty();
    volatile boolean in = true;
  }

  /** Where a node is now. */
  void aim(int node, String ingress) {
    nodes.get(node).hooks = URI.create(ingress + "/hooks/acme");
  }

  /** Begins to ask a node whether it is ready. */
  void watch(int node, String status) {
    Node it = nodes.get(node);
    it.ready = Optional.of(URI.create(status + "/readyz"));
    Thread thread = new Thread(() -> ask(it), "is node " + node + " ready");
    thread.setDaemon(true);
    thread.start();
  }

  private void ask(Node node) {
    while (!over) {
      HttpRequest request =
          HttpRequest.newBuilder(node.ready.orElseThrow()).timeout(ASK_FOR).build();
      try {
        node.in = client.send(request, BodyHandlers.discarding()).statusCode() == 200;
      } catch (IOException away) {
        node.in = false;
      } catch (InterruptedException e) {
        return;
      }
      Fault.rest(ASK_EVERY);
    }
  }

  int size() {
    return nodes.size();
  }

  Answers answers() {
    return answers;
  }

  /** To whose turn it is; fails when no node takes the connection, or when it breaks off. */
  int send(Function<URI, HttpRequest> request) throws IOException, InterruptedException {
    return send(next(), request);
  }

  /** To this node first. */
  int send(int node, Function<URI, HttpRequest> request) throws IOException, InterruptedException {
    for (int trial = 0; trial < nodes.size(); trial++) {
      Node it = nodes.get((node + trial) % nodes.size());
      try {
        HttpResponse<Void> response =
            client.send(request.apply(it.hooks), BodyHandlers.discarding());
        answers.answered(response.statusCode());
        return response.statusCode();
      } catch (ConnectException | HttpConnectTimeoutException away) {
        it.in = nodes.size() == 1;
        if (trial + 1 < nodes.size()) {
          answers.passedOn();
        }
      } catch (IOException brokenOff) {
        answers.unanswered();
        throw brokenOff;
      }
    }
    answers.refused();
    throw new ConnectException("no node takes connections");
  }

  private int next() {
    int first = Math.floorMod(turn.getAndIncrement(), nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      int candidate = (first + i) % nodes.size();
      if (nodes.get(candidate).in) {
        return candidate;
      }
    }
    return first;
  }

  @Override
  public void close() {
    over = true;
  }
}
