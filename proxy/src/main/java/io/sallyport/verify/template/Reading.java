package io.sallyport.verify.template;

import io.sallyport.webhook.InboundWebhook;
import java.util.List;
import java.util.Optional;

/**
 * One request while it is read. Parsed parts (query, form, JSON, XML, let) are made on first use
 * and kept. It belongs to one request and one thread at a time.
 */
public interface Reading {
  InboundWebhook inbound();

  /** The externally registered URL for the path that was called, without query. */
  String url();

  /** The same reading seen from one item: {@code item:} sources resolve against it. */
  Reading at(ItemRange item);

  /**
   * The items of the body in order; one, the whole body, where the policy names none. At most
   * 1,000, see {@link #hasTooManyItems}. There may be none ({@code {"events": []}}): a check {@code
   * per: item} has then proved nothing and must refuse. Throws {@link Unreadable}.
   */
  List<ItemRange> items();

  /**
   * Whether the body is sound and has more items than {@link #items} gives: then that one throws,
   * and only what needs no single item can be read. Throws {@link Unreadable} for a body that is
   * not sound.
   */
  boolean hasTooManyItems();

  /** What {@code {key}} and {@code {key:id}} mean from now on, while one key is tried. */
  void useKey(String id, byte[] key);

  /**
   * How many groups the {@code let} with {@code each} has in this request, 1 to 8; 1 where the
   * policy has no such let, or its value is absent. A group is one {@code t=…,v1=…} of several in
   * one header: its signature belongs to its own time, so a mechanism tries one group after another
   * ({@link #useGroup}) and leaves the reading at the one that proved. Throws {@link Unreadable}.
   */
  int groups();

  /**
   * Which group {@code {NAME.part}} reads from now on, from 0. Without a choice, several groups
   * count as repeated.
   */
  void useGroup(int index);

  /**
   * What {@code jose:} and {@code claim:} read: the JOSE header and the payload of a token, as JSON
   * bytes. Before the signature is verified they may only select a key.
   */
  void useToken(byte[] header, byte[] claims);

  /**
   * The JOSE header given last to {@link #useToken}; for the one key source that reads it whole.
   */
  Optional<byte[]> tokenHeader();

  /**
   * One item: a byte range of the raw body.
   *
   * @param pointer its concrete JSON pointer ({@code /entry/0/changes/2}); empty for the whole body
   */
  record ItemRange(String pointer, int start, int end) {}
}
