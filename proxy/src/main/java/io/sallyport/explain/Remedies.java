package io.sallyport.explain;

import io.sallyport.verdict.Reason;
import java.util.Optional;

/**
 * What most likely mends a refusal. One sentence for every reason that somebody can do something
 * about, in the words of the platform's preset where there is one.
 */
final class Remedies {
  private static final String RESEND = "ask the sender to send it again";

  private Remedies() {}

  static Optional<String> of(Reason reason, Sender sender) {
    return Optional.of(sentence(reason, sender)).filter(text -> !text.isEmpty());
  }

  private static String sentence(Reason reason, Sender sender) {
    return switch (reason) {
      case SIGNATURE_MISSING ->
          sender.title()
              + " sends it only if the webhook has a secret: "
              + sender.register()
              + "; without one this was somebody else";
      case SIGNATURE_MALFORMED, SIGNATURE_ALGORITHM, SIGNATURE_TOO_MANY ->
          "this is not how "
              + sender.title()
              + " signs: either it was not "
              + sender.title()
              + ", or the policy names the wrong provider";
      case SIGNATURE_MISMATCH ->
          "compare the key with " + sender.title() + "'s: " + sender.secret();
      case SIGNATURE_COVERAGE ->
          "the signature leaves out a part that the policy relies on: nothing to do but to ask the"
              + " sender";
      case SIGNED_PART_MISSING, SIGNED_PART_REPEATED, SIGNED_PART_MALFORMED ->
          "see whether a proxy in front takes away, repeats or rewrites header fields";
      case REQUIREMENT_FAILED -> "compare the policy's `require` and `params` with the sender's";
      case CLAIM_REJECTED ->
          "compare the policy's `claims` and `params` with what the sender puts into its tokens";
      case KEY_UNKNOWN -> "give the policy the key that the sender signs with: " + sender.secret();
      case KEY_EXPIRED -> "the key's `not-after` has passed: move it, or have the sender rotate";
      case KEY_NOT_YET_VALID -> "the key's `not-before` lies ahead: move it";
      case KEY_UNAVAILABLE -> "see in the log why the key could not be fetched";
      case CERTIFICATE_REJECTED -> "compare the policy's `client-cert` with the certificate";
      case TIMESTAMP_MISSING, TIMESTAMP_MALFORMED ->
          "compare the policy's `freshness` with what the sender sends";
      case TIMESTAMP_STALE, TIMESTAMP_FUTURE ->
          "check this machine's clock (timedatectl status); if it is right, the request was held"
              + " back or sent again: "
              + RESEND;
      case HANDSHAKE_ORACLE ->
          "nothing: this challenge asked to have an event signed. If the platform itself sends"
              + " such ones, widen the `like` of the policy's handshake with care";
      case HANDSHAKE_TOKEN ->
          "the verify token differs: compare the policy's `params` with what was typed at "
              + sender.title();
      case HANDSHAKE_MALFORMED -> "register the webhook at " + sender.title() + " again";
      case HANDSHAKE_UNCONFIRMED ->
          "see in the log why the address could not be fetched; " + RESEND;
      case BOOTSTRAP_CLOSED ->
          "if you are registering the webhook now: sallyport key bootstrap NAME --for 10m, then"
              + " register again";
      case REQUEST_MALFORMED, HEADERS_TOO_LARGE -> "no platform sends this: look at who did";
      case REQUEST_TIMEOUT -> "the sender was too slow; " + RESEND;
      case SENDER_GONE ->
          "the sender did not wait for the answer: see how long the application takes";
      case HOST_UNKNOWN ->
          "add the name to ingress.hosts, if platforms are meant to call it by that";
      case PATH_UNKNOWN -> "compare the address registered at the platform with the policies";
      case METHOD_NOT_ALLOWED -> "compare the policy's `accept.methods` with what the sender uses";
      case BODY_TOO_LARGE -> "raise the policy's `accept.max-body`";
      case BODY_ENCODING -> "allow it in the policy: accept: {decompress: [gzip]}";
      case BODY_MALFORMED, FACT_MALFORMED ->
          "it is genuine, but not of the form that the policy reads: see `facts` and `document`";
      case SOURCE_NOT_ALLOWED ->
          "add the address to the policy's `accept.sources`, or name the proxy in front in"
              + " `trusted-proxies`";
      case LIMIT_SOURCE, LIMIT_HANDSHAKE, LIMIT_CONCURRENT ->
          "if the sender is genuine, raise the limit; behind a proxy, name it in"
              + " `trusted-proxies`";
      case LIMIT_INTEGRATION, LIMIT_ACCOUNT, LIMIT_TYPE, LIMIT_FIELD ->
          "if so many are right, raise the limit in the policy, or let it pace them: over: delay";
      case REPLAY_DUPLICATE -> "nothing: the event was delivered once, and this was a copy of it";
      case REPLAY_IN_FLIGHT ->
          "nothing, if it is rare; often: the application takes longer than "
              + sender.title()
              + " waits, so deliver durably";
      case REPLAY_CONFLICT ->
          "two deliveries have the same id and different bytes: compare them before one is"
              + " released";
      case REPLAY_SIGNATURE_REUSED ->
          "signed bytes came again under another id: most likely somebody replays a captured"
              + " delivery";
      case BATCH_TOO_LARGE ->
          "look at it and release it: it goes on whole; if it is often, switch batching off at "
              + sender.title()
              + " or make its batches smaller";
      case STORE_REBUILDING ->
          "a node is missing that may have delivered this: start it, or, if it is gone for good,"
              + " store forget NODE; what is released meanwhile may be a repetition";
      case STORE_RESTORED ->
          "the data folder was restored from a backup: what came since then may be a repetition";
      case CLOCK_SET_BACK ->
          "this machine's clock was set back: look at NTP; what was signed before may be a delivery"
              + " that somebody kept back";
      case STORE_UNAVAILABLE ->
          "see in the log why the journal takes nothing, or why the other nodes cannot be asked; "
              + RESEND;
      case STORE_FULL -> "make room on the disk of the data folder, or give it a larger one";
      case QUOTA_EXCEEDED ->
          "deliver, release or discard what waits (deliveries ls, quarantine ls), or raise the"
              + " policy's quota; on a Redis that several nodes share, store.redis.claims";
      case NODE_DRAINING ->
          "it was asked to (sallyport drain): the platform's next try reaches another node; drain --undo"
              + " takes it back";
      case POLICY_BROKEN -> "sallyport policy check";
      case UPSTREAM_UNREACHABLE, UPSTREAM_TIMEOUT, UPSTREAM_ANSWER, UPSTREAM_BUSY ->
          "it was genuine; look at the application behind";
      case INTERNAL_ERROR -> "a fault of ours: the log has it, please report it";
    };
  }
}
