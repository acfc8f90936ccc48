"""Payments and commerce: each sender signs as its own documentation or library says."""

import base64
import hashlib
import urllib.parse
import zlib

from .signing import (
    EXAMPLES, NOW, NOW_RFC3339, Request, b64, b64url, compact, digest_hex, ecdsa, ecdsa_raw,
    json_post, jws, mac, mac_base64, mac_hex, p256_multiply, p256_private, post, rsa, write, write_file)


def write_all():
    stripe()
    paypal()
    square()
    adyen()
    plaid()
    braintree()
    one_header_over_the_body()
    paddle()
    mollie()
    gocardless()
    wise()
    wechatpay()
    shopify()
    woocommerce()
    standard_webhooks_alike()
    ebay()
    xero()
    chargebee()
    revolut()


def stripe():
    def signed(body, *keys, at=NOW):
        values = ",".join("v1=" + mac_hex("sha256", key, at, ".", body) for key in keys)
        return json_post("stripe", body, {"Stripe-Signature": f"t={at},{values},v0={'0' * 64}"},
                         agent="Stripe/1.0 (+https://stripe.com/docs/webhooks)")

    payment = compact({
        "id": "evt_1PbExampleOfConnect00001", "object": "event", "account": "acct_1032D82eZvKYlo2C",
        "api_version": "2026-02-25", "created": NOW - 2, "livemode": True,
        "type": "payment_intent.succeeded",
        "data": {"object": {"id": "pi_1PbExample", "object": "payment_intent", "amount": 2000,
                            "currency": "eur", "status": "succeeded"}}})
    refund = compact({
        "id": "evt_1PbExampleOfPlatform0001", "object": "event", "created": NOW - 2,
        "livemode": True, "type": "charge.refunded",
        "data": {"object": {"id": "ch_1PbExample", "object": "charge", "amount_refunded": 2000}}})
    genuine = signed(payment, "whsec_example_of_connect")
    write("stripe-payment", genuine)
    write("stripe-platform", signed(refund, "whsec_example_of_the_platform"))
    write("stripe-rolling", signed(payment, "whsec_example_of_a_secret_rolled_away",
                                   "whsec_example_of_connect"))
    write("stripe-forged", genuine.changed('"amount":2000', '"amount":9000'))
    write("stripe-forged-time", genuine.changed(f"t={NOW}", f"t={NOW + 600}"))


def paypal():
    webhook = "1JE4291016473214C"
    transmission = "69cd13f0-d67a-11e5-baa3-778b53f4ae55"
    body = compact({
        "id": "WH-2WR32451HC0233532-67976317FL4543714", "event_version": "1.0",
        "create_time": "2026-05-01T11:59:55.000Z", "resource_type": "capture",
        "event_type": "PAYMENT.CAPTURE.COMPLETED",
        "summary": "Payment completed for EUR 2.51",
        "resource": {"id": "27M47624FP291604U", "amount": {"currency_code": "EUR", "value": "2.51"},
                     "payee": {"merchant_id": "MERCHANTID0001"}, "status": "COMPLETED"}})
    certificate = "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-example"
    signature = b64(rsa("sha256", transmission, "|", NOW_RFC3339, "|", webhook, "|",
                        zlib.crc32(body)))
    genuine = json_post("paypal", body, {
        "PAYPAL-TRANSMISSION-ID": transmission, "PAYPAL-TRANSMISSION-TIME": NOW_RFC3339,
        "PAYPAL-AUTH-VERSION": "v2", "PAYPAL-AUTH-ALGO": "SHA256withRSA",
        "PAYPAL-CERT-URL": certificate, "PAYPAL-TRANSMISSION-SIG": signature},
        agent="PayPal/AUHD-214.0-56553806")
    write("paypal-capture", genuine)
    write("paypal-forged", genuine.changed('"value":"2.51"', '"value":"9.51"'))
    write("paypal-foreign-certificate", genuine.changed("https://api.paypal.com/", "https://api.paypal.org/"))
    write("paypal-algorithm", genuine.changed("SHA256withRSA", "MD2withRSA256"))


