"""What every sender of the examples is made of: a clock, digests, keys and a raw request.

Independent of the product on purpose: Python's own hmac and hashlib, and the openssl command for
RSA. Nothing here may be changed to make an example pass; the sender's documentation decides.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parents[1]
KEYS = HERE / "keys"
PROVIDERS = HERE.parents[1] / "main" / "resources" / "providers"
EXAMPLES = PROVIDERS / "examples"

# 2026-05-01T12:00:00Z, the clock of every example that does not bring a vendor's own vector.
NOW = 1777636800
NOW_RFC3339 = "2026-05-01T12:00:00Z"

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

written = set()


def compact(value):
    """JSON as most senders write it: no spaces, UTF-8."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def utf8(value):
    return value if isinstance(value, bytes) else str(value).encode()


def mac(algorithm, key, *parts):
    return hmac.new(utf8(key), b"".join(map(utf8, parts)), algorithm).digest()


def mac_hex(algorithm, key, *parts):
    return mac(algorithm, key, *parts).hex()


def mac_base64(algorithm, key, *parts):
    return b64(mac(algorithm, key, *parts))


def digest_hex(algorithm, *parts):
    return hashlib.new(algorithm, b"".join(map(utf8, parts))).hexdigest()


def b64(value):
    return base64.b64encode(utf8(value)).decode()


def b64url(value):
    return base64.urlsafe_b64encode(utf8(value)).rstrip(b"=").decode()


def lengthen_sha256(digest, length, more):
    """The SHA-256 of a text that is not known, its padding, and more: from its digest and length.

    Gives the padding and the new digest (FIPS 180-4; the attack on keyed hashes that are no HMAC).
    """
    def padding(size):
        return b"\x80" + b"\0" * ((55 - size) % 64) + (size * 8).to_bytes(8, "big")

    glue = padding(length)
    state = [int(digest[i:i + 8], 16) for i in range(0, 64, 8)]
    block = utf8(more) + padding(length + len(glue) + len(utf8(more)))
    for i in range(0, len(block), 64):
        state = sha256_round(state, block[i:i + 64])
    return glue, "".join(f"{word:08x}" for word in state)


def sha256_round(state, block):
    primes = [n for n in range(2, 312) if all(n % d for d in range(2, n))]
    constants = [int((n ** (1 / 3) % 1) * 2**32) for n in primes]
    words = [int.from_bytes(block[i:i + 4], "big") for i in range(0, 64, 4)]

    def turned(word, by):
        return (word >> by | word << 32 - by) & 0xFFFFFFFF

    for i in range(16, 64):
        a, b = words[i - 15], words[i - 2]
        words.append((words[i - 16] + (turned(a, 7) ^ turned(a, 18) ^ a >> 3)
                      + words[i - 7] + (turned(b, 17) ^ turned(b, 19) ^ b >> 10)) & 0xFFFFFFFF)
    a, b, c, d, e, f, g, h = state
    for constant, word in zip(constants, words):
        first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + (e & f ^ ~e & g) + constant + word) & 0xFFFFFFFF
        second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + (a & b ^ a & c ^ b & c)) & 0xFFFFFFFF
        a, b, c, d, e, f, g, h = (first + second) & 0xFFFFFFFF, a, b, c, (d + first) & 0xFFFFFFFF, e, f, g
    return [(x + y) & 0xFFFFFFFF for x, y in zip(state, (a, b, c, d, e, f, g, h))]


def rsa(digest, *parts):
    """RSASSA-PKCS1-v1_5 under the throw-away key; deterministic."""
    return openssl_sign(digest, "example-b-rsa-private.pem", b"".join(map(utf8, parts)))


def openssl_sign(digest, key, message):
    with tempfile.NamedTemporaryFile() as file:
        file.write(message)
        file.flush()
        return subprocess.run(
            ["openssl", "dgst", "-" + digest, "-sign", str(KEYS / key), file.name],
            check=True, capture_output=True).stdout


def ecdsa(digest, *parts):
    """ECDSA over P-256 in DER, with the nonce of RFC 6979 so that a second run gives the same."""
    r, s = ecdsa_numbers(digest, b"".join(map(utf8, parts)))
    body = der_integer(r) + der_integer(s)
    return b"\x30" + bytes([len(body)]) + body


def ecdsa_raw(digest, *parts):
    r, s = ecdsa_numbers(digest, b"".join(map(utf8, parts)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def der_integer(number):
    encoded = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(encoded)]) + encoded


