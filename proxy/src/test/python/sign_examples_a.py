#!/usr/bin/env python3
"""Writes the example deliveries of the presets: genuine, forged, handshakes.

The signatures are computed here, apart from the product: HMAC and hashes by Python's
standard library, RSA and Ed25519 by the openssl command, ECDSA (RFC 6979) and the
certificates in plain Python. Everything is deterministic: a second run writes the same
bytes. The keys are throw-away keys for these examples and protect nothing.

    python3 proxy/src/test/python/sign_examples_a.py
"""
import base64
import hashlib
import hmac
import json
import pathlib
import subprocess
import tempfile
from urllib.parse import quote, urlencode

OUT = pathlib.Path(__file__).resolve().parents[2] / "main/resources/providers/examples"
KEYS = OUT / "keys"
PRIVATE = pathlib.Path(__file__).resolve().parent / "keys"
T = 1777636800  # 2026-05-01T12:00:00Z, the clock of nearly every example
RFC3339 = "2026-05-01T12:00:00Z"


# ---------------------------------------------------------------- writing requests

def write(preset, name, headers, body=b"", method="POST", target=None):
    """One raw HTTP/1.1 request; Content-Length counts exactly the bytes of the body."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"{method} {target or '/hooks/' + preset} HTTP/1.1", "Host: hooks.example.com"]
    lines += [f"{key}: {value}" for key, value in headers]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    (OUT / f"{preset}-{name}.http").write_bytes("\n".join(lines).encode("latin-1") + b"\n\n" + body)


def pair(preset, body, sign, tamper, content_type="application/json", name="genuine",
         forged="forged", target=None):
    """A genuine delivery, and the same signature over a body that was changed."""
    body = body.encode() if isinstance(body, str) else body
    old, new = (text.encode() for text in tamper)
    assert body.count(old) >= 1 and old != new, preset
    kind = [("Content-Type", content_type)] if content_type else []
    headers = kind + sign(body)
    write(preset, name, headers, body, target=target)
    if forged:
        write(preset, forged, headers, body.replace(old, new, 1), target=target)


# ---------------------------------------------------------------- primitives

def mac(key, message, alg="sha256"):
    key = key.encode() if isinstance(key, str) else key
    message = message.encode() if isinstance(message, str) else message
    return hmac.new(key, message, alg).digest()


def b64(data):
    return base64.b64encode(data).decode()


def b64url(data):
    data = data.encode() if isinstance(data, str) else data
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*arguments, stdin=b""):
    return subprocess.run(["openssl", *arguments], input=stdin, stdout=subprocess.PIPE,
                          check=True).stdout


def rsa(message, alg="sha256"):
    message = message.encode() if isinstance(message, str) else message
    return openssl("dgst", "-" + alg, "-sign", str(PRIVATE / "example-rsa.private.pem"), stdin=message)


def ed25519(message):
    message = message.encode() if isinstance(message, str) else message
    with tempfile.NamedTemporaryFile() as file:
        file.write(message)
        file.flush()
        return openssl("pkeyutl", "-sign", "-rawin", "-in", file.name, "-inkey",
                       str(PRIVATE / "example-ed25519.private.pem"))


class P256:
    """ECDSA over P-256 with the deterministic nonces of RFC 6979."""
    p = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
    n = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    g = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
         0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)

    def __init__(self, name):
        self.d = int.from_bytes(hashlib.sha256(name.encode()).digest(), "big") % (self.n - 1) + 1
        self.q = self.multiply(self.d, self.g)

    def add(self, a, b):
        if a is None or b is None:
            return a or b
        if a[0] == b[0]:
            if (a[1] + b[1]) % self.p == 0:
                return None
            slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, self.p)
        else:
            slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, self.p)
        x = (slope * slope - a[0] - b[0]) % self.p
        return x, (slope * (a[0] - x) - a[1]) % self.p

    def multiply(self, k, point):
        result = None
        while k:
            if k & 1:
                result = self.add(result, point)
            point = self.add(point, point)
            k >>= 1
        return result

    def sign(self, message):
        digest = hashlib.sha256(message.encode() if isinstance(message, str) else message).digest()
        h = int.from_bytes(digest, "big") % self.n
        seed = self.d.to_bytes(32, "big") + h.to_bytes(32, "big")
        k, v = b"\x00" * 32, b"\x01" * 32
        for mark in (b"\x00", b"\x01"):
            k = mac(k, v + mark + seed)
            v = mac(k, v)
        v = mac(k, v)
        nonce = int.from_bytes(v, "big")
        assert 0 < nonce < self.n
        r = self.multiply(nonce, self.g)[0] % self.n
        return r, pow(nonce, -1, self.n) * (h + r * self.d) % self.n

    def raw(self, message):
        return b"".join(part.to_bytes(32, "big") for part in self.sign(message))

    def der(self, message):
        return sequence(*(integer(part) for part in self.sign(message)))

    def spki(self):
        point = b"\x04" + self.q[0].to_bytes(32, "big") + self.q[1].to_bytes(32, "big")
        return sequence(sequence(oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")),
                        tlv(3, b"\x00" + point))


# ---------------------------------------------------------------- DER, certificates, JOSE

def tlv(tag, value):
    size = len(value)
    if size < 128:
        length = bytes([size])
    else:
        count = (size.bit_length() + 7) // 8
        length = bytes([128 | count]) + size.to_bytes(count, "big")
    return bytes([tag]) + length + value


def sequence(*parts):
    return tlv(0x30, b"".join(parts))


def integer(value):
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    out = bytes([40 * first + second])
    for arc in rest:
        septets = [arc & 127]
        while arc := arc >> 7:
            septets.append(arc & 127 | 128)
        out += bytes(reversed(septets))
    return tlv(6, out)


def certificate(subject, subject_key, issuer, issuer_key, serial, ca, marks):
    def name(text):
        return sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(0x0C, text.encode()))))

    def extension(dotted, value, critical=False):
        return sequence(oid(dotted), *([tlv(1, b"\xff")] if critical else []), tlv(4, value))

    algorithm = sequence(oid("1.2.840.10045.4.3.2"))
    usage = tlv(3, b"\x01\x06") if ca else tlv(3, b"\x07\x80")
    extensions = [extension("2.5.29.19", sequence(tlv(1, b"\xff")) if ca else sequence(), True),
                  extension("2.5.29.15", usage, True)]
    extensions += [extension(mark, b"\x05\x00") for mark in marks]
    body = sequence(
        tlv(0xA0, integer(2)), integer(serial), algorithm, name(issuer),
        sequence(tlv(0x17, b"200101000000Z"), tlv(0x17, b"491231235959Z")), name(subject),
        subject_key.spki(), tlv(0xA3, sequence(*extensions)))
    return sequence(body, algorithm, tlv(3, b"\x00" + issuer_key.der(body)))


def pem(label, der):
    text = b64(der)
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def compact(value):
    return json.dumps(value, separators=(",", ":"))


EC = P256("sallyport example key")


def jws(header, payload, detached=False):
    payload = compact(payload) if isinstance(payload, dict) else payload
    head, text = b64url(compact(header)), b64url(payload)
    signing = f"{head}.{text}"
    alg = header["alg"]
    if alg.startswith("RS"):
        signature = rsa(signing, "sha" + alg[2:])
    elif alg.startswith("HS"):
        raise ValueError("use hs()")
    elif alg == "EdDSA":
        signature = ed25519(signing)
    else:
        signature = EC.raw(signing)
    return f"{head}.{'' if detached else text}.{b64url(signature)}"


def hs(header, payload, key):
    signing = f"{b64url(compact(header))}.{b64url(compact(payload))}"
    return f"{signing}.{b64url(mac(key, signing, 'sha' + header['alg'][2:]))}"


def keys():
    """The throw-away keys as the presets' examples name them."""
    if not (PRIVATE / "example-rsa.private.pem").exists():
        (PRIVATE / "example-rsa.private.pem").write_bytes(openssl("genrsa", "2048"))
        (PRIVATE / "example-ed25519.private.pem").write_bytes(openssl("genpkey", "-algorithm", "ed25519"))
    rsa_public = openssl("pkey", "-in", str(PRIVATE / "example-rsa.private.pem"), "-pubout")
    (KEYS / "example-rsa.public.pem").write_bytes(rsa_public)
    (KEYS / "example-ec.public.pem").write_text(pem("PUBLIC KEY", EC.spki()))
    spki = openssl("pkey", "-in", str(PRIVATE / "example-ed25519.private.pem"), "-pubout", "-outform", "DER")
    modulus = openssl("rsa", "-in", str(PRIVATE / "example-rsa.private.pem"), "-noout", "-modulus")
    n = bytes.fromhex(modulus.decode().strip().split("=")[1])
    (KEYS / "example-jwks.json").write_text(json.dumps({"keys": [
        {"kty": "RSA", "kid": "example-rsa", "use": "sig", "n": b64url(n), "e": "AQAB"},
        {"kty": "EC", "kid": "example-ec", "use": "sig", "crv": "P-256",
         "x": b64url(EC.q[0].to_bytes(32, "big")), "y": b64url(EC.q[1].to_bytes(32, "big"))},
        {"kty": "OKP", "kid": "example-ed25519", "use": "sig", "crv": "Ed25519",
         "x": b64url(spki[-32:])}]}, indent=2) + "\n")


def discovery():
    """The metadata documents that lead to the keys above, as their senders publish them."""
    for preset, issuer, jwks in (
            ("bot-framework", "https://api.botframework.com", "https://login.botframework.com/v1/.well-known/keys"),
            ("google-risc", "https://accounts.google.com/", "https://www.googleapis.com/oauth2/v3/certs"),
            ("oidc-backchannel-logout", "https://login.example.com", "https://login.example.com/keys"),
            ("okta-universal-logout", "https://example.okta.com", "https://example.okta.com/oauth2/v1/keys"),
            ("openid-ssf-push", "https://transmitter.example.com/", "https://transmitter.example.com/jwks.json")):
        (KEYS / f"{preset}-discovery.json").write_text(compact({"issuer": issuer, "jwks_uri": jwks}) + "\n")