def square():
    def signed(body):
        signature = mac_base64("sha256", "example-asdf1234qwer5678",
                               "https://hooks.example.com/hooks/square", body)
        return json_post("square", body, {
            "x-square-hmacsha256-signature": signature,
            "square-initial-delivery-timestamp": NOW_RFC3339}, agent="Square Connect v2")

    payment = signed(compact({
        "merchant_id": "6SSW7HV8K2ST5", "type": "payment.updated",
        "event_id": "13b867cf-db3d-4b1c-90b6-2f32a9d78124", "created_at": "2026-05-01T11:59:58Z",
        "data": {"type": "payment", "id": "KkAkhdMsgzn59SM8A89WgKwekxLZY",
                 "object": {"payment": {"id": "KkAkhdMsgzn59SM8A89WgKwekxLZY",
                                        "amount_money": {"amount": 100, "currency": "USD"},
                                        "status": "COMPLETED"}}}}))
    write("square-payment", payment)
    write("square-revoked", signed(compact({
        "merchant_id": "6SSW7HV8K2ST5", "type": "oauth.authorization.revoked",
        "event_id": "1c8d8ea1-4c7a-4f60-8e39-b9a58b93d7a1", "created_at": "2026-05-01T11:59:58Z",
        "data": {"type": "revocation", "id": "2d5ab70d-5c3c-4ad1-8ad0-4f6cbc60c2e1",
                 "object": {"revocation": {"revoked_at": "2026-05-01T11:59:58Z",
                                           "revoker_type": "MERCHANT"}}}})))
    write("square-forged", payment.changed('"amount":100', '"amount":900'))


def adyen():
    key = bytes.fromhex("9064450A8892A093D9E97EFCC9639DE31B74F3A7803135555A3C96F5A57915D6")

    def item(psp, reference, value, code="AUTHORISATION", account="TestMerchant", success="true"):
        signed = f"{psp}::{account}:{reference}:{value}:EUR:{code}:{success}"
        return {"NotificationRequestItem": {
            "additionalData": {"hmacSignature": mac_base64("sha256", key, signed)},
            "amount": {"currency": "EUR", "value": value}, "eventCode": code,
            "eventDate": "2026-05-01T13:59:58+02:00", "merchantAccountCode": account,
            "merchantReference": reference, "paymentMethod": "visa", "pspReference": psp,
            "reason": "033899:1111:03/2030", "success": success}}

    def delivery(*items):
        return json_post("adyen-standard", compact({"live": "false", "notificationItems": items}),
                         {}, agent="Adyen HttpClient 1.0")

    one = delivery(item("7914073381342284", "TestPayment-1407325143704", 1130))
    two = delivery(item("7914073381342284", "TestPayment-1407325143704", 1130),
                   item("7914073381342291", "TestPayment-1407325143705", 4550))
    vector = item("test_REPORT_AVAILABLE", "testMerchantRef1", 0, "REPORT_AVAILABLE", "Magento2Rik")
    # The expected value of Adyen's own library test.
    expected = "NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc="
    assert vector["NotificationRequestItem"]["additionalData"]["hmacSignature"] == expected
    write("adyen-standard-authorisation", one)
    write("adyen-standard-two", two)
    write("adyen-standard-vector", delivery(vector))
    colon = item("7914073381342284", "5:TestPayment", 1130)
    write("adyen-standard-colon", delivery(colon))
    inner = {**colon["NotificationRequestItem"], "merchantAccountCode": "TestMerchant:5", "merchantReference": "TestPayment"}
    write("adyen-standard-cut", delivery({"NotificationRequestItem": inner}))
    write("adyen-standard-forged", one.changed('"value":1130', '"value":9130'))
    write("adyen-standard-second-forged", two.changed('"value":4550', '"value":9550'))

    def platform(body):
        return json_post("adyen-platform", body, {
            "HmacSignature": mac_base64("sha256", key, body), "Protocol": "HmacSHA256"},
            agent="Adyen HttpClient 1.0")

    holder = platform(compact({
        "data": {"balancePlatform": "YOUR_BALANCE_PLATFORM",
                 "accountHolder": {"id": "AH3227C223222B5BMD65QBG4F", "status": "active",
                                   "description": "Liable party for the S. Hopper business"}},
        "environment": "test", "timestamp": "2026-05-01T13:59:58+02:00",
        "type": "balancePlatform.accountHolder.created"}))
    write("adyen-platform-account-holder", holder)
    write("adyen-platform-forged", holder.changed("AH3227C", "AH9227C"))
    # The message and the expected value of Adyen's own library test.
    assert mac_base64("sha256", key, "TestPayload") == "YA9/UDjldIO4Gq68X4ATYYoEaPYH4f4k2uzBBzEF1PA="
    write("adyen-platform-vector", platform(b"TestPayload"))


