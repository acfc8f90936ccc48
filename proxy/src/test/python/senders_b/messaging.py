"""CRM, messaging and mail: each sender signs as its own documentation or library says."""

import urllib.parse

from .signing import (
    NOW, NOW_RFC3339, Request, b64, compact, digest_hex, ecdsa, json_post, jws, lengthen_sha256,
    mac, mac_base64, mac_hex, post, write)

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def write_all():
    hubspot()
    salesforce()
    zendesk()
    intercom()
    passwords()
    mailchimp()
    mandrill()
    mailgun()
    sendgrid()
    resend()
    twilio()
    vonage()
    messagebird()


def hubspot():
    secret = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"

    def event(number, kind, at):
        return {"eventId": number, "subscriptionId": 12345, "portalId": 62515, "occurredAt": at,
                "subscriptionType": kind, "attemptNumber": 0, "objectId": 123, "changeSource": "CRM",
                "changeFlag": "NEW", "appId": 54321}

    def v3(body, target="/hooks/hubspot-v3", signed_url="https://hooks.example.com/hooks/hubspot-v3"):
        at = NOW * 1000
        return json_post("hubspot-v3", body, {
            "X-HubSpot-Request-Timestamp": at,
            "X-HubSpot-Signature": digest_hex("sha256", secret, body), "X-HubSpot-Signature-Version": "v1",
            "X-HubSpot-Signature-v3": mac_base64("sha256", secret, "POST", signed_url, body, at)},
            agent="HubSpot Connect 2.0 (http://dev.hubspot.com/) - WebHooks", target=target)

    changes = v3(compact([event(1, "contact.creation", (NOW - 3) * 1000),
                          event(2, "contact.propertyChange", (NOW - 3) * 1000)]))
    write("hubspot-v3-changes", changes)
    write("hubspot-v3-forged", changes.changed('"eventId":1,"subscriptionId":12345,"portalId":62515',
                                               '"eventId":1,"subscriptionId":12345,"portalId":92515'))
    # The escaped colon, slash and @ are decoded before signing; the escaped blank and % are not.
    write("hubspot-v3-query", v3(
        compact([event(1, "contact.creation", (NOW - 3) * 1000)]),
        target="/hooks/hubspot-v3?back=https%3A%2F%2Fcrm.example%2Fme%40here&name=a%20b%25",
        signed_url="https://hooks.example.com/hooks/hubspot-v3?back=https://crm.example/me@here&name=a%20b%25"))
    # Inputs and result of hubspot-api-python: tests/spec/utils/test_signature.py.
    write("hubspot-v3-vector", post("/webhook_uri", {
        "Content-Type": "application/json", "X-HubSpot-Request-Timestamp": "1693657560000",
        "X-HubSpot-Signature-v3": "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y="},
        "{'example_field':'example_value'}", host="www.example.com"))

    def v2(method, target, body, signature, version="v2", host="www.example.com"):
        kind = {"Content-Type": "application/json"} if body else {}
        return Request(method, target, {
            **kind, "X-HubSpot-Signature": signature, "X-HubSpot-Signature-Version": version}, body, host)

    # Both inputs and results stand in HubSpot's documentation.
    write("hubspot-v2-vector-get", v2(
        "GET", "/webhook_uri", "", "eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e"))
    write("hubspot-v2-vector-post", v2(
        "POST", "/webhook_uri", '{"example_field":"example_value"}',
        "9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900"))
    target = "/hooks/hubspot-v2?userId=9586504&userEmail=loren%40example.com&portalId=62515&associatedObjectId=53701"
    card = v2("GET", target, "", digest_hex(
        "sha256", secret, "GET", "https://hooks.example.com", target), host="hooks.example.com")
    write("hubspot-v2-card", card)
    write("hubspot-v2-forged", card.changed("portalId=62515", "portalId=92515"))
    write("hubspot-v2-version", card.changed("Version: v2", "Version: v1"))
    # Without the secret: the card's hash carried on over a body that the attacker chose.
    seen = digest_hex("sha256", secret, "GET", "https://hooks.example.com", target)
    known = len(secret) + len("GET" + "https://hooks.example.com" + target)
    glue, lengthened = lengthen_sha256(seen, known, '{"evil":1}')
    assert lengthened == digest_hex("sha256", secret, "GET", "https://hooks.example.com", target, glue, '{"evil":1}')
    write("hubspot-v2-lengthened", v2("GET", target, glue + b'{"evil":1}', lengthened, host="hooks.example.com"))
    # A genuine POST whose body ends in something that looks like a query, moved into the query.
    start = "/hooks/hubspot-v2?source=workflow"
    body = '{"note":"&portalId=999"}'
    write("hubspot-v2-shifted", v2("POST", start + body, "", digest_hex(
        "sha256", secret, "POST", "https://hooks.example.com", start, body), host="hooks.example.com"))

    vector = json_post("hubspot-v1", compact([event(1, "contact.creation", 1564113600000)]), {
        "X-HubSpot-Signature": "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de",
        "X-HubSpot-Signature-Version": "v1"})
    write("hubspot-v1-vector", vector)
    glue, lengthened = lengthen_sha256(
        "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de", len(secret) + len(vector.body), "[]")
    write("hubspot-v1-lengthened", json_post("hubspot-v1", vector.body + glue + b"[]", {
        "X-HubSpot-Signature": lengthened, "X-HubSpot-Signature-Version": "v1"}))
    write("hubspot-v1-forged", vector.changed('"portalId":62515', '"portalId":92515'))