EXAMPLES = [keys, discovery]


def example(make):
    EXAMPLES.append(make)
    return make


# ---------------------------------------------------------------- a to c

@example
def alchemy():
    pair("alchemy", '{"webhookId":"wh_example0001","id":"whevt_example0001","createdAt":"2026-05-01T11:59:59.000Z",'
         '"type":"ADDRESS_ACTIVITY","event":{"network":"ETH_MAINNET","activity":[{"value":293.092129,"asset":"USDC"}]}}',
         lambda body: [("X-Alchemy-Signature", mac("example-alchemy-signing-key", body).hex())],
         ("293.09", "993.09"))


@example
def alipay():
    form = {"gmt_create": "2026-05-01 19:59:50", "charset": "utf-8", "seller_id": "2088101106499364",
            "subject": "Beans & more", "buyer_id": "2088102116773037", "notify_type": "trade_status_sync",
            "notify_id": "2026050100222120000000000001", "notify_time": "2026-05-01 20:00:00",
            "trade_status": "TRADE_SUCCESS", "app_id": "2026000000000001", "total_amount": "2.00",
            "out_trade_no": "0501-000001", "version": "1.0"}
    content = "&".join(f"{key}={form[key]}" for key in sorted(form))
    form |= {"sign_type": "RSA2", "sign": b64(rsa(content))}
    pair("alipay", urlencode(form), lambda body: [], ("total_amount=2.00", "total_amount=0.01"),
         "application/x-www-form-urlencoded;charset=utf-8")


@example
def antom():
    body = ('{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S"},"paymentRequestId":'
            '"req-1","paymentId":"202605011940108001001888888","paymentAmount":{"currency":"USD","value":"1000"}}')
    client = "SANDBOX_5YC47N2ZQHJ004124"

    def head(encode):
        def sign(content):
            message = b"POST /hooks/antom\n" + f"{client}.{RFC3339}.".encode() + content
            return [("Client-Id", client), ("Request-Time", RFC3339),
                    ("Signature", f"algorithm=RSA256,keyVersion=1,signature={encode(rsa(message))}")]
        return sign
    pair("antom", body, head(lambda code: quote(b64(code), safe="")), ('"value":"1000"', '"value":"9000"'))
    pair("antom", body, head(b64url), ('"value":"1000"', '"value":"9000"'), name="base64url", forged=None)


@example
def apple():
    marks = "1.2.840.113635.100.6.11.1", "1.2.840.113635.100.6.2.1"
    root, middle, leaf = (P256("sallyport example app store " + name) for name in ("root", "ca", "leaf"))
    anchor = certificate("Example App Store Root", root, "Example App Store Root", root, 1, True, [])
    (KEYS / "example-appstore-root.pem").write_text(pem("CERTIFICATE", anchor))
    between = certificate("Example App Store CA", middle, "Example App Store Root", root, 2, True, [marks[1]])

    def notification(leaf_marks):
        end = certificate("Example App Store Leaf", leaf, "Example App Store CA", middle, 3, False, leaf_marks)
        header = {"alg": "ES256", "x5c": [b64(end), b64(between), b64(anchor)]}
        payload = {"notificationType": "SUBSCRIBED", "subtype": "INITIAL_BUY",
                   "notificationUUID": "002e14d5-51f5-4503-b5a8-c3a1af68eb20",
                   "data": {"appAppleId": 41234, "bundleId": "com.example.app", "bundleVersion": "1.2.3",
                            "environment": "Sandbox", "status": 1},
                   "version": "2.0", "signedDate": T * 1000}
        signing = f"{b64url(compact(header))}.{b64url(compact(payload))}"
        return signing, leaf.raw(signing)
    json_type = [("Content-Type", "application/json")]
    signing, code = notification([marks[0]])
    write("apple-appstore-v2", "genuine", json_type, compact({"signedPayload": f"{signing}.{b64url(code)}"}))
    head, payload = signing.split(".")
    other = b64url(base64.urlsafe_b64decode(payload + "==").replace(b'"status":1', b'"status":2'))
    write("apple-appstore-v2", "forged", json_type, compact({"signedPayload": f"{head}.{other}.{b64url(code)}"}))
    signing, code = notification([])
    write("apple-appstore-v2", "leaf-without-mark", json_type,
          compact({"signedPayload": f"{signing}.{b64url(code)}"}))

    header = {"alg": "RS256", "kid": "example-rsa"}
    claims = {"iss": "https://appleid.apple.com", "aud": "com.example.app", "iat": T, "jti": "abede-fixed-example",
              "events": compact({"type": "consent-revoked", "sub": "000123.0123456789abcdef0123456789abcdef.0001",
                                 "event_time": T * 1000})}
    token = jws(header, claims)
    write("apple-siwa", "genuine", json_type, compact({"payload": token}))
    first, _, last = token.split(".")
    claims["events"] = claims["events"].replace("000123", "000124")
    write("apple-siwa", "forged", json_type, compact({"payload": f"{first}.{b64url(compact(claims))}.{last}"}))
    del claims["events"]
    claims |= {"sub": "000123.0123456789abcdef0123456789abcdef.0001", "exp": T + 86400}
    write("apple-siwa", "id-token", json_type, compact({"payload": jws(header, claims)}))


@example
def attentive():
    pair("attentive", '{"type":"sms.subscribed","timestamp":1777636800000,"company":{"display_id":"example",'
         '"company_id":"MTIzNDU"},"subscriber":{"phone":"+15555550100","external_id":"u-1"},"subscription":{"type":"MARKETING"}}',
         lambda body: [("x-attentive-hmac-sha256", mac("example-attentive-signing-key", body).hex())],
         ("5550100", "5550199"))


@example
def attio():
    pair("attio", '{"webhook_id":"23e42eaf-323a-41da-b5bb-fd67eebda553","events":[{"event_type":"record.created",'
         '"id":{"workspace_id":"14beef7a-99f7-4534-a87e-70b564330a4c","object_id":"97052eb9","record_id":"bf071e1f"},'
         '"actor":{"type":"workspace-member","id":"50cf242c-7fa3-4cad-87d0-75b1af71c57b"}}]}',
         lambda body: [("x-attio-signature", mac("example-attio-secret", body).hex())], ("bf071e1f", "bf071e1e"))


@example
def auth0():
    body = ('{"id":"evt_1234567890abcdef","type":"user.deleted","source":"urn:auth0:example.auth0app.com","specversion":"1.0",'
            '"time":"2026-05-01T11:59:58Z","data":{"object":{"user_id":"auth0|507f1f77bcf86cd799439020"}}}')
    head = ("Content-Type", "application/json")
    write("auth0-event-stream", "genuine", [head, ("Authorization", "Bearer example-auth0-stream-token")], body)
    write("auth0-event-stream", "forged", [head, ("Authorization", "Bearer example-auth0-stream-tokeN")], body)
    body = ('[{"log_id":"90020260501120000000001","data":{"date":"2026-05-01T11:59:57.000Z","type":"scp","client_id":"c1",'
            '"user_id":"auth0|1","tenant_name":"example"}},{"log_id":"90020260501120000000002","data":{"date":'
            '"2026-05-01T11:59:58.000Z","type":"s","client_id":"c1","user_id":"auth0|2","tenant_name":"example"}}]')
    write("auth0-log-stream", "genuine", [head, ("Authorization", "example-auth0-log-token")], body)
    write("auth0-log-stream", "forged", [head, ("Authorization", "example-auth0-log-tokem")], body)


@example
def bot_framework():
    token = jws({"alg": "RS256", "typ": "JWT", "kid": "example-rsa"},
                {"serviceurl": "https://smba.trafficmanager.net/emea/", "iss": "https://api.botframework.com",
                 "aud": "11111111-2222-3333-4444-555555555555", "nbf": T - 60, "exp": T + 3600})
    body = ('{"type":"message","id":"1777636799000","timestamp":"2026-05-01T11:59:59.0000000Z","channelId":"msteams",'
            '"serviceUrl":"https://smba.trafficmanager.net/emea/","from":{"id":"29:1example","aadObjectId":'
            '"aaaaaaaa-0000-0000-0000-000000000001"},"conversation":{"id":"a:1example","tenantId":'
            '"72f988bf-0000-0000-0000-2d7cd011db47"},"channelData":{"tenant":{"id":"72f988bf-0000-0000-0000-2d7cd011db47"}},'
            '"text":"hello"}')
    pair("bot-framework", body, lambda _: [("Authorization", "Bearer " + token)],
         ("smba.trafficmanager.net", "smba.trafficmanager.org"))


@example
def bridge():
    def sign(body):
        digest = hashlib.sha256(f"{T * 1000}.".encode() + body).digest()
        return [("X-Webhook-Signature", f"t={T * 1000},v0={b64(rsa(digest))}")]
    pair("bridge-xyz", '{"api_version":"v0","event_id":"wh_evt_example1","event_category":"transfer","event_type":'
         '"transfer.updated.status_transitioned","event_object_id":"transfer_1","event_object":{"id":"transfer_1",'
         '"on_behalf_of":"cust_alice","amount":"100.0","state":"payment_processed"},"event_created_at":'
         '"2026-05-01T11:59:59.000Z"}', sign, ("100.0", "900.0"))


@example
def cal_com():
    pair("cal-com", '{"triggerEvent":"BOOKING_CREATED","createdAt":"2026-05-01T11:59:59.000Z","payload":{"title":"30 min",'
         '"startTime":"2026-05-04T09:00:00Z","uid":"7a9cB3","organizer":{"name":"Host","email":"host@example.com"}}}',
         lambda body: [("x-cal-signature-256", mac("example-cal-secret", body).hex())], ("T09:00", "T10:00"))