def plaid():
    x, y = p256_multiply(p256_private())
    kid = "bfbd5111-8e33-4643-8ced-b2e642a72f3c"
    write_file("keys/example-b-plaid-key.json", compact({"key": {
        "alg": "ES256", "crv": "P-256", "kid": kid, "kty": "EC", "use": "sig",
        "x": b64url(x.to_bytes(32, "big")), "y": b64url(y.to_bytes(32, "big")),
        "created_at": 1767225600, "expired_at": None}, "request_id": "RZ6Omi1bzzwDaLo"}) + b"\n")

    def pretty(**members):
        lines = ",\n".join(f'  "{name}": {compact(value).decode()}' for name, value in members.items())
        return ("{\n" + lines + "\n}").encode()

    def delivered(body, token):
        return json_post("plaid", body, {"Plaid-Verification": token}, agent="Plaid Webhooks")

    def claims(body):
        return {"iat": NOW - 1, "request_body_sha256": digest_hex("sha256", body)}

    header = {"alg": "ES256", "kid": kid, "typ": "JWT"}
    transactions = pretty(
        environment="production", historical_update_complete=True, initial_update_complete=True,
        item_id="eVBnVMp7zdTJLkRNr33Rs6zr7KNJqBFL9DrE6", webhook_code="SYNC_UPDATES_AVAILABLE",
        webhook_type="TRANSACTIONS")
    revoked = pretty(
        environment="production", item_id="eVBnVMp7zdTJLkRNr33Rs6zr7KNJqBFL9DrE6",
        webhook_code="USER_PERMISSION_REVOKED", webhook_type="ITEM")
    genuine = delivered(transactions, jws(header, claims(transactions), lambda s: ecdsa_raw("sha256", s)))
    write("plaid-transactions", genuine)
    write("plaid-revoked", delivered(revoked, jws(header, claims(revoked), lambda s: ecdsa_raw("sha256", s))))
    write("plaid-forged", genuine.changed("SYNC_UPDATES_AVAILABLE", "SYNC_UPDATES_AVAILABEL"))
    write("plaid-algorithm", delivered(transactions, jws(
        {**header, "alg": "HS256"}, claims(transactions), lambda s: mac("sha256", "guess", s))))


def braintree():
    secret = hashlib.sha1(b"integration_private_key").digest()
    xml = (b'<?xml version="1.0" encoding="UTF-8"?>\n<notification>\n'
           b'  <kind>subscription_charged_successfully</kind>\n'
           b'  <timestamp type="datetime">2026-05-01T11:59:57Z</timestamp>\n'
           b'  <subject>\n    <subscription>\n      <id>my_sub_01</id>\n      <price>9.99</price>\n'
           b'    </subscription>\n  </subject>\n</notification>\n')
    encoded = base64.b64encode(xml).decode()
    # Sixty characters a line and a final line break, as Ruby's Base64.encode64 writes it.
    payload = "".join(encoded[i:i + 60] + "\n" for i in range(0, len(encoded), 60))

    def delivered(payload):
        signature = "&".join(["another_public_key|" + mac_hex("sha1", b"x" * 20, payload),
                              "integration_public_key|" + mac_hex("sha1", secret, payload)])
        body = urllib.parse.urlencode({"bt_signature": signature, "bt_payload": payload})
        return post("/hooks/braintree", {
            "User-Agent": "Braintree Webhooks 1.0",
            "Content-Type": "application/x-www-form-urlencoded"}, body)

    genuine = delivered(payload)
    write("braintree-charged", genuine)
    piece = urllib.parse.quote_plus(payload[70:90])
    write("braintree-forged", genuine.changed(piece, piece[:-1] + ("A" if piece[-1] != "A" else "B")))
    write("braintree-alphabet", delivered(payload.replace("\n", " ")))
    challenge = "20f9f8ed05f77439fe955c977e4c8a53"
    # The expected value of Braintree's own library test.
    assert mac_hex("sha1", secret, challenge) == "d9b899556c966b3f06945ec21311865d35df3ce4"
    write("braintree-challenge", Request("GET", f"/hooks/braintree?bt_challenge={challenge}", {}))
    write("braintree-oracle", Request("GET", f"/hooks/braintree?bt_challenge={b64url(xml)[:64]}", {}))


