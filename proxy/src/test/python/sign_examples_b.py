#!/usr/bin/env python3.11
"""Writes the example deliveries of the payment, messaging and developer-tool presets.

    python3.11 proxy/src/test/python/sign_examples_b.py

Every run gives the same files, byte for byte. It signs with code of its own (hmac, hashlib, the
openssl command), never with the product's, so that an example is a second opinion.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from senders_b import messaging, payments, signing, tools  # noqa: E402


def main():
    for section in (payments, messaging, tools):
        section.write_all()
    print(f"{len(signing.written)} files in {signing.EXAMPLES}")


if __name__ == "__main__":
    main()