@example
def circle():
    (KEYS / "example-circle-key.json").write_text(compact({"data": {
        "id": "879dc113-5ca4-4ff7-a6b7-54652083fcf8", "algorithm": "ECDSA_SHA_256",
        "publicKey": b64(EC.spki()), "createDate": "2026-01-01T00:00:00Z"}}) + "\n")
    pair("circle", '{"subscriptionId":"00000000-0000-4000-8000-00000000c1c1","notificationId":'
         '"2de9c4b6-0a6e-4d3b-8f4e-1f1b4f3d9a10","notificationType":"transactions.inbound","notification":{"id":'
         '"b3d9d2d5","state":"COMPLETE","amounts":["12.5"]},"timestamp":"2026-05-01T11:59:59.000Z","version":2}',
         lambda body: [("X-Circle-Signature", b64(EC.der(body))),
                       ("X-Circle-Key-Id", "879dc113-5ca4-4ff7-a6b7-54652083fcf8")], ("12.5", "92.5"))
    write("circle", "probe", [], method="HEAD")


WHSEC = "whsec_c2FsbHlwb3J0LWV4YW1wbGUta2V5LTAx"


def standard(identifier, time, body, key=WHSEC, prefix="webhook"):
    """The headers of Standard Webhooks; a key that is no whsec_ is used as its bytes."""
    key = base64.b64decode(key[6:]) if key.startswith("whsec_") else key
    message = f"{identifier}.{time}.".encode() + body
    return [(f"{prefix}-id", identifier), (f"{prefix}-timestamp", str(time)),
            (f"{prefix}-signature", "v1," + b64(mac(key, message)))]


@example
def standard_family_a():
    pair("claude-managed-agents", '{"type":"event","id":"event_example01","created_at":"2026-05-01T11:59:59Z","data":'
         '{"type":"session.status_idled","id":"sesn_example01","organization_id":"org_example","workspace_id":'
         '"wrkspc_example"}}', lambda body: standard("msg_example01", T, body), ("sesn_example01", "sesn_example02"))
    pair("clerk", '{"data":{"id":"sess_29w83sxm","object":"session","status":"revoked","user_id":'
         '"user_29w83sxmDNGwOuEthce5gg56FcC"},"object":"event","type":"session.revoked"}',
         lambda body: standard("msg_2g6K8vJ4", T, body, prefix="svix"), ("sess_29w83sxm", "sess_29w83sxn"))


@example
def commercelayer():
    pair("commercelayer", '{"data":{"id":"NkQbhaGzdR","type":"orders","attributes":{"number":"2454728","status":"placed",'
         '"currency_code":"EUR"},"meta":{"mode":"test","organization_id":"xRRkjFOexx"}}}',
         lambda body: [("X-CommerceLayer-Topic", "orders.place"),
                       ("X-CommerceLayer-Signature", b64(mac("example-commercelayer-secret", body)))],
         ("2454728", "2454729"), "application/vnd.api+json")


@example
def cursor():
    pair("cursor", '{"event":"statusChange","timestamp":"2026-05-01T11:59:59Z","id":"bc_abc123","status":"FINISHED",'
         '"summary":"Added README.md"}',
         lambda body: [("X-Webhook-ID", "msg_1"), ("X-Webhook-Event", "statusChange"),
                       ("X-Webhook-Signature", "sha256=" + mac("example-cursor-secret-of-32-letters", body).hex())],
         ("FINISHED", "EXPIRED0"))


@example
def customer_io():
    pair("customer-io", '{"data":{"customer_id":"0200102","identifiers":{"id":"0200102","email":"test@example.com"}},'
         '"event_id":"01E4C4CT6YDC7Y5M7FE1GWWPQJ","object_type":"email","metric":"unsubscribed","timestamp":1777636798}',
         lambda body: [("X-CIO-Timestamp", str(T)),
                       ("X-CIO-Signature", mac("example-customer-io-key", b"v0:%d:" % T + body).hex())],
         ("test@example", "west@example"))


# ---------------------------------------------------------------- d to i

@example
def deepgram():
    body = ('{"metadata":{"request_id":"b9b4c2f0-1f4b-4b7e-9b1f-2a1f6e0f7a10","created":"2026-05-01T11:59:58.000Z",'
            '"duration":17.6,"channels":1},"results":{"channels":[{"alternatives":[{"transcript":"hello"}]}]}}')
    for name, password in (("genuine", "example-deepgram-password"), ("forged", "example-deepgram-passworD")):
        write("deepgram", name, [("Content-Type", "application/json"), ("dg-token", "example-key-identifier"),
                                 ("Authorization", "Basic " + b64(f"deepgram:{password}".encode()))], body)


@example
def discord():
    def sign(body):
        return [("X-Signature-Ed25519", ed25519(str(T).encode() + body).hex()), ("X-Signature-Timestamp", str(T))]
    pair("discord-interactions", '{"id":"846462639134605312","application_id":"845027738276462632","type":2,"token":'
         '"example-interaction-token","version":1,"guild_id":"290926798626357999","channel_id":"645027906669510667",'
         '"member":{"user":{"id":"53908232506183680","username":"mason"}},"data":{"id":"771825006014889984","name":"cardsearch"}}',
         sign, ("cardsearch", "cardsearcH"))
    pair("discord-interactions", '{"id":"846462639134605313","application_id":"845027738276462632","type":1,"version":1}',
         sign, ('"version":1', '"version":2'), name="ping", forged="forged-ping")
    pair("discord-webhook-events", '{"version":1,"application_id":"1234560123453231555","type":1,"event":{"type":'
         '"APPLICATION_DEAUTHORIZED","timestamp":"2026-05-01T11:59:59.000000","data":{"user":{"id":"123456789012345678",'
         '"username":"mason"}}}}', sign, ("123456789012345678", "123456789012345679"))
    pair("discord-webhook-events", '{"version":1,"application_id":"1234560123453231555","type":0}', sign,
         ('"version":1', '"version":2'), name="ping", forged=None)


@example
def douyin():
    def sign(body):
        return [("X-Douyin-Signature", hashlib.sha1(b"example-douyin-client-secret" + body).hexdigest()),
                ("Msg-Id", "f1a4c1d0")]
    pair("douyin", '{"event":"im_receive_msg","from_user_id":"3d7f0d2b-open-id","to_user_id":"7b1e-open-id","client_key":'
         '"awexample","content":{"create_time":1777636798,"conversation_short_id":"1"}}', sign, ("7b1e", "7b1f"))
    pair("douyin", '{"event":"verify_webhook","client_key":"awexample","content":{"challenge":12345}}', sign,
         ("12345", "12346"), name="challenge", forged=None)


@example
def elevenlabs():
    pair("elevenlabs", '{"type":"post_call_transcription","event_timestamp":1777636798,"data":{"agent_id":"agent_example",'
         '"conversation_id":"conv_example","status":"done","transcript":[]}}',
         lambda body: [("ElevenLabs-Signature",
                        f"t={T},v0={mac('wsec_example_elevenlabs', str(T).encode() + b'.' + body).hex()}")],
         ("conv_example", "conv_examplE"))


@example
def exact_online():
    content = ('{"Topic":"FinancialTransactions","ClientId":"5be0e5d8","Division":3000000,"Action":"Create","Key":'
               '"97f3e8d2-6a8a-4a7e-8f5e-3f9d6f0c2b11","ExactOnlineEndpoint":"https://start.exactonline.nl/api/v1/3000000/x",'
               '"EventCreatedOn":"2026-05-01T11:59:58.000"}')
    code = mac("example-exact-webhook-secret", content).hex()
    head = [("Content-Type", "application/json")]
    write("exact-online", "genuine", head, f'{{"Content":{content},"HashCode":"{code.upper()}"}}')
    write("exact-online", "lower-case", head, f'{{"Content":{content},"HashCode":"{code}"}}')
    changed = content.replace('"Division":3000000', '"Division":3000001')
    write("exact-online", "forged", head, f'{{"Content":{changed},"HashCode":"{code.upper()}"}}')


@example
def fireblocks():
    pair("fireblocks", '{"id":"3fb1b0f0-6c9f-4d3a-9b1e-0c5f9a2d7e11","resourceId":"b70701f4","webhookId":"a1b2c3d4",'
         '"workspaceId":"94bc3a2b-workspace","eventType":"transaction.created","eventVersion":1,"createdAt":1777636798000,'
         '"data":{"id":"b70701f4","status":"SUBMITTED","assetId":"ETH_TEST5"}}',
         lambda body: [("Fireblocks-Webhook-Signature",
                        jws({"alg": "RS512", "kid": "example-rsa"}, body, detached=True))], ("SUBMITTED", "COMPLETED"))


@example
def fireflies():
    pair("fireflies", '{"meetingId":"ASxwZxCstx","eventType":"Transcription completed","clientReferenceId":"be582c46"}',
         lambda body: [("x-hub-signature", mac("example-fireflies-key", body).hex())], ("ASxwZ", "ASxwY"))


@example
def forges():
    body = ('{"ref":"refs/heads/main","before":"28e1879d","after":"bffeb742","commits":[],"repository":{"id":140,'
            '"name":"webhooks","full_name":"acme/webhooks"},"pusher":{"login":"ada"},"sender":{"id":1,"login":"ada"}}')
    for name in ("Gitea", "Forgejo"):
        pair(name.lower(), body, lambda content: [
            (f"X-{name}-Event", "push"), (f"X-{name}-Delivery", "f6266f16-1bf3-46a5-9ea4-602e06ead473"),
            (f"X-{name}-Signature", mac(f"example-{name.lower()}-secret", content).hex())], ("heads/main", "heads/next"))