def one_header_over_the_body():
    """HMAC over the raw body, one header, hex: the commonest scheme of all."""
    def hex_of(name, provider, algorithm, key, header, body, more=None, agent=None, forge=()):
        genuine = json_post(provider, body, {header: mac_hex(algorithm, key, body), **(more or {})},
                            agent=agent)
        write(f"{provider}-{name}", genuine)
        write(f"{provider}-forged", genuine.changed(*forge))

    hex_of("captured", "razorpay", "sha256", "example-razorpay-secret", "X-Razorpay-Signature", compact({
        "entity": "event", "account_id": "acc_BFQ7uQEaa7j2z7", "event": "payment.captured",
        "contains": ["payment"], "created_at": NOW - 2,
        "payload": {"payment": {"entity": {"id": "pay_DESlfW9H8K9uqM", "entity": "payment",
                                           "amount": 100, "currency": "INR", "status": "captured"}}}}),
        more={"x-razorpay-event-id": "LgDxWc6Cv1hNgV"}, agent="Razorpay-Webhook/v1",
        forge=('"amount":100', '"amount":900'))
    hex_of("confirmed", "coinbase-commerce", "sha256", "5b3a1d2e-example-shared-secret",
           "X-CC-Webhook-Signature", compact({
               "attempt_number": 1, "id": "4ff50fa6-9c3d-4c54-b8f7-7a1cdb0dd9a3",
               "scheduled_for": "2026-05-01T11:59:59Z",
               "event": {"id": "24934862-d980-46cb-9402-43c81b0cdba6", "resource": "event",
                         "type": "charge:confirmed", "api_version": "2018-03-22",
                         "created_at": "2026-05-01T11:59:57Z",
                         "data": {"code": "66BEOV2A", "name": "The Sovereign Individual"}}}),
           agent="weipay-webhooks", forge=("charge:confirmed", "charge:confirmee"))
    hex_of("approved", "checkout-com", "sha256", "example-signature-key", "Cko-Signature", compact({
        "id": "evt_az5sblvku4ge3dwpztvyizgcau", "type": "payment_approved", "version": "1.0.0",
        "created_on": "2026-05-01T11:59:58.6171331Z",
        "data": {"id": "pay_mbabizu24mvu3mela5njyhpit4", "action_id": "act_y3oqhf46pyzuxjbcn2giaqnb44",
                 "amount": 6540, "currency": "USD", "reference": "ORD-5023-4E89",
                 "processing": {"entity_id": "ent_wxglze3wwywujg4nna5fb7ldli"}}}),
        forge=('"amount":6540', '"amount":9540'))
    hex_of("charge", "paystack", "sha512", "sk_test_example0123456789", "x-paystack-signature", compact({
        "event": "charge.success",
        "data": {"id": 302961, "domain": "live", "status": "success", "reference": "qTPrJoy9Bx",
                 "amount": 10000, "paid_at": "2026-05-01T11:59:57.000Z", "currency": "NGN",
                 "customer": {"id": 68324, "customer_code": "CUS_qo38as2hpsgk2r0"}}}),
        forge=('"amount":10000', '"amount":90000'))
    hex_of("order", "lemonsqueezy", "sha256", "example-lemon-secret", "X-Signature", compact({
        "meta": {"event_name": "order_created", "test_mode": False},
        "data": {"type": "orders", "id": "1",
                 "attributes": {"store_id": 1, "customer_id": 1, "order_number": 1, "total": 1199,
                                "currency": "USD", "status": "paid",
                                "updated_at": "2026-05-01T11:59:57.000000Z"}}}),
        more={"X-Event-Name": "order_created"}, forge=('"total":1199', '"total":9199'))