def salesforce():
    def delivered(secret, organization):
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
            'xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
            ' <soapenv:Body>\n'
            '  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">\n'
            f'   <OrganizationId>{organization}</OrganizationId>\n'
            '   <ActionId>04k360000000abcAAA</ActionId>\n'
            '   <SessionId xsi:nil="true"/>\n'
            '   <Notification>\n'
            '    <Id>04l3600000ABCDEAA4</Id>\n'
            '    <sObject xsi:type="sf:Account" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">\n'
            '     <sf:Id>0013600000abcdeAAA</sf:Id>\n'
            '     <sf:Name>Example &amp; Sons</sf:Name>\n'
            '    </sObject>\n'
            '   </Notification>\n'
            '  </notifications>\n'
            ' </soapenv:Body>\n'
            '</soapenv:Envelope>\n')
        return post(f"/hooks/salesforce-outbound?secret={secret}", {
            "User-Agent": "Jakarta Commons-HttpClient/3.1", "SOAPAction": '""',
            "Content-Type": "text/xml; charset=utf-8"}, body)

    write("salesforce-outbound-account", delivered("example-9f86d081884c7d65", "00D36000000bckdEAA"))
    write("salesforce-outbound-forged", delivered("example-000000000000000", "00D36000000bckdEAA"))
    write("salesforce-outbound-foreign", delivered("example-9f86d081884c7d65", "00D36000000zzzzEAA"))


def zendesk():
    body = compact({
        "account_id": 22129848, "id": "2b24ef10-19d4-4740-93cf-8f98ec4776c0",
        "type": "zen:event-type:user.created", "subject": "zen:user:6596848315901",
        "time": "2026-05-01T11:59:57.492305Z", "zendesk_event_version": "2022-06-20",
        "event": {}, "detail": {"id": "6596848315901", "email": "jane@example.com", "role": "end-user"}})

    def signed(secret):
        return json_post("zendesk", body, {
            "X-Zendesk-Account-Id": "22129848", "X-Zendesk-Webhook-Id": "01GE0VVM5M7GY0Q3K8JY0DV7TW",
            "X-Zendesk-Webhook-Invocation-Id": "01HXEXAMPLE",
            "X-Zendesk-Webhook-Signature-Timestamp": NOW_RFC3339,
            "X-Zendesk-Webhook-Signature": mac_base64("sha256", secret, NOW_RFC3339, body)},
            agent="Zendesk Webhook")

    genuine = signed("ZXhhbXBsZV96ZW5kZXNrX3NlY3JldA==")
    write("zendesk-user", genuine)
    write("zendesk-forged", genuine.changed('"account_id":22129848', '"account_id":22129849'))
    write("zendesk-test-secret", signed("dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="))


def intercom():
    body = compact({
        "type": "notification_event", "app_id": "a86dr8yl", "topic": "conversation.user.created",
        "id": "notif_dad0bff1-b5ad-4df1-8c5c-89e1e6e7b8a7", "delivery_status": "pending",
        "delivery_attempts": 1, "created_at": NOW - 2,
        "data": {"type": "notification_event_data", "item": {"type": "conversation", "id": "3"}}})
    genuine = json_post("intercom", body, {
        "X-Hub-Signature": "sha1=" + mac_hex("sha1", "example-client-secret", body)},
        agent="intercom-webhook/1.0")
    write("intercom-conversation", genuine)
    write("intercom-forged", genuine.changed('"app_id":"a86dr8yl"', '"app_id":"a86dr8ym"'))