@example
def front():
    pair("front", '{"type":"inbound_received","authorization":{"id":"cmp_13o8c"},"payload":{"id":"evt_1s2t3u","type":'
         '"inbound","emitted_at":1777636798.5,"conversation":{"id":"cnv_55c8c149","subject":"Hello"}}}',
         lambda body: [("X-Front-Request-Timestamp", str(T * 1000)),
                       ("X-Front-Signature", b64(mac("example-front-signing-key", b"%d:" % (T * 1000) + body)))],
         ("Hello", "HellO"))
    write("front", "challenge", [("Content-Type", "application/json"), ("X-Front-Challenge", "4f1c2b0a-challenge")], "{}")


@example
def fusionauth():
    def bound(body):
        return {"request_body_sha256": b64(hashlib.sha256(body).digest())}
    key = "example-fusionauth-hmac-key-of-forty-characters"
    header = "X-FusionAuth-Signature-JWT"

    def event(kind):
        return ('{"event":{"createInstant":1777636798000,"id":"e502168a-b469-45d9-a079-fd45f83e0406","tenantId":'
                f'"e872a880-b14f-6d62-c312-cb40f22af465","type":"{kind}","user":'
                '{"id":"00000000-0000-0001-0000-000000000000","email":"user@example.com"}}}')
    pair("fusionauth", event("user.password.breach"),
         lambda body: [(header, hs({"alg": "HS256", "typ": "JWT", "kid": "k1"}, bound(body), key))],
         ("user@example", "evil@example"))
    body = event("user.password.breach").replace("user@example", "evil@example").encode()
    write("fusionauth", "forged-token", [("Content-Type", "application/json"),
          (header, hs({"alg": "HS256", "typ": "JWT", "kid": "k1"}, bound(body), "guessed" * 7))], body)
    pair("fusionauth-jwks", event("user.deactivate"),
         lambda body: [(header, jws({"alg": "EdDSA", "typ": "JWT", "kid": "example-ed25519"}, bound(body)))],
         ("user@example", "evil@example"))


@example
def gemini():
    pair("gemini", '{"type":"batch.succeeded","version":"v1","timestamp":"2026-05-01T11:59:58Z","data":{"id":"batches/abc"}}',
         lambda body: standard("msg_example02", T, body), ("batches/abc", "batches/abd"))


@example
def google():
    channel = [("X-Goog-Channel-ID", "01234567-89ab-cdef-0123-456789abcdef"),
               ("X-Goog-Resource-ID", "ret08u3rv24htgh289g"),
               ("X-Goog-Resource-URI", "https://www.googleapis.com/calendar/v3/calendars/user%40example.com/events")]
    token = ("X-Goog-Channel-Token", "example-channel-token")
    exists = channel + [("X-Goog-Resource-State", "exists"), ("X-Goog-Message-Number", "10")]
    write("google-channel-push", "genuine", exists + [token])
    write("google-channel-push", "forged", exists + [("X-Goog-Channel-Token", "example-channel-tokeN")])
    write("google-channel-push", "sync",
          channel + [("X-Goog-Resource-State", "sync"), ("X-Goog-Message-Number", "1"), token])

    def push(preset, name, email, body):
        claims = {"aud": f"https://hooks.example.com/hooks/{preset}", "azp": "113774264463038321964", "email": email,
                  "email_verified": True, "exp": T + 3600, "iat": T, "iss": "https://accounts.google.com",
                  "sub": "113774264463038321964"}
        bearer = jws({"alg": "RS256", "kid": "example-rsa", "typ": "JWT"}, claims)
        write(preset, name, [("Content-Type", "application/json"), ("Authorization", "Bearer " + bearer)], body)
    for name, project in (("genuine", "example-project"), ("forged", "other-project")):
        email = f"pubsub-push@{project}.iam.gserviceaccount.com"
        data = b64(b'{"emailAddress":"user@example.com","historyId":"9876543210"}')
        push("google-gmail-push", name, email, '{"message":{"data":"' + data + '","messageId":"2070443601311540",'
             '"publishTime":"2026-05-01T11:59:59.000Z"},"subscription":"projects/example-project/subscriptions/gmail"}')
        push("google-pubsub-push", name, email, '{"message":{"attributes":{"key":"value"},"data":"SGVsbG8=","messageId":'
             '"2070443601311541","publishTime":"2026-05-01T11:59:59.000Z"},"subscription":'
             '"projects/example-project/subscriptions/app"}')

    head = [("Content-Type", "application/secevent+jwt")]
    jose = {"alg": "RS256", "kid": "example-rsa", "typ": "secevent+jwt"}
    risc = "https://schemas.openid.net/secevent/risc/event-type/"
    claims = {"iss": "https://accounts.google.com/", "aud": "1234-web.apps.googleusercontent.com", "iat": T,
              "jti": "756E69717565206964656E746966696572",
              "events": {risc + "account-disabled": {"subject": {"subject_type": "iss-sub",
                         "iss": "https://accounts.google.com/", "sub": "7375626A656374"}, "reason": "hijacking"}}}
    token = jws(jose, claims)
    write("google-risc", "genuine", head, token)
    first, _, last = token.split(".")
    other = compact(claims).replace("7375626A656374", "7375626A656375")
    write("google-risc", "forged", head, f"{first}.{b64url(other)}.{last}")
    write("google-risc", "verification", head,
          jws(jose, claims | {"jti": "v1", "events": {risc + "verification": {"state": "anything"}}}))
    del claims["events"]
    write("google-risc", "id-token", head, jws(jose, claims | {"sub": "7375626A656374", "exp": T + 3600}))


@example
def huggingface():
    body = ('{"event":{"action":"update","scope":"repo.content"},"repo":{"type":"model","name":"acme/model","id":'
            '"621ffdc036468d709f17434d","private":false},"webhook":{"id":"6390e855e30d9209411de93b","version":3}}')
    for name, secret in (("genuine", "example-huggingface-secret"), ("forged", "example-huggingface-secreT")):
        write("huggingface", name, [("Content-Type", "application/json"), ("X-Webhook-Secret", secret)], body)


META = "example-meta-app-secret"


def meta_signature(body):
    return [("X-Hub-Signature-256", "sha256=" + mac(META, body).hex())]


def challenge(preset):
    query = f"/hooks/{preset}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
    write(preset, "challenge", [], method="GET", target=query + "example-verify-token")
    write(preset, "wrong-token", [], method="GET", target=query + "guessed")


@example
def instagram():
    pair("instagram", '{"object":"instagram","entry":[{"time":1777636798000,"id":"17841405793187218","messaging":[{"sender":'
         '{"id":"1008372610"},"recipient":{"id":"17841405793187218"},"timestamp":1777636797000,"message":{"mid":'
         '"aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3","text":"caf\\u00e9?"}}]},{"time":1777636798,"id":"17841405793187219",'
         '"changes":[{"field":"comments","value":{"from":{"id":"232323232","username":"ada"},"id":"17865799348089039","text":'
         '"nice"}},{"field":"mentions","value":{"media_id":"17918195224117851"}}]}]}', meta_signature, ("nice", "evil"))
    pair("instagram", '{"object":"instagram","entry":[{"time":1777636798000,"id":"17841405793187218","messaging":[{"sender":'
         '{"id":"1008372610"},"recipient":{"id":"17841405793187218"},"timestamp":1777636797000,"message":{"mid":'
         '"aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3","is_deleted":true}}]}]}', meta_signature, ("true", "null"),
         name="deleted", forged=None)
    challenge("instagram")


# ---------------------------------------------------------------- k to p

@example
def klaviyo():
    time = "Fri, 01 May 2026 12:00:00 GMT"
    pair("klaviyo", '{"data":[{"external_id":"5Kq8fzTJQXK","topic":"event:klaviyo.opened_email","payload":{"data":{"type":'
         '"event","id":"5Kq8fzTJQXK"}}}],"meta":{"timestamp":"2026-05-01T12:00:00+00:00","klaviyo_webhook_id":'
         '"01KP4928STE8FKCWB6WDHZ4ZB7","version":"2024-06-28"}}',
         lambda body: [("Klaviyo-Timestamp", time),
                       ("Klaviyo-Signature", mac("example-klaviyo-secret", body + time.encode()).hex())],
         ("opened_email", "closed_email"))


@example
def knock():
    pair("knock", '{"type":"message.sent","created_at":"2026-05-01T11:59:59Z","data":{"id":"2aXB","recipient":"user_1",'
         '"status":"sent"}}',
         lambda body: [("x-knock-signature",
                        f"t={T * 1000},s={b64(mac('example-knock-signing-key', b'%d.' % (T * 1000) + body))}")],
         ("user_1", "user_2"))


@example
def line():
    def sign(key):
        return lambda body: [("x-line-signature", b64(mac(key, body)))]
    key = sign("example-line-channel-secret")
    pair("line", '{"destination":"U00000000000000000000000000000000","events":[{"type":"message","message":{"type":"text",'
         '"id":"14353798921116","text":"Hello"},"timestamp":1777636798000,"source":{"type":"user","userId":'
         '"U80696558e1aa831000000000000001"},"replyToken":"757913772c4646b784d4b7ce46d12671","mode":"active",'
         '"webhookEventId":"01HXEXAMPLE0000000000000001","deliveryContext":{"isRedelivery":false}}]}', key,
         ("Hello", "HellO"))
    pair("line", '{"destination":"U00000000000000000000000000000000","events":[]}', key, ("[]", "{}"),
         name="connection-check", forged=None)
    vector = sign("SECRET")
    assert vector(b"{}")[0][1] == "3q8QXTAGaey18yL8FWTqdVlbMr6hcuNvM4tefa0o9nA="
    pair("line", "{}", vector, ("{}", "[]"), name="vector", forged=None)