def paddle():
    body = compact({
        "event_id": "evt_01hv8x2acma2gz7he8kg2s0hna", "event_type": "transaction.completed",
        "occurred_at": "2026-05-01T11:59:57.843294Z",
        "notification_id": "ntf_01hv8x2af3q7vhs6gc4bvx1qtz",
        "data": {"id": "txn_01hv8wptq8987qeep44cyrewp9", "status": "completed",
                 "customer_id": "ctm_01hv6y1jedq4p1n0yqn5ba3ky4", "currency_code": "USD"}})
    signature = mac_hex("sha256", "pdl_ntfset_01example_4tAeAeVkLZ0example", NOW, ":", body)
    genuine = json_post("paddle", body, {"Paddle-Signature": f"ts={NOW};h1={signature}"}, agent="Paddle")
    write("paddle-transaction", genuine)
    write("paddle-forged", genuine.changed("ctm_01hv6y1", "ctm_09hv6y1"))


def mollie():
    body = compact({
        "resource": "event", "id": "event_GvJ8WHrp5isUdRub9CJyH", "type": "payment-link.paid",
        "entityId": "pl_qng5gbbv8NAZ5gpM5ZYgx", "createdAt": "2026-05-01T11:59:57.0Z"})
    signature = mac_hex("sha256", "example-mollie-secret", body)
    old = mac_hex("sha256", "example-mollie-secret-rolled-away", body)
    genuine = json_post("mollie", body, {"X-Mollie-Signature": "sha256=" + signature}, agent="Mollie HTTP")
    write("mollie-paid", genuine)
    write("mollie-rolling", post("/hooks/mollie", [
        ("User-Agent", "Mollie HTTP"), ("Content-Type", "application/json"),
        ("X-Mollie-Signature", "sha256=" + old), ("X-Mollie-Signature", "sha256=" + signature)], body))
    write("mollie-forged", genuine.changed("pl_qng5", "pl_9ng5"))
    write("mollie-unsigned", genuine.without("X-Mollie-Signature"))

    def classic(secret, identifier):
        return post(f"/hooks/mollie-legacy?secret={secret}", {
            "User-Agent": "Mollie HTTP", "Content-Type": "application/x-www-form-urlencoded"},
            urllib.parse.urlencode({"id": identifier}))

    write("mollie-legacy-payment", classic("example-9f86d081884c7d65", "tr_d0b0E3EA3v"))
    write("mollie-legacy-forged", classic("example-000000000000000", "tr_d0b0E3EA3v"))
    write("mollie-legacy-path", classic("example-9f86d081884c7d65", "../../v2/customers"))


def gocardless():
    def signed(*events):
        body = compact({"events": events, "meta": {"webhook_id": "WB00045JXYX8FS"}})
        return json_post("gocardless", body, {
            "Webhook-Signature": mac_hex("sha256", "example-gocardless-secret", body),
            "Origin": "https://api.gocardless.com"}, agent="gocardless-webhook-service/1.1")

    def event(identifier, resource, action, links):
        return {"id": identifier, "created_at": "2026-05-01T11:59:57.000Z",
                "resource_type": resource, "action": action, "links": links,
                "details": {"origin": "gocardless", "cause": f"{resource[:-1]}_{action}"}}

    write("gocardless-events", signed(
        event("EV00BD05S5VM2S", "mandates", "active", {"mandate": "MD00123ABC"}),
        event("EV00BD05S5VM2T", "payments", "confirmed", {"payment": "PM00123ABC"})))
    partner = signed(event("EV00BD05S5VM2T", "payments", "confirmed",
                           {"payment": "PM00123ABC", "organisation": "OR00009XNVW8ZX"}))
    write("gocardless-partner", partner)
    write("gocardless-forged", partner.changed("PM00123ABC", "PM00999ABC"))


