package io.sallyport.dispatch;

import static io.sallyport.dispatch.DispatchUnderTest.status;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.UnaryOperator;

/** A dispatcher driven by hand, and one application whose answers are given in advance. */
abstract class DispatcherCase {
  final DispatchUnderTest gate = new DispatchUnderTest();
  final Queue<Integer> statuses = new ArrayDeque<>();

  void toApp(UnaryOperator<DispatchUnderTest.Written> rule) {
    gate.to("shop", rule, parcel -> status(Optional.ofNullable(statuses.poll()).orElse(200)));
  }
}