def passwords():
    """Senders that sign nothing and show a password."""
    def delivered(provider, name, body, agent):
        def at(password):
            return json_post(provider, body, {
                "Authorization": "Basic " + b64(f"{provider}:{password}")}, agent=agent)

        write(f"{provider}-{name}", at("example-password"))
        write(f"{provider}-forged", at("another-password"))
        write(f"{provider}-missing", at("example-password").without("Authorization"))

    delivered("pipedrive", "deal", compact({
        "meta": {"action": "change", "company_id": "7621932", "correlation_id": "6b7a1b2c",
                 "entity_id": "82", "entity": "deal", "id": "82c5d2a2-7c5f-4c93-a7f9-3f3b8d9b1c55",
                 "is_bulk_edit": False, "timestamp": "2026-05-01T11:59:57.413Z", "type": "general",
                 "user_id": "11754117", "version": "2.0", "attempt": 1},
        "data": {"id": 82, "title": "Example deal", "value": 1000},
        "previous": {"value": 900}}), "Pipedrive Webhooks")
    delivered("postmark", "delivery", compact({
        "RecordType": "Delivery", "ServerID": 23, "MessageStream": "outbound",
        "MessageID": "00000000-0000-0000-0000-000000000000", "Recipient": "john@example.com",
        "Tag": "welcome-email", "DeliveredAt": "2026-05-01T11:59:57Z", "Details": "Test delivery",
        "Metadata": {"example": "value"}}), "Postmark")


def mailchimp():
    def delivered(secret):
        return post(f"/hooks/mailchimp?secret={secret}", {"User-Agent": "MailChimp", **FORM},
                    urllib.parse.urlencode({
                        "type": "subscribe", "fired_at": "2026-05-01 11:59:57",
                        "data[id]": "8a25ff1d98", "data[list_id]": "a6b5da1054",
                        "data[email]": "api@example.com", "data[email_type]": "html",
                        "data[merges][FNAME]": "Ada", "data[ip_opt]": "192.0.2.10"}))

    def check(secret):
        return Request("GET", f"/hooks/mailchimp?secret={secret}", {"User-Agent": "MailChimp.com WebHook Validator"})

    write("mailchimp-subscribe", delivered("example-9f86d081884c7d65"))
    write("mailchimp-forged", delivered("example-000000000000000"))
    write("mailchimp-check", check("example-9f86d081884c7d65"))
    write("mailchimp-check-forged", check("example-000000000000000"))


def mandrill():
    def signed(key, events):
        text = compact(events).decode()
        signature = mac_base64("sha1", key, "https://hooks.example.com/hooks/mandrill", "mandrill_events", text)
        return post("/hooks/mandrill", {
            "User-Agent": "Mandrill-Webhook/1.0", **FORM, "X-Mandrill-Signature": signature},
            urllib.parse.urlencode({"mandrill_events": text}))

    events = [{"event": name, "_id": "exampleaaaaaaaaaaaaaaaaaaaaaaaaa", "ts": NOW - 5,
               "msg": {"ts": NOW - 9, "subject": "This is an example", "email": "example.webhook@example.com",
                       "state": "sent"}} for name in ("send", "open")]
    genuine = signed("exampleMandrillKey0001", events)
    write("mandrill-events", genuine)
    write("mandrill-forged", genuine.changed("%22event%22%3A%22open%22", "%22event%22%3A%22spam%22"))
    write("mandrill-test-key", signed("test-webhook", events))
    write("mandrill-empty", signed("test-webhook", []))
    write("mandrill-head", Request("HEAD", "/hooks/mandrill", {"User-Agent": "Mandrill-Webhook/1.0"}))


def mailgun():
    token = "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0"
    body = compact({
        "signature": {"token": token, "timestamp": str(NOW - 1),
                      "signature": mac_hex("sha256", "key-example0123456789", NOW - 1, token)},
        "event-data": {"event": "delivered", "id": "CPgfbmQMTCKtHW6uIWtuVe", "timestamp": NOW - 1.5,
                       "log-level": "info", "recipient": "alice@example.com",
                       "recipient-domain": "example.com",
                       "message": {"headers": {"message-id": "20130503182626.18666.16540@example.com"}}}})
    genuine = json_post("mailgun", body, {}, agent="mailgun/treq-20.9.0")
    write("mailgun-delivered", genuine)
    write("mailgun-forged", genuine.changed(token, token[:-1] + "1"))