def wise():
    # Body, signature and key are Wise's own sample: github.com/transferwise/digital-signatures-examples.
    body = (b'{"data":{"resource":{"id":49983981,"profile_id":16055450,"account_id":14124090,'
            b'"type":"transfer"},"current_state":"incoming_payment_waiting","previous_state":null,'
            b'"occurred_at":"2021-08-23T10:12:50Z"},"subscription_id":"90aa8e14-4ef1-4a56-861c-f3c9cde097ea",'
            b'"event_type":"transfers#state-change","schema_version":"2.0.0","sent_at":"2021-08-23T10:12:50Z"}')
    signature = ("wKcKCYXAzxNgiu7xmoDm943NUni7Rz33QN8JkEA9dWSGebgndonabgSj18Y4C08OrwVmueGsED2s00M7DtJV"
                 "cYKOS1i3G4TMVx+mgM3aL9djMBkQtiYNBFUd6wrPI7ZUNHv/TrlKSjTMc+6JFvUvJ7owY3z85e3I4jLRLJow"
                 "MFvO8kvCJ60+1pY9wDwZvtZ//WS93LrwGjk9Dvwzpmu0w+P4J75tETT5qC3Uv0y5G2yO8SEoO3yNP/tg/BOl"
                 "i02niHb53vEOUWUb9bly6thnfMoXoiV/osoGxgF20R58RlvkAmezyyl1Sv542TfS2DpiwVnmjjjkCyXeSUcK"
                 "ookYLQ==")
    genuine = json_post("wise", body, {
        "X-Signature-SHA256": signature, "X-Delivery-Id": "5c6ca0a2-4b8e-4e4c-9f4b-9d1f9a1e4c11"})
    write("wise-vector", genuine)
    write("wise-forged", genuine.changed('"profile_id":16055450', '"profile_id":16055451'))


def wechatpay():
    body = compact({
        "id": "EV-2018022511223320873", "create_time": "2026-05-01T19:59:58+08:00",
        "resource_type": "encrypt-resource", "event_type": "TRANSACTION.SUCCESS", "summary": "支付成功",
        "resource": {"original_type": "transaction", "algorithm": "AEAD_AES_256_GCM",
                     "ciphertext": "ZXhhbXBsZSBjaXBoZXJ0ZXh0", "associated_data": "transaction",
                     "nonce": "fdasflkja484"}})

    def delivered(serial):
        nonce = "EcEVVc3mOQ3sAzVsmTHYmPFoUUkMF3LA"
        return json_post("wechatpay", body, {
            "Wechatpay-Timestamp": NOW, "Wechatpay-Nonce": nonce, "Wechatpay-Serial": serial,
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
            "Wechatpay-Signature": b64(rsa("sha256", f"{NOW}\n{nonce}\n", body, "\n"))},
            agent="Mozilla/4.0")

    genuine = delivered("PUB_KEY_ID_0114232134912410000000000000")
    write("wechatpay-paid", genuine)
    write("wechatpay-forged", genuine.changed("ZXhhbXBsZSBj", "ZXhhbXBsZSBk"))
    write("wechatpay-probe", delivered("WECHATPAY/SIGNTEST/0000000000000000000"))


def shopify():
    def signed(topic, body):
        return json_post("shopify", body, {
            "X-Shopify-Topic": topic, "X-Shopify-Shop-Domain": "example-shop.myshopify.com",
            "X-Shopify-API-Version": "2026-04", "X-Shopify-Triggered-At": "2026-05-01T11:59:58.123456789Z",
            "X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
            "X-Shopify-Event-Id": "98880550-7158-44d4-b7cd-2c97c8a091b5",
            "X-Shopify-Hmac-Sha256": mac_base64("sha256", "shpss_example_0123456789abcdef", body)},
            agent="Shopify-Captain-Hook")

    order = signed("orders/create", compact({
        "id": 820982911946154508, "admin_graphql_api_id": "gid://shopify/Order/820982911946154508",
        "created_at": "2026-05-01T13:59:57+02:00", "currency": "EUR", "total_price": "403.00",
        "line_items": [{"id": 866550311766439020, "quantity": 1, "price": "403.00"}]}))
    write("shopify-order", order)
    write("shopify-forged", order.changed('"total_price":"403.00"', '"total_price":"003.00"'))
    write("shopify-uninstalled", signed("app/uninstalled", compact({
        "id": 548380009, "name": "Example Shop", "domain": "shop.example.com",
        "myshopify_domain": "example-shop.myshopify.com", "plan_name": "basic"})))


