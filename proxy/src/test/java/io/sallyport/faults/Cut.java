package io.sallyport.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network that is cut in two by address: what one side sends to the other is dropped, without a
 * word. Only in a network namespace of its own, where it can hurt nobody else.
 */
final class Cut {
  /** Says to a JVM that the network is its own. */
  static final String OWN_NETWORK = "-Dfaults.own-network=1";

  private static final String IPTABLES = "iptables";

  private Cut() {}

  /** Why it cannot be tried here. */
  static Optional<String> missing() {
    if (!Shell.isRoot()) {
      return Optional.of("only root may cut a network");
    }
    return List.of(IPTABLES, "unshare", "setpriv", "ip").stream()
        .filter(command -> !Shell.has(command))
        .findFirst()
        .map(command -> command + " is not installed");
  }

  /** The command before a program that gives it a network of its own, with a loopback only. */
  static List<String> ownNetwork() {
    return List.of("unshare", "-n", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh");
  }

  /** Whether this process has one. */
  static boolean isInOwnNetwork() {
    return "1".equals(System.getProperty("faults.own-network", "0"));
  }

  /** What such a process sends comes from that address, though it names none. */
  static void sendFrom(String group, String address) throws IOException {
    Shell.run(
        IPTABLES,
        "-t",
        "nat",
        "-A",
        "POSTROUTING",
        "-p",
        "tcp",
        "-m",
        "owner",
        "--gid-owner",
        group,
        "-j",
        "SNAT",
        "--to-source",
        address);
  }

  /** Cuts. */
  static void between(List<String> these, List<String> those) throws IOException {
    for (String one : these) {
      for (String other : those) {
        drop("-I", one, other);
        drop("-I", other, one);
      }
    }
  }

  /** Mends all that was cut. */
  static void mend() throws IOException {
    Shell.run(IPTABLES, "-F", "INPUT");
  }

  private static void drop(String how, String from, String to) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(IPTABLES, how, "INPUT", "-s", from, "-d", to, "-j", "DROP"));
    Shell.run(command.toArray(new String[0]));
  }
}