@example
def linkedin():
    key = "example-linkedin-client-secret"
    body = ('{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[{"notificationId":123456,'
            '"organizationalEntity":"urn:li:organization:2414183","action":"COMMENT","subscriber":"urn:li:person:qZXYVUTSR",'
            '"lastModifiedAt":1777636798000}]}')

    def sign(prefix):
        return lambda content: [("X-LI-Signature", prefix + mac(key, b"hmacsha256=" + content).hex())]
    pair("linkedin", body, sign(""), ("COMMENT", "DELETED"))
    pair("linkedin", body, sign("hmacsha256="), ("COMMENT", "DELETED"), name="prefixed", forged=None)
    pair("linkedin", '{"type":"LEAD_ACTION","leadGenFormResponse":"urn:li:leadGenFormResponse:1","leadAction":"CREATED",'
         '"owner":{"organization":"urn:li:organization:2414183"},"occurredAt":1777636798000}', sign(""), ("CREATED", "DELETED"),
         name="lead", forged=None)
    code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
    write("linkedin", "challenge", [], method="GET", target=f"/hooks/linkedin?challengeCode={code}")
    write("linkedin", "oracle", [], method="GET",
          target="/hooks/linkedin?challengeCode=" + quote("hmacsha256=" + body, safe=""))


@example
def meraki():
    body = ('{"version":"0.1","sharedSecret":"example-meraki-secret","sentAt":"2026-05-01T12:00:00.000Z","organizationId":'
            '"2930418","organizationName":"Acme","networkId":"N_24329156","alertId":"629378047925028","alertType":'
            '"Settings changed","alertTypeId":"settings_changed","alertLevel":"informational","alertData":{}}')
    head = [("Content-Type", "application/json")]
    write("meraki", "genuine", head, body)
    write("meraki", "forged", head, body.replace("meraki-secret", "meraki-secreT"))


@example
def messenger():
    pair("messenger", '{"object":"page","entry":[{"id":"682498171943165","time":1777636798000,"messaging":[{"sender":{"id":'
         '"3298577"},"recipient":{"id":"682498171943165"},"timestamp":1777636797000,"message":{"mid":'
         '"m_1457764197618:41d102a3","text":"hello"}}]}]}', meta_signature, ("hello", "hullo"))
    challenge("messenger")


@example
def meta():
    pair("meta-graph", '{"object":"page","entry":[{"id":"115616011234567","time":1777636798,"changes":[{"field":"feed","value":'
         '{"item":"comment","verb":"add","comment_id":"44444444_1","from":{"id":"1067280970047460","name":"Ada"},"message":'
         '"nice"}},{"field":"ratings","value":{"item":"rating","verb":"add"}}]}]}', meta_signature, ("nice", "evil"))
    challenge("meta-graph")

    def signed(payload, padded=False):
        text = b64url(compact(payload))
        code = b64url(mac(META, text))
        return f"signed_request={quote(code + '=' * (-len(code) % 4) if padded else code, safe='')}.{text}"
    payload = {"user_id": "218471", "algorithm": "HMAC-SHA256", "issued_at": T}
    form = [("Content-Type", "application/x-www-form-urlencoded")]
    for preset in ("meta-signed-request", "meta-data-deletion"):
        genuine = signed(payload)
        write(preset, "genuine", form, genuine)
        write(preset, "forged", form, genuine.split(".")[0] + "." + b64url(compact(payload | {"user_id": "218472"})))
        write(preset, "other-algorithm", form, signed(payload | {"algorithm": "HMAC-SHA1"}))
    write("meta-signed-request", "padded", form, signed(payload, padded=True))


@example
def microsoft():
    def item(number, state):
        return (f'{{"id":"lsgTZMr9KwAAA{number}","subscriptionId":"7f105c7d-2dc5-4530-97cd-4e7ae6534c0{number}",'
                f'"subscriptionExpirationDateTime":"2026-05-02T11:00:00Z","clientState":"{state}","changeType":"created",'
                '"resource":"users/ddfcd489-628b-40d7-b48b-57002df800e5/messages/AAMkAGUw","tenantId":'
                '"84bd8158-6d4d-4958-8b9f-9d6445542f95","resourceData":{"id":"AAMkAGUw"}}')
    head = [("Content-Type", "application/json; charset=utf-8")]
    good = item(1, "example-client-state")
    write("ms-graph", "genuine", head, f'{{"value":[{good},{item(2, "example-client-state")}]}}')
    write("ms-graph", "forged", head, f'{{"value":[{good},{item(2, "guessed")}]}}')
    text = "Validation%3a+Testing+client+application+reachability+for+subscription+Request-Id%3a+461d4a28"
    plain = [("Content-Type", "text/plain; charset=utf-8")]
    write("ms-graph", "validation", plain, target="/hooks/ms-graph?validationToken=" + text)
    write("ms-graph", "script", plain, target="/hooks/ms-graph?validationToken=%3Cscript%3Ealert(1)%3C%2Fscript%3E")

    key = base64.b64decode("c2FsbHlwb3J0LWV4YW1wbGUtdGVhbXMtdG9rZW4tMDE=")
    pair("ms-teams-outgoing", '{"type":"message","id":"1777636800000","timestamp":"2026-05-01T12:00:00.1234567Z",'
         '"serviceUrl":"https://smba.trafficmanager.net/emea/","channelId":"msteams","from":{"id":"29:1x","name":"Ada",'
         '"aadObjectId":"aaaaaaaa-0000-0000-0000-000000000001"},"conversation":{"id":"19:x@thread.skype"},"channelData":'
         '{"tenant":{"id":"72f988bf-0000-0000-0000-2d7cd011db47"}},"text":"<at>Build</at> deploy"}',
         lambda body: [("Authorization", "HMAC " + b64(mac(key, body)))], ("deploy", "delete"))


@example
def neon():
    def sign(body):
        payload = f"{T * 1000}.{b64url(body)}"
        return [("X-Neon-Timestamp", str(T * 1000)), ("X-Neon-Signature-Kid", "example-ed25519"),
                ("X-Neon-Signature", jws({"alg": "EdDSA", "kid": "example-ed25519"}, payload, detached=True))]
    pair("neon-auth", '{"event_type":"user.created","event_id":"e1","user":{"id":"6b1f7a10-user","email":"user@example.com"}}',
         sign, ("user@example", "evil@example"))


@example
def nuvemshop():
    pair("nuvemshop", '{"store_id":123456,"event":"order/paid","id":1234}',
         lambda body: [("x-linkedstore-hmac-sha256", mac("example-nuvemshop-secret", body).hex())], ("1234}", "1235}"))


@example
def nylas():
    pair("nylas", '{"specversion":"1.0","type":"grant.expired","source":"/nylas/system","id":'
         '"5da3ec1e-1a0b-4c70-8d1e-000000000001","time":1777636798,"webhook_delivery_attempt":1,"data":{"application_id":'
         '"app-1","object":{"code":25012,"grant_id":"8a1c5e5e-grant","integration_id":"i-1","provider":"google"}}}',
         lambda body: [("x-nylas-signature", mac("example-nylas-webhook-secret", body).hex())],
         ("8a1c5e5e-grant", "8a1c5e5e-granT"))
    write("nylas", "challenge", [], method="GET",
          target="/hooks/nylas?challenge=bc609b38-c81f-47fb-a275-1d9bd61a968b")


@example
def logout():
    form = [("Content-Type", "application/x-www-form-urlencoded")]
    claims = {"iss": "https://login.example.com", "sub": "248289761001", "aud": "s6BhdRkqt3", "iat": T, "jti": "bWJq",
              "sid": "08a5019c-17e1-4977-8f42-65a12843ea02",
              "events": {"http://schemas.openid.net/event/backchannel-logout": {}}}
    jose = {"alg": "RS256", "kid": "example-rsa", "typ": "logout+jwt"}
    token = jws(jose, claims)
    write("oidc-backchannel-logout", "genuine", form, "logout_token=" + token)
    first, _, last = token.split(".")
    other = b64url(compact(claims | {"sub": "248289761002"}))
    write("oidc-backchannel-logout", "forged", form, f"logout_token={first}.{other}.{last}")
    del claims["events"]
    write("oidc-backchannel-logout", "id-token", form,
          "logout_token=" + jws(jose | {"typ": "JWT"}, claims | {"nonce": "n", "exp": T + 300}))


@example
def okta():
    body = ('{"eventType":"com.okta.event_hook","eventTypeVersion":"1.0","cloudEventsVersion":"0.1","source":'
            '"https://example.okta.com/api/v1/eventHooks/who8tsqyrhCdmetzx135","eventId":"3cdadde1-f41c-4a1a-9a0e-a1ea7f5a6a51",'
            '"data":{"events":[{"uuid":"4ea2a2b1-0001","published":"2026-05-01T11:59:57.000Z","eventType":'
            '"user.account.update_password","actor":{"id":"00uadmin","type":"User","alternateId":"admin@example.com"},"target":'
            '[{"id":"00u1qw1mqitPHM8AJ0g7","type":"User","alternateId":"user@example.com"}]},{"uuid":"4ea2a2b1-0002","published":'
            '"2026-05-01T11:59:58.000Z","eventType":"user.session.start","actor":{"id":"00u2","type":"User","alternateId":'
            '"two@example.com"},"target":null}]},"eventTime":"2026-05-01T11:59:59.000Z","contentType":"application/json"}')
    for name, secret in (("genuine", "example-okta-hook-secret"), ("forged", "example-okta-hook-secreT")):
        write("okta-event-hook", name, [("Content-Type", "application/json"), ("Authorization", secret)], body)
    write("okta-event-hook", "suspended",
          [("Content-Type", "application/json"), ("Authorization", "example-okta-hook-secret")],
          '{"eventType":"com.okta.event_hook","eventId":"b5a188b9","data":{"events":[{"uuid":"4ea2a2b1-0003","published":'
          '"2026-05-01T11:59:57.000Z","eventType":"user.lifecycle.suspend","actor":{"id":"00uadmin","type":"User",'
          '"alternateId":"admin@example.com"},"target":[{"id":"00u1qw1mqitPHM8AJ0g7","type":"User","alternateId":'
          '"user@example.com"}]}]},"eventTime":"2026-05-01T11:59:59.000Z"}')
    write("okta-event-hook", "challenge", [("Authorization", "example-okta-hook-secret"),
          ("X-Okta-Verification-Challenge", "8KQ0r0j2XmP4")], method="GET")

    for name, path in (("genuine", "okta-universal-logout"), ("forged", "okta-universal-logouT")):
        token = jws({"alg": "RS256", "kid": "example-rsa", "typ": "global-token-revocation+jwt"},
                    {"iss": "https://example.okta.com", "sub": "0oaexample0000000001", "jti": "jti-example-1",
                     "aud": "https://hooks.example.com/hooks/" + path, "iat": T, "nbf": T - 300, "exp": T + 300})
        write("okta-universal-logout", name,
              [("Content-Type", "application/json"), ("Authorization", "Bearer " + token)],
              '{"sub_id":{"format":"email","email":"user@example.com"}}')