def woocommerce():
    body = compact({"id": 727, "parent_id": 0, "status": "processing", "currency": "USD",
                    "date_modified_gmt": "2026-05-01T11:59:57", "total": "29.35"})
    genuine = json_post("woocommerce", body, {
        "X-WC-Webhook-Source": "https://shop.example.com/", "X-WC-Webhook-Topic": "order.updated",
        "X-WC-Webhook-Resource": "order", "X-WC-Webhook-Event": "updated",
        "X-WC-Webhook-Signature": mac_base64("sha256", "exampleWooSecret", body),
        "X-WC-Webhook-ID": "142", "X-WC-Webhook-Delivery-ID": "e2ee71b0a8d8ee7c0a92f2bcf9b6a9b7"},
        agent="WooCommerce/9.8.1 Hookshot (WordPress/6.8)")
    write("woocommerce-order", genuine)
    write("woocommerce-forged", genuine.changed('"total":"29.35"', '"total":"09.35"'))
    write("woocommerce-ping", post("/hooks/woocommerce", {
        "User-Agent": "WooCommerce/9.8.1 Hookshot (WordPress/6.8)",
        "Content-Type": "application/x-www-form-urlencoded"}, "webhook_id=142"))


def standard_webhooks_alike():
    def signed(provider, key, identifier, body):
        return json_post(provider, body, {
            "webhook-id": identifier, "webhook-timestamp": NOW,
            "webhook-signature": "v1," + mac_base64("sha256", key, identifier, ".", NOW, ".", body)})

    order = signed("bigcommerce", "example0client0secret0of0the0app", "msg_2bYfkExample1", compact({
        "scope": "store/order/updated", "store_id": "1025646", "producer": "stores/3xrbgfpxqz",
        "data": {"type": "order", "id": 250}, "hash": "dd70c0976e06b67aaf671e73f49dcb79230ebf9d",
        "created_at": NOW - 3}))
    write("bigcommerce-order", order)
    write("bigcommerce-forged", order.changed('"id":250', '"id":950'))
    write("bigcommerce-forged-id", order.changed("msg_2bYfkExample1", "msg_2bYfkExample2"))

    paid = signed("etsy", b"example-etsy-signing-secret", "msg_2cYfkExample1", compact({
        "event_type": "order.paid", "shop_id": 12345678,
        "resource_url": "https://api.etsy.com/v3/application/shops/12345678/receipts/3456789012"}))
    write("etsy-paid", paid)
    write("etsy-forged", paid.changed('"shop_id":12345678', '"shop_id":12345679'))


def ebay():
    # eBay gives its key on one line, without line breaks in the PEM text.
    pem = (EXAMPLES / "keys" / "example-b-p256-public.pem").read_text().replace("\n", "")
    write_file("keys/example-b-ebay-token.json", compact({
        "access_token": "v^1.1#example", "expires_in": 7200, "token_type": "Application Access Token"}) + b"\n")
    write_file("keys/example-b-ebay-key.json", compact({
        "key": pem, "algorithm": "ECDSA", "digest": "SHA1"}) + b"\n")
    body = compact({
        "metadata": {"topic": "MARKETPLACE_ACCOUNT_DELETION", "schemaVersion": "1.0", "deprecated": False},
        "notification": {
            "notificationId": "49feeaeb-4982-42d9-a377-9645b8479411",
            "eventDate": "2026-05-01T11:59:55.000Z", "publishDate": "2026-05-01T11:59:59.679Z",
            "publishAttemptCount": 1,
            "data": {"username": "test_user", "userId": "ma8vp1jySJC",
                     "eiasToken": "nY+sHZ2PrBmdj6wVnY+sEZ2PrA2dj6wJnY+gAZGEpwmdj6x9nY+seQ=="}}})
    header = b64(compact({"alg": "ecdsa", "kid": "9936261a-7d7b-4621-a0f1-96ccb428af48",
                          "signature": b64(ecdsa("sha1", body)), "digest": "SHA1"}))
    genuine = json_post("ebay", body, {"X-EBAY-SIGNATURE": header})
    write("ebay-deletion", genuine)
    write("ebay-forged", genuine.changed('"username":"test_user"', '"username":"best_user"'))
    write("ebay-challenge", Request(
        "GET", "/hooks/ebay?challenge_code=a8628072-3d33-45ee-9004-bee86830a22d", {}))