def ecdsa_numbers(digest, message):
    d = p256_private()
    hashed = hashlib.new(digest, message).digest()
    z = int.from_bytes(hashed[:32], "big")
    k = rfc6979_nonce(digest, d, (z % P256_ORDER).to_bytes(32, "big"))
    r = p256_multiply(k)[0] % P256_ORDER
    s = pow(k, -1, P256_ORDER) * (z + r * d) % P256_ORDER
    return r, s


def rfc6979_nonce(digest, d, hashed):
    size = hashlib.new(digest).digest_size
    v, k = b"\x01" * size, b"\x00" * size
    secret = d.to_bytes(32, "big") + hashed
    for mark in (b"\x00", b"\x01"):
        k = mac(digest, k, v, mark, secret)
        v = mac(digest, k, v)
    while True:
        t = b""
        while len(t) < 32:
            v = mac(digest, k, v)
            t += v
        candidate = int.from_bytes(t[:32], "big")
        if 0 < candidate < P256_ORDER:
            return candidate
        k = mac(digest, k, v, b"\x00")
        v = mac(digest, k, v)


def p256_private():
    text = subprocess.run(
        ["openssl", "pkey", "-in", str(KEYS / "example-b-p256-private.pem"), "-noout", "-text"],
        check=True, capture_output=True, text=True).stdout
    hexadecimal = text.split("priv:")[1].split("pub:")[0]
    return int("".join(hexadecimal.replace(":", "").split()), 16)


def p256_multiply(k):
    """k times the base point; SEC 2, secp256r1. Slow and not in constant time: for examples."""
    p = 2**256 - 2**224 + 2**192 + 2**96 - 1
    point = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
             0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)

    def add(a, b):
        if a is None or b is None:
            return a or b
        if a[0] == b[0] and (a[1] + b[1]) % p == 0:
            return None
        slope = ((3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, p) if a == b
                 else (b[1] - a[1]) * pow(b[0] - a[0], -1, p)) % p
        x = (slope * slope - a[0] - b[0]) % p
        return x, (slope * (a[0] - x) - a[1]) % p

    result = None
    while k:
        if k & 1:
            result = add(result, point)
        point = add(point, point)
        k >>= 1
    return result


def jws(header, claims, sign):
    """A compact JWS; sign takes the signing input and gives the signature's bytes."""
    signing_input = b64url(compact(header)) + "." + b64url(compact(claims))
    return signing_input + "." + b64url(sign(signing_input))


class Request:
    """A raw HTTP/1.1 request. Header lines end in LF; Content-Length counts the body exactly."""

    def __init__(self, method, target, headers, body=b"", host="hooks.example.com"):
        self.method, self.target, self.host = method, target, host
        self.headers, self.body = list(headers.items()) if isinstance(headers, dict) else headers, utf8(body)

    def changed(self, old, new):
        """The same request with one piece of it forged; the piece must occur."""
        old, new = utf8(old), utf8(new)
        raw = self.raw()
        if raw.count(old) != 1:
            raise ValueError(f"{old!r} occurs {raw.count(old)} times")
        if len(old) != len(new):
            raise ValueError("a forgery keeps the length, so that only the signature can tell")
        return Raw(raw.replace(old, new))

    def without(self, name):
        kept = [(n, v) for n, v in self.headers if n.lower() != name.lower()]
        if len(kept) == len(self.headers):
            raise ValueError(f"there is no {name}")
        return Request(self.method, self.target, kept, self.body, self.host)

    def raw(self):
        lines = [f"{self.method} {self.target} HTTP/1.1", f"Host: {self.host}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.body or self.method in ("POST", "PUT"):
            lines.append(f"Content-Length: {len(self.body)}")
        return ("\n".join(lines) + "\n\n").encode() + self.body


class Raw:
    def __init__(self, raw):
        self._raw = raw

    def raw(self):
        return self._raw


def post(target, headers, body, **more):
    return Request("POST", target, headers, body, **more)


def json_post(provider, body, headers, agent=None, target=None):
    first = {"User-Agent": agent} if agent else {}
    return post(target or f"/hooks/{provider}",
                {**first, "Content-Type": "application/json", **headers}, body)


def write(name, request):
    path = EXAMPLES / f"{name}.http"
    if path in written:
        raise ValueError(f"{name} is written twice")
    written.add(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(request.raw())


def write_file(name, content):
    path = EXAMPLES / name
    written.add(path)
    path.write_bytes(utf8(content))