@example
def shared_signals():
    head = [("Content-Type", "application/secevent+jwt"), ("Accept", "application/json")]
    jose = {"alg": "ES256", "kid": "example-ec", "typ": "secevent+jwt"}
    events = "https://schemas.openid.net/secevent/"
    claims = {"iss": "https://transmitter.example.com/", "jti": "24c63fb56e5a2d77a6b512616ca9fa24", "iat": T,
              "aud": "https://hooks.example.com", "txn": "8675309",
              "sub_id": {"format": "email", "email": "jane.smith@example.com"},
              "events": {events + "caep/event-type/session-revoked": {"initiating_entity": "policy", "event_timestamp": T}}}
    token = jws(jose, claims)
    write("openid-ssf-push", "genuine", head, token)
    first, _, last = token.split(".")
    other = b64url(compact(claims).replace("jane.smith", "john.smith"))
    write("openid-ssf-push", "forged", head, f"{first}.{other}.{last}")
    write("openid-ssf-push", "with-expiry", head, jws(jose, claims | {"exp": T + 3600}))
    write("openid-ssf-push", "verification", head, jws(jose, claims | {
        "jti": "verify-1", "sub_id": {"format": "opaque", "id": "stream-1"},
        "events": {events + "ssf/event-type/verification": {"state": "VGhpcyBpcyBhbiBleGFtcGxl"}}}))


@example
def orb():
    time = "2026-05-01T12:00:00.123456"
    pair("orb", '{"id":"o4mmewpfNNTnjfZc","created_at":"2026-05-01T11:59:58+00:00","type":"subscription.created","properties":'
         '{},"subscription":{"id":"yQYDTMcxGj8FG7ux","customer":{"id":"cus_example"}}}',
         lambda body: [("X-Orb-Timestamp", time),
                       ("X-Orb-Signature", "v1=" + mac("example-orb-secret", f"v1:{time}:".encode() + body).hex())],
         ("cus_example", "cus_examplE"))


@example
def oura():
    pair("oura", '{"event_type":"create","data_type":"tag","object_id":"e9fb3d3c","event_time":"2026-05-01T11:59:58+00:00",'
         '"user_id":"2a6f1e5c-user"}',
         lambda body: [("x-oura-timestamp", str(T)),
                       ("x-oura-signature", mac("example-oura-client-secret", str(T).encode() + body).hex().upper())],
         ("e9fb3d3c", "e9fb3d3d"))
    for name, token in (("challenge", "example-oura-token"), ("wrong-token", "guessed")):
        write("oura", name, [], method="GET",
              target=f"/hooks/oura?verification_token={token}&challenge=xyz123")


@example
def picqer():
    pair("picqer", '{"idhook":123,"name":"Hook","event":"picklists.created","event_triggered_at":"2026-05-01 13:59:58","data":'
         '{"idpicklist":42,"picklistid":"2026-1000"}}',
         lambda body: [("X-Picqer-Signature", b64(mac("example-picqer-secret", body)))], ("2026-1000", "2026-1001"))


@example
def standard_family_l():
    pair("lithic", '{"event_type":"card.created","card_token":"00000000-0000-0000-0000-000000000003","payload":{"account_token":'
         '"acc-1"}}', lambda body: standard("msg_example03", T, body), ("000003", "000004"))
    pair("polar", '{"type":"order.paid","timestamp":"2026-05-01T11:59:58Z","data":{"id":"57107b74","paid":true,'
         '"total_amount":10000,"customer_id":"992fae2a-customer"}}',
         lambda body: standard("msg_example04", T, body, key="polar_whs_example_secret"), ("10000", "90000"))


# ---------------------------------------------------------------- r to z

@example
def recharge():
    pair("recharge", '{"subscription":{"id":89380760,"customer_id":37657002,"status":"ACTIVE","price":"54.00"}}',
         lambda body: [("X-Recharge-Topic", "subscription/created"),
                       ("X-Recharge-Hmac-Sha256", hashlib.sha256(b"example-recharge-client-secret" + body).hexdigest())],
         ("54.00", "00.54"))


@example
def retell():
    pair("retell", '{"event":"call_ended","call":{"call_type":"phone_call","call_id":"Jabr9TXYYJHfvl6Syypi88rdAHYHmcq6",'
         '"agent_id":"oBeDLoLOeuAbiuaMFXRtDOLriTJ5tSxD","from_number":"+12137771234","call_status":"ended"}}',
         lambda body: [("X-Retell-Signature",
                        f"v={T * 1000},d={mac('key_example_retell', body + str(T * 1000).encode()).hex()}")],
         ("7771234", "7771235"))


@example
def rfc9421():
    body = b'{"hello": "world"}'
    digest = "sha-256=:" + b64(hashlib.sha256(body).digest()) + ":"

    def signed(components, values):
        params = ("(" + " ".join(f'"{name}"' for name in components) + ")"
                  + f';created={T};keyid="example-ed25519";alg="ed25519";nonce="b3k2pp5k7z-50gnwp.yemd"')
        base = "\n".join(f'"{name}": {values[name]}' for name in components) + f'\n"@signature-params": {params}'
        return [("Content-Type", "application/json"), ("Content-Digest", digest),
                ("Signature-Input", "sig1=" + params), ("Signature", f"sig1=:{b64(ed25519(base))}:")]
    values = {"@method": "POST", "@target-uri": "https://hooks.example.com/hooks/rfc9421", "content-digest": digest}
    genuine = signed(["@method", "@target-uri", "content-digest"], values)
    write("rfc9421", "genuine", genuine, body)
    write("rfc9421", "forged", genuine, body.replace(b"world", b"wurld"))
    write("rfc9421", "method-only", signed(["@method"], values), body)


@example
def ringcentral():
    body = ('{"uuid":"9112094773612345678","event":"/restapi/v1.0/account/111/extension/222/message-store","timestamp":'
            '"2026-05-01T11:59:58.000Z","subscriptionId":"f8f0a0a0","ownerId":"222222222","body":{"extensionId":222}}')
    head = ("Content-Type", "application/json")
    write("ringcentral", "genuine", [head, ("Verification-Token", "example-ringcentral-token")], body)
    write("ringcentral", "forged", [head, ("Verification-Token", "example-ringcentral-tokeN")], body)
    write("ringcentral", "validation", [head, ("Validation-Token", "6b0a4d0e-1c1e-4a36-8e2e-2b1e0d1a5c11")])


@example
def sanity():
    def sign(key, time):
        return lambda body: [("sanity-webhook-signature", f"t={time},v1={b64url(mac(key, f'{time}.'.encode() + body))}")]
    pair("sanity", '{"_id":"post-1","_type":"post","title":"Hello"}', sign("example-sanity-secret", T * 1000),
         ("Hello", "HellO"))
    vector = sign("test", 1633519811129)
    assert vector(b'{"_id":"resume"}')[0][1].endswith("v1=tLa470fx7qkLLEcMOcEUFuBbRSkGujyskxrNXcoh0N0")
    pair("sanity", '{"_id":"resume"}', vector, ("resume", "result"), name="vector", forged=None)


@example
def slack():
    def sign(key, time):
        return lambda body: [("X-Slack-Request-Timestamp", str(time)),
                             ("X-Slack-Signature", "v0=" + mac(key, f"v0:{time}:".encode() + body).hex())]
    here = sign("example-slack-signing-secret", T)
    pair("slack", '{"token":"XXYYZZ","team_id":"T061EG9R6","api_app_id":"A0FFV41KK","event":{"type":"app_uninstalled"},'
         '"type":"event_callback","event_id":"Ev9UQ52YNA","event_time":1777636798}', here, ("T061EG9R6", "T061EG9R7"),
         name="event")
    pair("slack", '{"token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",'
         '"type":"url_verification"}', here, ("3eZbrw1a", "4eZbrw1a"), name="url-verification",
         forged="forged-url-verification")
    vector = sign("8f742231b10e8888abcd99yyyzzz85a5", 1531420618)
    body = ("token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name="
            "foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2F"
            "hooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id="
            "398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c")
    assert vector(body.encode())[1][1] == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    pair("slack", body, vector, ("foobar", "foobaz"), "application/x-www-form-urlencoded", name="vector", forged=None)
    payload = ('{"type":"block_actions","team":{"id":"T9TK3CUKW","domain":"example"},"user":{"id":"UA8RXUSPL","name":"jtorrance"},'
               '"api_app_id":"AABA1ABCD","trigger_id":"12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3","actions":[]}')
    pair("slack-interactivity", "payload=" + quote(payload, safe=""), here, ("jtorrance", "jtorrancf"),
         "application/x-www-form-urlencoded")