def xero():
    key = "exampleXeroKey0/Uj3Vvh4+nGGqhsMkmHg8y0w0yJ5Z8Vh0iYw9w=="

    def signed(body):
        return json_post("xero", body, {"x-xero-signature": mac_base64("sha256", key, body)})

    invoice = signed(compact({
        "events": [{"resourceUrl": "https://api.xero.com/api.xro/2.0/Invoices/717f2bfc-c6d4-41fd-b238-3f2f0c0cf777",
                    "resourceId": "717f2bfc-c6d4-41fd-b238-3f2f0c0cf777",
                    "eventDateUtc": "2026-05-01T11:59:57.110", "eventType": "UPDATE",
                    "eventCategory": "INVOICE", "tenantId": "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f",
                    "tenantType": "ORGANISATION"}],
        "lastEventSequence": 3, "firstEventSequence": 3, "entropy": "UVKOKIIXNSJMBNRLSEGD"}))
    intent = signed(compact({"events": [], "lastEventSequence": 0, "firstEventSequence": 0,
                             "entropy": "BSJECCKPZWRJWNNGMHIE"}))
    write("xero-invoice", invoice)
    write("xero-forged", invoice.changed('"tenantId":"c2cc', '"tenantId":"d2cc'))
    write("xero-intent", intent)
    write("xero-intent-wrong", intent.changed("BSJECCKP", "BSJECCKQ"))


def chargebee():
    body = compact({
        "id": "ev_XpbXKKTOYDGN1EQ0", "occurred_at": NOW - 3, "source": "admin_console",
        "object": "event", "api_version": "v2", "event_type": "subscription_created",
        "webhook_status": "scheduled",
        "content": {"subscription": {"id": "XpbXKKTOYDGN1EPy", "plan_id": "basic"},
                    "customer": {"id": "XpbXKKTOYDGN1EPy", "email": "john@example.com"}}})

    def delivered(password):
        return json_post("chargebee", body, {"Authorization": "Basic " + b64("chargebee:" + password)},
                         agent="ChargeBee")

    genuine = delivered("example-password")
    write("chargebee-subscription", genuine)
    write("chargebee-forged", delivered("another-password"))
    write("chargebee-missing", genuine.without("Authorization"))


def revolut():
    key = "wsk_r59a4HfWVAKycbCaNO1RvgCJec02gRd8"

    def signed(body, at):
        return json_post("revolut-merchant", body, {
            "Revolut-Request-Timestamp": at,
            "Revolut-Signature": "v1=" + mac_hex("sha256", key, "v1.", at, ".", body)})

    order = signed(compact({
        "event": "ORDER_COMPLETED", "order_id": "9fc01989-3f61-4484-a5d9-ffe768531be9",
        "merchant_order_ext_ref": "Test #3928"}), NOW * 1000)
    write("revolut-merchant-order", order)
    write("revolut-merchant-forged", order.changed("9fc01989", "0fc01989"))
    # Secret, time and body of Revolut's documentation.
    write("revolut-merchant-vector", signed(
        b'{"data":{"id":"645a7696-22f3-aa47-9c74-cbae0449cc46","new_state":"completed",'
        b'"old_state":"pending","request_id":"app_charges-9f5d5eb3-1e06-46c5-b1c0-3914763e0bcb"},'
        b'"event":"TransactionStateChanged","timestamp":"2023-05-09T16:36:38.028960Z"}', 1683650202360))
