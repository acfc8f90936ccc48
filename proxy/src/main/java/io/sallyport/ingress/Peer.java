package io.sallyport.ingress;

import io.sallyport.webhook.ClientCertificate;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The other end of a connection.
 *
 * @param address the socket's address; who it speaks for is another question
 * @param certificate what it authenticated itself with, validated against the trust anchors
 */
public record Peer(InetAddress address, boolean isTls, Optional<ClientCertificate> certificate) {}