@example
def smartcar():
    key = "example-smartcar-token"

    def sign(body):
        return [("SC-Signature", mac(key, body).hex())]
    pair("smartcar", '{"eventId":"8e8c8f5e-0001","eventType":"VEHICLE_STATE","data":{"user":{"id":"93c8d9c4-user"},"vehicle":'
         '{"id":"a8f5c1d0-vehicle","make":"TESLA"},"signals":[]},"meta":{"version":"4.0","deliveryId":"d1"}}', sign,
         ("TESLA", "VOLVO"))
    code = "3a5c8f72-e6d9-4b1a-9f2e-8c7d6a5b4e3f"
    body = '{"eventType":"VERIFY","data":{"challenge":"%s"},"meta":{"version":"4.0"}}'
    head = [("Content-Type", "application/json")]
    write("smartcar", "verify", head, body % code)
    write("smartcar", "oracle", head, body % '{\\"eventType\\":\\"VEHICLE_STATE\\"}')


@example
def solidgate():
    merchant = "wh_pk_example_solidgate"

    def sign(body):
        message = merchant.encode() + body + merchant.encode()
        return [("merchant", merchant), ("solidgate-event-id", "5e1d4a57"),
                ("solidgate-event-type", "card_gate.order.updated"),
                ("signature", b64(mac("wh_sk_example_solidgate", message, "sha512").hex().encode()))]
    pair("solidgate", '{"order":{"order_id":"order-1","amount":1000,"currency":"USD","status":"approved"},"customer":'
         '{"customer_account_id":"customer-1"}}', sign, ("approved", "refunded"))


@example
def standard_family_r():
    pair("replicate", '{"id":"ufawqhfynnddngldkgtslldrkq","version":"5c7d5dc6","status":"succeeded","input":{"text":"Alice"},'
         '"output":"hello Alice"}', lambda body: standard("msg_example05", T, body), ("hello", "hullo"))
    pair("shipbob", '{"id":100,"reference_id":"ref-1","channel":{"id":1001,"name":"store"},"status":"Completed"}',
         lambda body: [("x-webhook-topic", "order.shipped")] + standard("msg_example06", T, body), ("ref-1", "ref-2"))
    body = '{"type":"contact.created","timestamp":"2026-05-01T11:59:59Z","data":{"id":"1f81eb52-5198-4599-803e-771906343485"}}'
    pair("standard-webhooks", body, lambda content: standard("msg_example07", T, content), ("1f81eb52", "1f81eb53"))

    def rotated(content):
        head = standard("msg_example07", T, content)
        other = standard("msg_example07", T, content, key="another key, on its way out")[2][1]
        asymmetric = "v1a," + b64(ed25519(f"msg_example07.{T}.".encode() + content))
        return head[:2] + [(head[2][0], f"{asymmetric} {other} {head[2][1]}")]
    pair("standard-webhooks", body, rotated, ("1f81eb52", "1f81eb53"), name="rotated", forged=None)
    pair("standard-webhooks", body, lambda content: standard("msg.example07", T, content), ("1f81eb52", "1f81eb53"),
         name="id-with-a-dot", forged=None)

    def asymmetric(content):
        head = standard("msg_example08", T, content)
        return head[:2] + [(head[2][0], "v1a," + b64(ed25519(f"msg_example08.{T}.".encode() + content)) + " " + head[2][1])]
    pair("standard-webhooks-v1a", body, asymmetric, ("1f81eb52", "1f81eb53"))
    pair("standard-webhooks-v1a", body, lambda content: standard("msg_example08", T, content), ("1f81eb52", "1f81eb53"),
         name="symmetric-only", forged=None)

    body = '{"event_type":"ping","data":{"success":true}}'
    for prefix, preset, forged in (("webhook", "standard-webhooks", None), ("svix", "svix", "forged")):
        def vector(content):
            return standard("msg_loFOjxBNrRLzqYUf", 1731705121, content, "whsec_plJ3nmyCDGBKInavdOK15jsl", prefix)
        assert vector(body.encode())[2][1] == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="
        pair(preset, body, vector, ("true", "null"), name="vector", forged=forged)


@example
def strava():
    head = [("Content-Type", "application/json")]
    write("strava", "deauthorized", head, '{"aspect_type":"update","event_time":1777636798,"object_id":134815,"object_type":'
          '"athlete","owner_id":134815,"subscription_id":120475,"updates":{"authorized":"false"}}')
    write("strava", "activity", head, '{"aspect_type":"update","event_time":1777636798,"object_id":1360128428,"object_type":'
          '"activity","owner_id":134815,"subscription_id":120475,"updates":{"title":"Messy"}}')
    query = "/hooks/strava?hub.mode=subscribe&hub.challenge=15f7d1a91c1f40f8a748fd134752feb3&hub.verify_token="
    write("strava", "challenge", [], method="GET", target=query + "example-verify-token")
    write("strava", "wrong-token", [], method="GET", target=query + "guessed")


@example
def tally():
    pair("tally", '{"eventId":"a4cb511e-d513-4fa5-baee-b815d718dfd1","eventType":"FORM_RESPONSE","createdAt":'
         '"2026-05-01T11:59:58.000Z","data":{"responseId":"2wgx4n","formId":"VwbNEw","fields":[]}}',
         lambda body: [("Tally-Signature", b64(mac("example-tally-secret", body)))], ("2wgx4n", "2wgx4m"))


@example
def telegram():
    body = ('{"update_id":10000,"message":{"message_id":1365,"date":1777636798,"chat":{"id":1111111,"type":"private",'
            '"first_name":"Test"},"from":{"id":1111111,"is_bot":false,"first_name":"Test"},"text":"/start"}}')
    for name, token in (("genuine", "example_telegram-secret"), ("forged", "example_telegram-secreT")):
        write("telegram", name, [("Content-Type", "application/json"), ("X-Telegram-Bot-Api-Secret-Token", token)], body)


@example
def telnyx():
    pair("telnyx", '{"data":{"event_type":"message.received","id":"b301ed3f-1490-491f-995f-6e64e69674d4","occurred_at":'
         '"2026-05-01T11:59:58.000000Z","payload":{"direction":"inbound","from":{"phone_number":"+13125550000"},"id":"84cca175",'
         '"messaging_profile_id":"740572b6-099c-44a1-89b9-6c92163bc68d","text":"Hello"},"record_type":"event"},"meta":'
         '{"attempt":1,"delivered_to":"https://hooks.example.com/hooks/telnyx"}}',
         lambda body: [("telnyx-timestamp", str(T)),
                       ("telnyx-signature-ed25519", b64(ed25519(f"{T}|".encode() + body)))], ("Hello", "HellO"))


@example
def tiktok():
    pair("tiktok", '{"client_key":"bwo2m45353a6k85","event":"authorization.removed","create_time":1777636798,"user_openid":'
         '"act.example12345Example12345Example","content":"{\\"reason\\":1}"}',
         lambda body: [("TikTok-Signature",
                        f"t={T},s={mac('example-tiktok-client-secret', f'{T}.'.encode() + body).hex()}")],
         ("Example\",", "ExamplF\","))
    pair("tiktok-shop", '{"type":1,"tts_notification_id":"7327112393057371910","shop_id":"7494049642642441621","timestamp":'
         '1777636798,"data":{"order_id":"576486316948490001","order_status":"UNPAID"}}',
         lambda body: [("Authorization", mac("example-tiktok-shop-secret", b"29a39d" + body).hex())], ("UNPAID", "SHIPPE"))


@example
def twitch():
    time = "2026-05-01T12:00:00.634234626Z"
    identifier = "befa7b53-d79d-478f-86b9-120f112b044e"

    def sign(kind, subscription):
        def head(body):
            code = mac("example-twitch-secret", (identifier + time).encode() + body).hex()
            return [("Twitch-Eventsub-Message-Id", identifier), ("Twitch-Eventsub-Message-Retry", "0"),
                    ("Twitch-Eventsub-Message-Type", kind), ("Twitch-Eventsub-Message-Timestamp", time),
                    ("Twitch-Eventsub-Message-Signature", "sha256=" + code),
                    ("Twitch-Eventsub-Subscription-Type", subscription)]
        return head
    body = ('{"subscription":{"id":"f1c2a387","status":"enabled","type":"user.authorization.revoke","version":"1","condition":'
            '{"client_id":"crq72vsaoijkc83xx42hz6i37"},"created_at":"2026-04-16T20:46:47Z"},"event":{"client_id":'
            '"crq72vsaoijkc83xx42hz6i37","user_id":"1337","user_login":"cool_user"}}')
    pair("twitch-eventsub", body, sign("notification", "user.authorization.revoke"), ("cool_user", "cold_user"))
    pair("twitch-eventsub", body, sign("webhook_callback_verification", "user.authorization.revoke"),
         ("cool_user", "cold_user"), name="relabelled", forged=None)
    pair("twitch-eventsub", '{"challenge":"pogchamp-kappa-360noscope-vohiyo","subscription":{"id":"f1c2a387","status":'
         '"webhook_callback_verification_pending","type":"channel.follow","version":"1","condition":{"broadcaster_user_id":'
         '"12826"}}}', sign("webhook_callback_verification", "channel.follow"), ("kappa", "kappo"), name="challenge", forged=None)


@example
def uber_eats():
    pair("uber-eats", '{"event_id":"c4d2261e-2779-4eb6-beb0-cb41235c751e","event_time":1777636798,"event_type":'
         '"orders.notification","meta":{"resource_id":"153dd7f1","status":"pos","user_id":'
         '"89dd9741-66b5-4bb4-b216-a813f3b21b4f"},"resource_href":"https://api.uber.com/v2/eats/order/153dd7f1"}',
         lambda body: [("X-Uber-Signature", mac("example-uber-client-secret", body).hex())], ("153dd7f1", "153dd7f2"))