def sendgrid():
    def event(kind, number):
        return {"email": "example@example.com", "timestamp": NOW - 4,
                "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>", "event": kind, "category": ["cat facts"],
                "sg_event_id": f"sg_event_id_{number}", "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001"}

    lines = ",\r\n".join(compact(event(*one)).decode() for one in (("processed", 1), ("delivered", 2)))
    body = f"[{lines}]\r\n".encode()

    def delivered(body, at, signature):
        return json_post("sendgrid", body, {
            "X-Twilio-Email-Event-Webhook-Timestamp": at,
            "X-Twilio-Email-Event-Webhook-Signature": signature}, agent="SendGrid Event API")

    signature = b64(ecdsa("sha256", NOW, body))
    genuine = delivered(body, NOW, signature)
    write("sendgrid-events", genuine)
    write("sendgrid-trimmed", delivered(body.rstrip(), NOW, signature))
    write("sendgrid-forged", genuine.changed('"event":"delivered"', '"event":"bouncedxx"'))
    # Inputs and signature of sendgrid-nodejs: packages/eventwebhook/src/eventwebhook.spec.js.
    write("sendgrid-vector", delivered(
        b'{"category":"example_payload","event":"test_event","message_id":"message_id"}', 1588788367,
        "MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDWYNH2j/0="))


def resend():
    def delivered(identifier, at, body, signature):
        return json_post("resend", body, {
            "svix-id": identifier, "svix-timestamp": at, "svix-signature": signature},
            agent="Svix-Webhooks/1.44.0 (sender-9YMgn; +https://www.svix.com/http-sender/)")

    body = compact({
        "type": "email.delivered", "created_at": "2026-05-01T11:59:57.126Z",
        "data": {"email_id": "56761188-7520-42d8-8898-ff6fc54ce618", "from": "Acme <onboarding@resend.dev>",
                 "to": ["delivered@resend.dev"], "subject": "Sending this example"}})
    identifier = "msg_2fYfkExample1"
    genuine = delivered(identifier, NOW, body, "v1," + mac_base64(
        "sha256", b"example-resend-signing-secret", identifier, ".", NOW, ".", body)
        + " v1a,aGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGVsbA==")
    write("resend-delivered", genuine)
    write("resend-forged", genuine.changed("delivered@resend", "deliveree@resend"))
    # The example of the Svix documentation.
    write("resend-vector", delivered(
        "msg_loFOjxBNrRLzqYUf", 1731705121, b'{"event_type":"ping","data":{"success":true}}',
        "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="))


def twilio():
    primary, secondary = "example0auth0token0primary000000", "example0auth0token0secondary0000"
    account = "AC0123456789abcdef0123456789abcdef"
    agent = {"User-Agent": "TwilioProxy/1.1"}

    def signature(key, url, params):
        return mac_base64("sha1", key, url, *(name + params[name] for name in sorted(params)))

    # Inputs and signature of twilio-node: spec/validation.
    vector = {"CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234",
              "From": "+14158675309", "To": "+18005551212"}
    expected = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert signature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", vector) == expected
    write("twilio-vector", post("/myapp.php?foo=1&bar=2", {
        **agent, **FORM, "X-Twilio-Signature": expected}, urllib.parse.urlencode(vector), host="mycompany.com"))

    status = {"AccountSid": account, "From": "+14158675309", "To": "+18005551212", "ApiVersion": "2010-04-01",
              "MessageSid": "SM0123456789abcdef0123456789abcdef",
              "SmsSid": "SM0123456789abcdef0123456789abcdef", "MessageStatus": "delivered", "SmsStatus": "delivered",
              "ErrorMessage": ""}

    def form(key, url):
        return post("/hooks/twilio", {
            **agent, **FORM, "I-Twilio-Idempotency-Token": "c9bc0a0e-6b5f-4a2f-8f1c-2f4b7f0c1f2e",
            "X-Twilio-Signature": signature(key, url, status)}, urllib.parse.urlencode(status))

    genuine = form(primary, "https://hooks.example.com/hooks/twilio")
    write("twilio-status", genuine)
    write("twilio-port", form(secondary, "https://hooks.example.com:443/hooks/twilio"))
    write("twilio-forged", genuine.changed("To=%2B18005551212", "To=%2B19005551212"))

    body = compact([{"specversion": "1.0", "type": "com.twilio.messaging.message.delivered",
                     "id": "EZ0123456789", "data": {"accountSid": account, "messageStatus": "DELIVERED"}}])
    bound = "/hooks/twilio?bodySHA256=" + digest_hex("sha256", body)

    def json_bound(target):
        return post(target, {**agent, "Content-Type": "application/json", "X-Twilio-Signature": mac_base64(
            "sha1", primary, "https://hooks.example.com", target)}, body)

    write("twilio-json", json_bound(bound))
    write("twilio-json-forged", json_bound(bound).changed("DELIVERED", "DELIVEREE"))
    write("twilio-json-unbound", json_bound("/hooks/twilio"))
    target = f"/hooks/twilio?AccountSid={account}&CallSid=CA1234567890ABCDE&CallStatus=completed"
    write("twilio-get", Request("GET", target, {**agent, "X-Twilio-Signature": mac_base64(
        "sha1", primary, "https://hooks.example.com", target)}))