@example
def viber():
    key = "445da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9"

    def sign(body):
        return [("X-Viber-Content-Signature", mac(key, body).hex())]
    body = '{"event":"unsubscribed","timestamp":1777636798000,"user_id":"01234567890A=","message_token":4912661846655238145}'
    pair("viber", body, sign, ("890A=", "890B="))
    pair("viber", body, lambda _: [], ("890A=", "890B="), name="query", forged=None,
         target="/hooks/viber?sig=" + mac(key, body).hex())
    pair("viber", '{"event":"webhook","timestamp":1777636798000,"message_token":241256543215}', sign, ("webhook", "webhooK"),
         name="check", forged=None)


@example
def webflow():
    pair("webflow", '{"triggerType":"form_submission","payload":{"name":"Contact Us","siteId":"65427cf400e02b306eaa049c",'
         '"data":{"Email":"zaphod@example.com"},"id":"6321ca84df3949bfc6752327"}}',
         lambda body: [("x-webflow-timestamp", str(T * 1000)),
                       ("x-webflow-signature", mac("example-webflow-secret", f"{T * 1000}:".encode() + body).hex())],
         ("zaphod", "zapood"))


@example
def websub():
    def sign(key, alg):
        return lambda body: [("Link", '<https://hub.example.com/>; rel="hub", <https://blog.example.com/feed>; rel="self"'),
                             ("X-Hub-Signature", f"{alg}={mac(key, body, alg).hex()}")]
    feed = '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title></feed>\n'
    pair("websub", feed, sign("example-websub-secret", "sha256"), ("News", "Lies"), "application/atom+xml")
    pair("websub", feed, sign("example-websub-secret", "md5"), ("News", "Lies"), "application/atom+xml", name="md5",
         forged=None)
    video = ('<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
             'xmlns="http://www.w3.org/2005/Atom"><title>YouTube video feed</title><updated>2026-05-01T11:59:58+00:00</updated>'
             '<entry><id>yt:video:VIDEO_ID_01</id><yt:videoId>VIDEO_ID_01</yt:videoId><yt:channelId>UCexampleChannel0000000000'
             '</yt:channelId><title>Title</title><published>2026-05-01T11:00:00+00:00</published>'
             '<updated>2026-05-01T11:59:57+00:00</updated></entry></feed>\n')
    pair("youtube", video, sign("example-youtube-secret", "sha1"), ("VIDEO_ID_01<", "VIDEO_ID_02<"), "application/atom+xml")
    for preset, topic in (("websub", "https://blog.example.com/feed"), ("youtube", "https://www.youtube.com/feeds/videos.xml"
                          "?channel_id=UCexampleChannel0000000000")):
        query = f"/hooks/{preset}?hub.mode=subscribe&hub.challenge=1158201444&hub.lease_seconds=432000&hub.topic="
        write(preset, "subscribe", [], method="GET", target=query + quote(topic, safe=""))
        if preset == "websub":
            write(preset, "other-topic", [], method="GET", target=query + quote(topic + "s", safe=""))


@example
def wechat():
    token = "ExampleWeChatToken"

    def code(*parts):
        return hashlib.sha1("".join(sorted([token, str(T), "1372623149", *parts])).encode()).hexdigest()
    secret = b64(hashlib.sha512(b"stands in for an encrypted message").digest())
    body = f"<xml><ToUserName><![CDATA[gh_680bdefc8c5d]]></ToUserName><Encrypt><![CDATA[{secret}]]></Encrypt></xml>"
    head = [("Content-Type", "text/xml")]
    query = f"/hooks/wechat-mp?signature={code()}&timestamp={T}&nonce=1372623149&openid=oDF3iYyVlek46AyTBbMRVV8VZVlI"
    target = f"{query}&encrypt_type=aes&msg_signature={code(secret)}"
    write("wechat-mp", "genuine", head, body, target=target)
    write("wechat-mp", "forged", head, body.replace(secret[:4], secret[:3] + ("A" if secret[3] != "A" else "B")), target=target)
    write("wechat-mp", "plain-mode", head, "<xml><ToUserName>gh_680bdefc8c5d</ToUserName><MsgType>text</MsgType></xml>",
          target=query)
    echo = f"/hooks/wechat-mp?echostr=5837397520665436492&timestamp={T}&nonce=1372623149&signature="
    write("wechat-mp", "echo", [], method="GET", target=echo + code())
    write("wechat-mp", "forged-echo", [], method="GET", target=echo + hashlib.sha1(b"guessed").hexdigest())


@example
def whatsapp():
    value = ('"messaging_product":"whatsapp","metadata":{"display_phone_number":"15555550100","phone_number_id":'
             '"106540352242922"}')
    pair("whatsapp", '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{' + value
         + ',"contacts":[{"profile":{"name":"Ada"},"wa_id":"16505551234"}],"messages":[{"from":"16505551234","id":'
         '"wamid.HBgLMTU1NTU1NTAxMDAVAgASGBQzQQ==","timestamp":"1777636798","type":"text","text":{"body":"hello"}}]},"field":'
         '"messages"},{"value":{' + value + ',"statuses":[{"id":"wamid.HBgLMTU1NTU1NTAxMDAVAgARGBI5QQ==","status":"delivered",'
         '"timestamp":"1777636797","recipient_id":"16505551234"}]},"field":"messages"}]}]}', meta_signature, ("hello", "hullo"))
    pair("whatsapp", '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{' + value
         + ',"statuses":[{"id":"wamid.HBgLMTU1NTU1NTAxMDAVAgARGBI5QQ==","status":"delivered","timestamp":"1777636797",'
         '"recipient_id":"16505551234"}]},"field":"messages"}]}]}', meta_signature, ("delivered", "read"), name="status",
         forged=None)
    challenge("whatsapp")


@example
def wix():
    entity = compact({"id": "d4c7e1b0-event", "entityFqdn": "wix.ecom.v1.order", "slug": "canceled", "entityId": "o-1",
                      "eventTime": "2026-05-01T11:59:58Z"})
    event = {"eventType": "wix.ecom.v1.order_canceled", "instanceId": "7c1e5a52-instance", "data": entity}
    claims = {"data": compact(event), "iat": T, "exp": T + 3600}
    token = jws({"alg": "RS256", "kid": "example-rsa"}, claims)
    write("wix", "genuine", [("Content-Type", "text/plain")], token)
    first, _, last = token.split(".")
    other = compact(claims).replace("7c1e5a52", "7c1e5a53")
    write("wix", "forged", [("Content-Type", "text/plain")], f"{first}.{b64url(other)}.{last}")


@example
def workos():
    pair("workos", '{"id":"event_01EHWNC0FCBHZ3BJ7EGKYXK0E6","event":"connection.deactivated","created_at":'
         '"2026-05-01T11:59:58.000Z","data":{"object":"connection","id":"conn_01EHWNC0FCBHZ3BJ7EGKYXK0E6","organization_id":'
         '"org_01EHWNCE74X7JSDV0X3SZ3KJNY","state":"inactive"}}',
         lambda body: [("WorkOS-Signature",
                        f"t={T * 1000}, v1={mac('example-workos-secret', f'{T * 1000}.'.encode() + body).hex()}")],
         ('"inactive"', '"validated"'))


@example
def x():
    key = "example-x-consumer-secret"

    def sign(body):
        return [("x-twitter-webhooks-signature", "sha256=" + b64(mac(key, body)))]
    pair("x-twitter", '{"data":{"filter":{"user_id":"2244994945"},"event_type":"profile.update.bio","event_uuid":'
         '"c2b5a7de-event","tag":"bio","payload":{"before":"a","after":"b"}}}', sign, ('"after":"b"', '"after":"c"'))
    pair("x-twitter", '{"user_event":{"revoke":{"date_time":"2026-05-01T11:59:58.000Z","target":{"app_id":"13090192"},"source":'
         '{"user_id":"63046977"}}}}', sign, ("63046977", "63046978"), name="revoked", forged=None)
    token = "2f3b6f0e0b9a4c0d9a0f1e2d3c4b5a69"
    write("x-twitter", "crc", [], method="GET", target="/hooks/x-twitter?crc_token=" + token)
    event = '{"for_user_id":"63046977","follow_events":[]}'
    write("x-twitter", "oracle", [], method="GET", target="/hooks/x-twitter?crc_token=" + quote(event, safe=""))


@example
def zoom():
    key = "example-zoom-secret-token"

    def sign(body):
        return [("x-zm-request-timestamp", str(T)), ("x-zm-signature", "v0=" + mac(key, f"v0:{T}:".encode() + body).hex())]
    pair("zoom", '{"event":"app_deauthorized","payload":{"account_id":"EabCDEFghiLHMA","user_id":"z9jkdsfsdfjhdkfjQ","signature":'
         '"827edc3452044f0bc86bdd5684afb7d1e6becfa1a767f24df1b287853cf73000","deauthorization_time":"2026-05-01T11:59:58Z",'
         '"client_id":"ADZ9k9bTWmGUoUbECUKU_a"},"event_ts":1777636798000}', sign, ("z9jkdsfsdfjhdkfjQ", "z9jkdsfsdfjhdkfjR"))
    plain = "qgg8vlvZRS6UYooatFL8Aw"
    pair("zoom", '{"payload":{"plainToken":"%s"},"event_ts":1777636798000,"event":"endpoint.url_validation"}' % plain, sign,
         (plain, plain[:-1] + "x"), name="validation", forged="forged-validation")
    event = f"v0:{T}:" + '{\\"event\\":\\"app_deauthorized\\"}'
    pair("zoom", '{"payload":{"plainToken":"%s"},"event_ts":1777636798000,"event":"endpoint.url_validation"}' % event, sign,
         ("app_", "App_"), name="oracle", forged=None)


if __name__ == "__main__":
    KEYS.mkdir(parents=True, exist_ok=True)
    for make in EXAMPLES:
        make()