def vonage():
    secret = "example-vonage-signature-secret-0123456789"
    body = compact({
        "message_uuid": "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab", "to": "447700900000", "from": "447700900001",
        "timestamp": "2026-05-01T11:59:58Z", "status": "delivered", "channel": "sms"})
    claims = {"iat": NOW - 1, "jti": "c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5", "iss": "Vonage",
              "payload_hash": digest_hex("sha256", body), "api_key": "a1b2c3d",
              "application_id": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"}

    def delivered(algorithm, sign):
        return json_post("vonage-jwt", body, {
            "Authorization": "Bearer " + jws({"alg": algorithm, "typ": "JWT"}, claims, sign)})

    genuine = delivered("HS256", lambda s: mac("sha256", secret, s))
    write("vonage-jwt-status", genuine)
    write("vonage-jwt-forged", genuine.changed('"status":"delivered"', '"status":"submitted"'))
    write("vonage-jwt-none", delivered("none", lambda s: b""))

    params = {"api-key": "abcd1234", "msisdn": "447700900001", "to": "447700900000",
              "messageId": "0A0000000123ABCD1", "text": "a=b & c", "type": "text", "keyword": "HELLO",
              "message-timestamp": "2026-05-01 11:59:58", "timestamp": str(NOW),
              "nonce": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"}

    def clean(value):
        return value.replace("&", "_").replace("=", "_")

    signed = "".join(f"&{name}={clean(params[name])}" for name in sorted(params))
    signature = mac_hex("sha256", "example-vonage-signature-secret", signed)
    form = urllib.parse.urlencode({**params, "sig": signature})
    sms = post("/hooks/vonage-sms", {"User-Agent": "Nexmo/MessagingHUB/v1.0", **FORM}, form)
    write("vonage-sms-inbound", sms)
    write("vonage-sms-forged", sms.changed("text=a%3Db", "text=b%3Db"))
    upper = urllib.parse.urlencode({**params, "sig": signature.upper()})
    by_get = Request("GET", "/hooks/vonage-sms-get?" + upper, {"User-Agent": "Nexmo/MessagingHUB/v1.0"})
    write("vonage-sms-get-inbound", by_get)
    write("vonage-sms-get-forged", by_get.changed("text=a%3Db", "text=b%3Db"))


def messagebird():
    body = compact({
        "type": "message.created",
        "message": {"id": "2da7f17a8c4b4d39a7f6a3c2bfc2e7a5", "channelId": "853eeb5348e541a595da93b48c61a1ae",
                    "platform": "sms", "from": "+31612345678", "status": "received",
                    "content": {"text": "Hello"}}})
    token = jws({"alg": "HS256", "typ": "JWT"}, {
        "iss": "MessageBird", "nbf": NOW - 1, "exp": NOW + 59, "jti": "e92eab80-5e7e-4d5f-9a3f-2ff2b5e1c0a1",
        "url_hash": digest_hex("sha256", "https://hooks.example.com/hooks/messagebird"),
        "payload_hash": digest_hex("sha256", body)},
        lambda s: mac("sha256", "example-messagebird-signing-key-0123456789", s))
    genuine = json_post("messagebird", body, {"MessageBird-Signature-JWT": token}, agent="MessageBird")
    write("messagebird-message", genuine)
    write("messagebird-forged", genuine.changed('"text":"Hello"', '"text":"Hullo"'))
