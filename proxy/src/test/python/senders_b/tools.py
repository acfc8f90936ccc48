"""Developer tools, productivity and infrastructure: each sender signs as its own documentation says."""

import base64
import json
import urllib.parse

from .signing import (
    NOW, Request, b64, compact, digest_hex, json_post, jws, mac, mac_base64, mac_hex, post, rsa,
    write)


def write_all():
    github()
    gitlab()
    bitbucket()
    jira()
    atlassian_connect()
    sns()
    docusign()
    dropbox()
    box()
    notion()
    figma()
    linear()
    asana()
    trello()
    monday()
    one_header_over_the_body()
    timed()
    shown_secrets()
    vercel_drains()
    netlify()
    circleci()
    contentful()
    segment()
    adobe()
    event_grid()
    cloudevents()


def github():
    def signed(event, body, agent="GitHub-Hookshot/7c2e9d1"):
        return json_post("github", body, {
            "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958", "X-GitHub-Event": event,
            "X-GitHub-Hook-ID": "292430182", "X-GitHub-Hook-Installation-Target-ID": "79929171",
            "X-GitHub-Hook-Installation-Target-Type": "repository",
            "X-Hub-Signature-256": "sha256=" + mac_hex("sha256", "It's a Secret to Everybody", body)},
            agent=agent)

    push = signed("push", compact({
        "ref": "refs/heads/main", "before": "6113728f27ae82c7b1a177c8d03f9e96e0adf246",
        "after": "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c", "forced": False,
        "repository": {"id": 35129377, "full_name": "baxterthehacker/public-repo",
                       "owner": {"login": "baxterthehacker", "id": 6752317}},
        "organization": {"login": "acme", "id": 6811672},
        "sender": {"login": "baxterthehacker", "id": 6752317}}))
    write("github-push", push)
    write("github-forged", push.changed("refs/heads/main", "refs/heads/evil"))
    write("github-unsigned", push.without("X-Hub-Signature-256"))
    write("github-revoked", signed("github_app_authorization", compact({
        "action": "revoked", "sender": {"login": "octocat", "id": 583231}})))
    vector = signed("push", b"Hello, World!")
    # The expected value of GitHub's documentation.
    assert b"757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" in vector.raw()
    write("github-vector", vector)


def gitlab():
    body = compact({
        "object_kind": "push", "event_name": "push", "before": "95790bf891e76fee5e1747ab589903a6a1f80f22",
        "after": "da1560886d4f094c3e6c9ef40349f7d38b5d27d7", "ref": "refs/heads/main", "user_id": 4,
        "project_id": 15, "project": {"id": 15, "name": "Diaspora", "path_with_namespace": "mike/diaspora"},
        "total_commits_count": 4})
    identifier = "f5e5f430-f57b-4e6e-9fac-d9128cd7232f"
    common = {"Idempotency-Key": identifier, "X-Gitlab-Event": "Push Hook", "X-Gitlab-Instance": "https://gitlab.com",
              "X-Gitlab-Webhook-UUID": "3c5c0404-c866-44bc-a5f6-452bb1bfc76e",
              "X-Gitlab-Event-UUID": "9cebe914-4827-408f-b014-cfa23a47a35f"}
    token = json_post("gitlab-token", body, {**common, "X-Gitlab-Token": "example-gitlab-token"}, agent="GitLab/19.0.0")
    write("gitlab-token-push", token)
    write("gitlab-token-forged", token.changed("example-gitlab-token", "another-gitlab-token"))
    write("gitlab-token-missing", token.without("X-Gitlab-Token"))
    key = base64.b64decode("dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=")
    signed = json_post("gitlab-signed", body, {
        **common, "webhook-id": identifier, "webhook-timestamp": NOW,
        "webhook-signature": "v1," + mac_base64("sha256", key, identifier, ".", NOW, ".", body)}, agent="GitLab/19.0.0")
    write("gitlab-signed-push", signed)
    write("gitlab-signed-forged", signed.changed("refs/heads/main", "refs/heads/evil"))


def bitbucket():
    def signed(provider, body, headers, agent):
        return json_post(provider, body, {
            **headers, "X-Hub-Signature": "sha256=" + mac_hex("sha256", "example-bitbucket-secret", body)}, agent=agent)

    cloud = signed("bitbucket-cloud", compact({
        "push": {"changes": [{"new": {"type": "branch", "name": "main"}, "forced": False}]},
        "repository": {"type": "repository", "full_name": "acme/site", "uuid": "{673a6070-3421-46c9-9d48-90745f7bfe8e}",
                       "workspace": {"slug": "acme", "uuid": "{47f75adb-2b3c-4d1d-9a3c-1f1c1f4dc6c7}"}},
        "actor": {"type": "user", "nickname": "emma", "uuid": "{d301aafa-d676-4ee0-88be-962be7417567}"}}), {
            "X-Event-Key": "repo:push", "X-Hook-UUID": "0f1ea7ff-19b0-4f97-a1d4-6ef4d2a1bd5c",
            "X-Request-UUID": "d9e4c2b1-2f6b-4e64-8a57-1c1b2ad5cbd6", "X-Attempt-Number": "1"}, "Bitbucket-Webhooks/2.0")
    write("bitbucket-cloud-push", cloud)
    write("bitbucket-cloud-forged", cloud.changed('"uuid":"{d301aafa', '"uuid":"{e301aafa'))

    server = signed("bitbucket-server", compact({
        "eventKey": "repo:refs_changed", "date": "2026-05-01T13:59:57+0200",
        "actor": {"name": "admin", "id": 1, "type": "NORMAL"},
        "repository": {"slug": "repository", "id": 84, "project": {"key": "PROJ", "id": 84}},
        "changes": [{"refId": "refs/heads/main", "type": "UPDATE"}]}), {
            "X-Event-Key": "repo:refs_changed", "X-Request-Id": "5a1e6b0a-4b3e-4c6f-8f2b-5f9b6c1b7a3d"},
        "Atlassian HttpClient 2.1.5 / Bitbucket-8.19")
    write("bitbucket-server-push", server)
    write("bitbucket-server-forged", server.changed('"name":"admin"', '"name":"edmin"'))
    write("bitbucket-server-ping", json_post("bitbucket-server", compact({"test": True}), {
        "X-Event-Key": "diagnostics:ping"}, agent="Atlassian HttpClient 2.1.5 / Bitbucket-8.19"))


def jira_issue():
    return compact({
        "timestamp": (NOW - 3) * 1000, "webhookEvent": "jira:issue_updated",
        "issue_event_type_name": "issue_generic", "user": {"accountId": "99:27935d01-92a7-4687-8272-a9b8d3b2ae2e"},
        "issue": {"id": "99291", "self": "https://example.atlassian.net/rest/api/2/issue/99291", "key": "JRA-20002",
                  "fields": {"summary": "I feel the need for speed", "project": {"key": "JRA"}}}})


def jira():
    body = jira_issue()
    genuine = json_post("jira-webhook", body, {
        "X-Atlassian-Webhook-Identifier": "a3bc5e2d-7c0a-4b2f-9f5d-1c2b3a4d5e6f",
        "X-Hub-Signature": "sha256=" + mac_hex("sha256", "example-jira-secret", body)},
        agent="Atlassian Webhook HTTP Client")
    write("jira-webhook-issue", genuine)
    write("jira-webhook-forged", genuine.changed("99:27935d01", "99:37935d01"))


def atlassian_connect():
    client = "11223344-5566-3778-99aa-bbccddeeff00"
    query = "user_id=unknown&user_key=admin%40example"

    def qsh(path, query):
        parts = sorted(urllib.parse.parse_qsl(query))
        canonical = "&".join(f"{urllib.parse.quote(n, safe='-._~')}={urllib.parse.quote(v, safe='-._~')}" for n, v in parts)
        return digest_hex("sha256", f"POST&{path}&{canonical}")

    def delivered(header, issuer, body, sign, more=None):
        claims = {"iss": issuer, "iat": NOW - 1, "exp": NOW + 179, "qsh": qsh("/hooks/atlassian-connect", query), **(more or {})}
        return json_post("atlassian-connect", body, {"Authorization": "JWT " + jws(header, claims, sign)},
                         agent="Atlassian HttpClient", target="/hooks/atlassian-connect?" + query)

    shared = lambda s: mac("sha256", "example-shared-secret-of-the-installation-01", s)
    issue = delivered({"typ": "JWT", "alg": "HS256"}, client, jira_issue(), shared)
    write("atlassian-connect-issue", issue)
    write("atlassian-connect-forged", issue.changed("user_id=unknown", "user_id=unknowm"))
    write("atlassian-connect-foreign", delivered(
        {"typ": "JWT", "alg": "HS256"}, "99999999-5566-3778-99aa-bbccddeeff00", jira_issue(), shared))
    write("atlassian-connect-uninstalled", delivered(
        {"typ": "JWT", "alg": "RS256", "kid": "0e50fccb-239d-4991-a5db-dc850ba3f236"}, client,
        compact({"key": "com.example.app", "clientKey": client, "eventType": "uninstalled",
                 "baseUrl": "https://example.atlassian.net", "productType": "jira"}),
        lambda s: rsa("sha256", s), {"aud": ["https://hooks.example.com"]}))


def sns():
    certificate = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-example.pem"
    topic = "arn:aws:sns:us-east-1:123456789012:MyTopic"
    order = {"Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
             "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")}

    def signed(message, version="2"):
        lines = "".join(f"{name}\n{message[name]}\n" for name in order[message["Type"]] if name in message)
        whole = {**message, "SignatureVersion": version,
                 "Signature": b64(rsa({"1": "sha1", "2": "sha256"}[version], lines)), "SigningCertURL": certificate}
        body = ("{\n" + ",\n".join(f'  "{n}" : {compact(v).decode()}' for n, v in whole.items()) + "\n}").encode()
        return post("/hooks/aws-sns", {
            "User-Agent": "Amazon Simple Notification Service Agent", "x-amz-sns-message-type": message["Type"],
            "x-amz-sns-message-id": message["MessageId"], "x-amz-sns-topic-arn": message["TopicArn"],
            "Content-Type": "text/plain; charset=UTF-8"}, body)

    notification = {"Type": "Notification", "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", "TopicArn": topic,
                    "Subject": "My First Message", "Message": 'Hello "world"!\nüber', "Timestamp": "2026-05-01T11:59:57.406Z"}
    bare = {name: value for name, value in notification.items() if name != "Subject"}
    confirmation = {"Type": "SubscriptionConfirmation", "MessageId": "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
                    "Token": "2336412f37example", "TopicArn": "arn:aws:sns:us-east-1:210987654321:Theirs",
                    "Message": "You have chosen to subscribe to the topic.",
                    "SubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37example",
                    "Timestamp": "2026-05-01T11:59:57.406Z"}
    genuine = signed(notification)
    write("aws-sns-notification", genuine)
    # The genuine message ends in lines that look like an id and a subject; what is sent cuts there.
    forged_id = "00000000-0000-0000-0000-000000000000"
    whole = signed({**bare, "Message": f"Hello\nMessageId\n{forged_id}\nSubject\nX"})
    parts = {"Message": "Hello", "MessageId": forged_id, "Subject": f"X\nMessageId\n{bare['MessageId']}"}
    write("aws-sns-lines", Request(whole.method, whole.target, whole.headers, json.dumps(
        {**json.loads(whole.body), **parts}, indent=2)))
    write("aws-sns-no-subject", signed(bare))
    write("aws-sns-version-1", signed(notification, "1"))
    write("aws-sns-forged", genuine.changed("world", "wordl"))
    write("aws-sns-foreign-topic", signed({**notification, "TopicArn": "arn:aws:sns:us-east-1:210987654321:Theirs"}))
    write("aws-sns-foreign-certificate", genuine.changed("us-east-1.amazonaws.com/Simple", "us-east-1.amazonawz.com/Simple"))
    write("aws-sns-foreign-confirmation", signed(confirmation))
    write("aws-sns-confirmation", signed({**confirmation, "TopicArn": topic}))


def docusign():
    body = compact({
        "event": "envelope-completed", "apiVersion": "v2.1",
        "uri": "/restapi/v2.1/accounts/06b57d8f/envelopes/fc9d8e7b", "retryCount": 0, "configurationId": 10363178,
        "generatedDateTime": "2026-05-01T11:59:57.7733333Z",
        "data": {"accountId": "06b57d8f-8f7c-4c8b-9a9d-0a1b2c3d4e5f", "userId": "8b1a9953-c461-4296-a827-abf8c47804d7",
                 "envelopeId": "fc9d8e7b-6a5f-4e3d-9c2b-1a0f9e8d7c6b"}})
    good = mac_base64("sha256", "ZXhhbXBsZS1kb2N1c2lnbi1jb25uZWN0LWtleQ==", body)
    other = mac_base64("sha256", "the key before", body)

    def delivered(*signatures):
        return json_post("docusign", body, {
            "X-Authorization-Digest": "HMACSHA256",
            **{f"X-DocuSign-Signature-{i}": value for i, value in enumerate(signatures, 1)}}, agent="DocuSign Connect")

    genuine = delivered(other, good)
    write("docusign-completed", genuine)
    write("docusign-forged", genuine.changed('"envelopeId":"fc9d8e7b', '"envelopeId":"ac9d8e7b'))
    write("docusign-many", delivered(*[other] * 8, good))


def dropbox():
    body = compact({"list_folder": {"accounts": ["dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc",
                                                 "dbid:AAE_Y3Hx7zQ0taONIb-OurWxbNQ6ywGRopQ"]},
                    "delta": {"users": [12345678, 23456789]}})
    genuine = json_post("dropbox", body, {"X-Dropbox-Signature": mac_hex("sha256", "example0dropbox", body)},
                        agent="DropboxWebhooks/1.0")
    write("dropbox-changed", genuine)
    write("dropbox-forged", genuine.changed("dbid:AAH4", "dbid:AAH5"))
    write("dropbox-challenge", Request("GET", "/hooks/dropbox?challenge=gD0RUZzTdFPvAoXXWtR-0w", {}))


def box():
    def delivered(body, at, primary, secondary):
        return json_post("box", body, {
            "BOX-DELIVERY-ID": "673a081b-bb4b-4d45-b4f1-4131a29c1d07", "BOX-DELIVERY-TIMESTAMP": at,
            "BOX-SIGNATURE-VERSION": "1", "BOX-SIGNATURE-ALGORITHM": "HmacSHA256",
            "BOX-SIGNATURE-PRIMARY": primary, "BOX-SIGNATURE-SECONDARY": secondary}, agent="Box-WH-Client")

    def keyed(body, at, signed=None):
        content = signed if signed is not None else body
        return (mac_base64("sha256", "SamplePrimaryKey", content, at),
                mac_base64("sha256", "SampleSecondaryKey", content, at))

    # Bodies, keys, time and expected values of box-java-sdk.
    at = "2020-01-01T00:00:00-07:00"
    raw = (b'{"type":"webhook_event","webhook":{"id":"1234567890"},"trigger":"FILE.UPLOADED",'
           b'"source":{"id":"1234567890","type":"file","name":"Test.txt"}}')
    signatures = keyed(raw, at)
    assert signatures == ("6TfeAW3A1PASkgboxxA5yqHNKOwFyMWuEXny/FPD5hI=", "v+1CD1Jdo3muIcbpv5lxxgPglOqMfsNHPV899xWYydo=")
    write("box-vector", delivered(raw, at, *signatures))
    slash = (b'{"webhook":{"id":"1234567890"},"trigger":"FILE.UPLOADED",'
             b'"source":{"id":"1234567890","type":"file","name":"/"}}')
    signatures = keyed(slash, at, slash.replace(b"/", b"\\/"))
    assert signatures[0] == "t41PWT5ZB6OcysnD6SDy9Ud+p9hdXxIdXqcdweyZv/Q="
    write("box-vector-escaped", delivered(slash, at, *signatures))

    body = compact({
        "type": "webhook_event", "id": "0f7e6e8b-6f34-4a0c-9c1b-0a9f2a5b3c4d", "created_at": "2026-05-01T04:59:57-07:00",
        "trigger": "FILE.UPLOADED", "webhook": {"id": "53", "type": "webhook"},
        "created_by": {"id": "226067247", "type": "user", "name": "John Q. Developer"},
        "source": {"id": "73835521473", "type": "file", "name": "Test.txt"}})
    at = "2026-05-01T05:00:00-07:00"
    primary, secondary = keyed(body, at)
    genuine = delivered(body, at, primary, secondary)
    write("box-uploaded", genuine)
    write("box-swapped", delivered(body, at, secondary, primary))
    write("box-forged", genuine.changed('"id":"73835521473"', '"id":"93835521473"'))


def notion():
    body = compact({
        "id": "367cba44-b6f3-4c92-81e7-6a2e9659efd4", "timestamp": "2026-05-01T11:59:57.126Z",
        "workspace_id": "13950b26-c203-4f3b-b97d-93ec06319565", "workspace_name": "Quantify Labs",
        "subscription_id": "29d75c0d-5546-4414-8459-7b7a92f1fc4b", "integration_id": "0ef2e755-4912-8096-91c1-00376a88a5ca",
        "type": "page.content_updated", "authors": [{"id": "c7c11cca-1d73-471d-9b6e-bdef51470190", "type": "person"}],
        "attempt_number": 1, "entity": {"id": "153104cd-477e-809d-8dc4-ff2d96ae3090", "type": "page"}})
    genuine = json_post("notion", body, {
        "X-Notion-Signature": "sha256=" + mac_hex("sha256", "secret_example0123456789abcdefghijklmnop", body)})
    write("notion-page", genuine)
    write("notion-forged", genuine.changed('"workspace_id":"13950b26', '"workspace_id":"93950b26'))
    write("notion-token", json_post("notion", compact({
        "verification_token": "secret_attacker0123456789abcdefghijklmn"}), {}))


def figma():
    def delivered(passcode, kind):
        return json_post("figma", compact({
            "event_type": kind, "file_key": "zH80nbaCJw5ZMr9r4ZIbAq", "file_name": "My design", "passcode": passcode,
            "timestamp": "2026-05-01T11:59:57Z", "triggered_by": {"id": "813845097374535682", "handle": "Evan"},
            "webhook_id": "22"}), {})

    write("figma-update", delivered("example-passcode", "FILE_UPDATE"))
    write("figma-ping", delivered("example-passcode", "PING"))
    write("figma-forged", delivered("another-passcode", "FILE_UPDATE"))


def linear():
    body = compact({
        "action": "update", "type": "Issue", "createdAt": "2026-05-01T11:59:57.389Z",
        "organizationId": "4b1f7f1c-0f5e-4b0a-9c0c-6b1f0d7a2c11",
        "actor": {"id": "b5ea5f1f-8adc-4f52-b4bd-ab4e84cf51ba", "type": "user", "name": "Larissa"},
        "data": {"id": "2174add1-f7c8-44e3-bbf3-2d60b5ea8bc9", "priority": 2, "title": "Fix the gate"},
        "webhookTimestamp": (NOW - 1) * 1000, "webhookId": "000042e3-d123-4980-b49f-8e140eef9329"})
    genuine = json_post("linear", body, {
        "Linear-Delivery": "234d1a4e-b617-4388-90fe-adc3633d6b72", "Linear-Event": "Issue",
        "Linear-Signature": mac_hex("sha256", "lin_wh_example0123456789", body)}, agent="Linear-Webhook")
    write("linear-issue", genuine)
    write("linear-forged", genuine.changed('"priority":2', '"priority":1'))


def asana():
    secret = "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81"

    def signed(events):
        body = compact({"events": events})
        return json_post("asana", body, {"X-Hook-Signature": mac_hex("sha256", secret, body)}, agent="AsanaWebhook/1.0")

    task = signed([{
        "user": {"gid": "1204619611402320", "resource_type": "user"}, "created_at": "2026-05-01T11:59:57.000Z",
        "action": "changed", "resource": {"gid": "1204619611402340", "resource_type": "task"}, "parent": None,
        "change": {"field": "name", "action": "changed"}}])
    write("asana-task", task)
    write("asana-forged", task.changed('"gid":"1204619611402340"', '"gid":"1204619611402341"'))
    write("asana-heartbeat", signed([]))
    write("asana-secret", json_post("asana", b"{}", {"X-Hook-Secret": "0123456789abcdef0123456789abcdef"},
                                    agent="AsanaWebhook/1.0"))


def trello():
    body = compact({
        "action": {"id": "51f9424bcd6e040f3c002412", "idMemberCreator": "4fc78a59a885233f4b349bd9",
                   "type": "updateCard", "date": "2026-05-01T11:59:57.342Z",
                   "data": {"card": {"id": "4d5ea62fd76aa1136000002a", "name": "Example"}}},
        "model": {"id": "4d5ea62fd76aa1136000000c", "name": "Trello Development"}})
    genuine = json_post("trello", body, {"X-Trello-Webhook": mac_base64(
        "sha1", "example0trello0secret", body, "https://hooks.example.com/hooks/trello")}, agent="Trello")
    write("trello-card", genuine)
    write("trello-forged", genuine.changed("4fc78a59", "5fc78a59"))
    write("trello-head", Request("HEAD", "/hooks/trello", {"User-Agent": "Trello"}))


def monday():
    body = compact({"event": {
        "userId": 9603417, "type": "update_column_value", "boardId": 1771812698, "pulseId": 1772099344,
        "columnId": "status", "triggerTime": "2026-05-01T11:59:57.364Z", "subscriptionId": 73759690,
        "triggerUuid": "b5ed2e17c530f43668de130142445cba"}})
    claims = {"accountId": 1825529, "userId": 9603417, "aud": "https://hooks.example.com/hooks/monday",
              "exp": NOW + 299, "shortLivedToken": "example-short-lived-token", "iat": NOW - 1}

    def delivered(prefix, secret):
        token = jws({"alg": "HS256", "typ": "JWT"}, claims, lambda s: mac("sha256", secret, s))
        return json_post("monday", body, {"Authorization": prefix + token})

    write("monday-column", delivered("Bearer ", "example-monday-signing-secret-0123456789"))
    write("monday-bare", delivered("", "example-monday-signing-secret-0123456789"))
    write("monday-forged", delivered("", "another-monday-signing-secret-0123456789"))
    write("monday-challenge", json_post("monday", compact({
        "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}), {}))


def one_header_over_the_body():
    def signed(provider, name, header, value, body, forge, more=None, agent=None):
        genuine = json_post(provider, body, {**(more or {}), header: value}, agent=agent)
        write(f"{provider}-{name}", genuine)
        write(f"{provider}-forged", genuine.changed(*forge))

    body = compact({"base": {"id": "app00000000000000"}, "webhook": {"id": "ach00000000000000"},
                    "timestamp": "2026-05-01T11:59:57.000Z"})
    signed("airtable", "changed", "X-Airtable-Content-MAC",
           "hmac-sha256=" + mac_hex("sha256", b"example-airtable-mac-secret-0001", body), body, ("app000", "app900"))

    body = compact({
        "event_id": "LtWXD3crgy", "event_type": "form_response",
        "form_response": {"form_id": "lT4Z3j", "token": "a3a12ec67a1365927098a606107fac15",
                          "submitted_at": "2026-05-01T11:59:57Z",
                          "answers": [{"type": "boolean", "boolean": True, "field": {"id": "k6TP9oLGgHjl", "type": "yes_no"}}]}})
    signed("typeform", "response", "Typeform-Signature", "sha256=" + mac_base64("sha256", "example-typeform-secret", body),
           body, ('"boolean":true', '"boolean":null'), agent="Typeform Webhooks")

    body = compact({
        "action": "created", "installation": {"uuid": "24b516eb-6a6e-4d6d-ac3d-6b5a3e2c5f50"},
        "data": {"issue": {"id": "1170820242", "title": "Error: something broke", "status": "unresolved"}},
        "actor": {"type": "application", "id": "sentry", "name": "Sentry"}})
    signed("sentry", "issue", "Sentry-Hook-Signature", mac_hex("sha256", "example-sentry-client-secret", body), body,
           ('"id":"1170820242"', '"id":"9170820242"'), {
               "Request-ID": "4b8e5b6a-1c1b-4c53-9c0f-4e2d9d9c1c11", "Sentry-Hook-Resource": "issue",
               "Sentry-Hook-Timestamp": NOW})

    body = compact({"event": {
        "id": "5ac64822-4adc-4fda-ade0-410becf0de4f", "event_type": "incident.triggered", "resource_type": "incident",
        "occurred_at": "2026-05-01T11:59:57.000Z", "agent": {"id": "PLH1HKV", "type": "user_reference"},
        "data": {"id": "PGR0VU2", "type": "incident", "number": 2, "title": "A little bump in the road"}}})
    signatures = ",".join("v1=" + mac_hex("sha256", key, body) for key in ("the secret before", "example-pagerduty-secret"))
    signed("pagerduty", "incident", "X-PagerDuty-Signature", signatures, body, ("PGR0VU2", "PGR9VU2"),
           {"X-Webhook-Subscription": "PJ8ZCGB"}, "PagerDuty-Webhook/V3.0")

    body = compact({
        "id": "uev_7rVexample", "type": "deployment.succeeded", "createdAt": (NOW - 3) * 1000, "region": "fra1",
        "payload": {"team": {"id": "team_a5j1sEXAMPLE"}, "user": {"id": "kr1PsOIzqEL5Xg6M4VZcZosf"},
                    "deployment": {"id": "dpl_2euZBFqxYdDMDG1jTrHFnNZ2eUVa", "name": "my-app"}}})
    signed("vercel", "deployment", "x-vercel-signature", mac_hex("sha1", "example-vercel-secret", body), body,
           ("team_a5j1s", "team_b5j1s"))


def timed():
    body = compact({
        "event": "invitee.created", "created_at": "2026-05-01T11:59:57.000000Z",
        "created_by": "https://api.calendly.com/users/AAAAAAAAAAAAAAAA",
        "payload": {"uri": "https://api.calendly.com/scheduled_events/AAAA/invitees/BBBB", "email": "test@example.com",
                    "name": "John Doe", "status": "active"}})
    calendly = json_post("calendly", body, {"Calendly-Webhook-Signature": f"t={NOW},v1=" + mac_hex(
        "sha256", "example-calendly-signing-key", NOW, ".", body)}, agent="Calendly")
    write("calendly-created", calendly)
    write("calendly-forged", calendly.changed("test@example.com", "best@example.com"))

    body = compact({
        "uid": "dd5d531a12de0c724bd1275a3b2bc9c6", "creator": "creator-id_abcde12345", "readyToStream": True,
        "status": {"state": "ready"}, "meta": {}, "created": "2026-05-01T11:58:00.474936Z",
        "modified": "2026-05-01T11:59:57.076571Z"})
    stream = json_post("cloudflare-stream", body, {"Webhook-Signature": f"time={NOW},sig1=" + mac_hex(
        "sha256", "85011ed3a913c6ad5f9cf6c5573cc0a7", NOW, ".", body)})
    write("cloudflare-stream-ready", stream)
    write("cloudflare-stream-forged", stream.changed("dd5d531a", "ed5d531a"))

    body = compact({
        "event": "build.finished", "build": {"id": "f62a1b4d-10f9-4790-bc1c-e2c3a0c80983", "number": 27, "state": "failed"},
        "pipeline": {"id": "849411f9-9e6d-4739-a0d8-e247088e9b52", "slug": "agent"},
        "organization": {"id": "0181f1a7-0f2c-4f8e-8b1e-1d2c3b4a5f60", "slug": "acme"},
        "sender": {"id": "8a7693f8-dbae-4783-9137-84090fce9045", "name": "Some person"}})
    buildkite = json_post("buildkite", body, {
        "X-Buildkite-Event": "build.finished", "X-Buildkite-Request": "e2ee71b0-a8d8-4e7c-8a92-f2bcf9b6a9b7",
        "X-Buildkite-Signature": f"timestamp={NOW},signature=" + mac_hex("sha256", "example0buildkite0token", NOW, ".", body)},
        agent="Buildkite-Request")
    write("buildkite-build", buildkite)
    write("buildkite-forged", buildkite.changed('"state":"failed"', '"state":"passed"'))

    body = compact({"data": {
        "type": "event", "id": "evt_XGuXKJsyZk4Rexample",
        "attributes": {"name": "inquiry.completed", "created-at": "2026-05-01T11:59:57.000Z",
                       "payload": {"data": {"type": "inquiry", "id": "inq_2CVZ4HyVg7qaboXz2PUHknAn",
                                            "attributes": {"status": "completed"}}}}}})

    def group(key, at):
        return f"t={at},v1=" + mac_hex("sha256", key, at, ".", body)

    persona = json_post("persona", body, {"Persona-Signature": group("wbhsec_example0123456789", NOW)})
    write("persona-inquiry", persona)
    write("persona-forged", persona.changed("inq_2CVZ", "inq_9CVZ"))
    write("persona-rolling", json_post("persona", body, {
        "Persona-Signature": group("wbhsec_the_secret_before", NOW - 1) + " " + group("wbhsec_example0123456789", NOW)}))

    body = compact({"object": "event", "id": "evt_685343a1381c819085d44c354e1b330e", "type": "response.completed",
                    "created_at": NOW - 3, "data": {"id": "resp_685336e4bb7c8191a8f0"}})
    identifier = "wh_685342e6c53c8190a1be43f081506c52"
    openai = json_post("openai", body, {
        "webhook-id": identifier, "webhook-timestamp": NOW, "webhook-signature": "v1," + mac_base64(
            "sha256", b"example-openai-signing-secret", identifier, ".", NOW, ".", body)}, agent="OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)")
    write("openai-completed", openai)
    write("openai-forged", openai.changed("resp_6853", "resp_9853"))


def shown_secrets():
    """Senders that sign nothing and show a secret."""
    body = compact({
        "body": "CPU load is very high on host:i-0123", "last_updated": str((NOW - 3) * 1000),
        "event_type": "metric_alert_monitor", "title": "[Triggered] CPU load", "date": str((NOW - 3) * 1000),
        "org": {"id": "11023", "name": "Example"}, "id": "1234567"})
    datadog = json_post("datadog", body, {"Authorization": "Bearer example-9f86d081884c7d65"}, agent="Datadog/Webhooks")
    write("datadog-alert", datadog)
    write("datadog-forged", datadog.changed("example-9f86d081884c7d65", "example-0000000000000000"))
    write("datadog-missing", datadog.without("Authorization"))

    body = compact({
        "name": "DDoS", "text": "HTTP DDoS attack", "data": {"attack_id": "1", "max_rate": "0 rps"}, "ts": NOW - 3,
        "account_id": "9035f53656c247e895c5a6939ae8a0e0", "policy_id": "6fbd4a1c-6c5e-4a3b-9f0e-0a1b2c3d4e5f",
        "policy_name": "DDoS", "alert_type": "advanced_ddos_attack_l4_alert",
        "alert_correlation_id": "000eaa907ed24e78946d3a93adb2ae57", "alert_event": "ALERT_STATE_EVENT_START"})
    alert = json_post("cloudflare-notifications", body, {"cf-webhook-auth": "example-cloudflare-secret"})
    write("cloudflare-notifications-alert", alert)
    write("cloudflare-notifications-forged", alert.changed("example-cloudflare-secret", "another-cloudflare-secret"))
    write("cloudflare-notifications-missing", alert.without("cf-webhook-auth"))


def vercel_drains():
    def line(number):
        return {"id": f"157383012{number}", "message": "START RequestId", "timestamp": (NOW - 3) * 1000, "type": "stdout",
                "source": "lambda", "projectId": "gdufoJxB6b9b1fEqr1jUtFkyavUU", "deploymentId": "dpl_233NRGRjVZX1caZrXWtz5g1TAksD",
                "host": "my-app-abc123.vercel.app", "level": "info"}

    body = compact([line(1), line(2)])
    lines = json_post("vercel-log-drains", body, {"x-vercel-signature": mac_hex("sha1", "example-drain-secret", body)})
    write("vercel-log-drains-lines", lines)
    write("vercel-log-drains-forged", lines.changed('"id":"1573830122"', '"id":"1573830129"'))
    write("vercel-log-drains-get", Request("GET", "/hooks/vercel-log-drains", {}))
    write("vercel-log-drains-post", json_post("vercel-log-drains", b"", {"x-vercel-verify": "trial"}))


def netlify():
    body = compact({
        "id": "5ebc34bf4fea0b01f02efa3a", "site_id": "fa4dd95a-994e-4f89-8a7a-2d9e9fc36a32",
        "build_id": "5ebc34bf4fea0b01f02efa38", "state": "ready", "name": "www-example", "url": "https://www.example.com",
        "created_at": "2026-05-01T11:57:15.346Z", "updated_at": "2026-05-01T11:59:57.738Z",
        "user_id": "5ace049efdd72a6b9aa9539c", "branch": "main", "context": "production"})
    claims = {"iss": "netlify", "sha256": digest_hex("sha256", body)}

    def delivered(algorithm, sign):
        return json_post("netlify", body, {
            "X-Netlify-Event": "deploy_created", "X-Webhook-Signature": jws({"alg": algorithm, "typ": "JWT"}, claims, sign)})

    genuine = delivered("HS256", lambda s: mac("sha256", "example-netlify-jws-secret-0123456789", s))
    write("netlify-deploy", genuine)
    write("netlify-forged", genuine.changed('"state":"ready"', '"state":"error"'))
    write("netlify-none", delivered("none", lambda s: b""))


def circleci():
    def signed(key, body, expected=None):
        value = mac_hex("sha256", key, body)
        assert expected in (None, value)
        return json_post("circleci", body, {"circleci-event-type": "workflow-completed", "circleci-signature": "v1=" + value},
                         agent="CircleCI-Webhook/1.0")

    workflow = signed("secret", compact({
        "id": "3888f21b-eaa7-38e3-8f3d-75a63bba8895", "type": "workflow-completed",
        "happened_at": "2026-05-01T11:59:57.803Z", "webhook": {"id": "cf8c4fdd-0587-4da1-b4ca-4846e9640af9", "name": "Sample"},
        "project": {"id": "84996744-a854-4f5e-aea3-04e2851dc1d2", "slug": "github/circleci/webhook-service"},
        "organization": {"id": "f22b6566-597d-46d5-ba74-99ef5bb3d85c", "name": "circleci"},
        "workflow": {"id": "fda08377-fe7e-46b1-8992-3a7aaecac9c3", "name": "build-test-deploy", "status": "success"}}))
    write("circleci-workflow", workflow)
    write("circleci-forged", workflow.changed('"status":"success"', '"status":"failure"'))
    # Both inputs and results stand in CircleCI's documentation.
    write("circleci-vector-1", signed("secret", b"hello world",
                                      "734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a"))
    write("circleci-vector-2", signed("another-secret", b"lalala",
                                      "daa220016c8f29a8b214fbfc3671aeec2145cfb1e6790184ffb38b6d0425fa00"))


def contentful():
    secret = "eXaMpLe0SiGnInG0SeCrEt0oF0a0SpAcE0eXaMpLe0SiGnInG0SeCrEt0oF0a0Sp"
    body = compact({"sys": {
        "type": "Entry", "id": "5KsDBWseXY6QegucYAoacS", "space": {"sys": {"type": "Link", "id": "yadj1kx9rmg0"}},
        "updatedAt": "2026-05-01T11:59:57.744Z", "updatedBy": {"sys": {"type": "Link", "id": "4FLrUHftHW3v2BLi9fzfjU"}}},
        "fields": {"title": {"en-US": "Hello"}}})
    at = str(NOW * 1000)

    def delivered(target, listed):
        headers = {"content-type": "application/vnd.contentful.management.v1+json",
                   "x-contentful-topic": "ContentManagement.Entry.publish", "x-contentful-timestamp": at,
                   "x-contentful-signed-headers": ",".join(listed)}
        path, _, search = target.partition("?")
        # Node's querystring.escape and then encodeURI, which escapes the percent signs once more.
        escaped = urllib.parse.quote(search, safe="-_.!~*'()")
        canonical = urllib.parse.quote(path + ("?" + escaped if search else ""), safe=";,/?:@&=+$-_.!~*'()#")
        signed = "\n".join(["POST", canonical, ";".join(f"{name}:{headers[name]}" for name in listed), body.decode()])
        return post(target, {**headers, "x-contentful-idempotency-key": "3c9a0f0e1b2d4c5f",
                             "x-contentful-signature": mac_hex("sha256", secret, signed)}, body)

    listed = ["content-type", "x-contentful-signed-headers", "x-contentful-timestamp", "x-contentful-topic"]
    genuine = delivered("/hooks/contentful", listed)
    write("contentful-published", genuine)
    write("contentful-query", delivered("/hooks/contentful?a=b&c=d%20e", listed))
    write("contentful-forged", genuine.changed("Hello", "Hallo"))
    write("contentful-no-time", delivered("/hooks/contentful", ["content-type", "x-contentful-signed-headers"]))


def segment():
    def event(number):
        return {"messageId": f"ajs-next-1777636797000-{number}ab58a7e", "type": "track", "event": "Order Completed",
                "userId": f"user_{number}", "timestamp": "2026-05-01T11:59:57.000Z", "properties": {"total": 25}}

    def delivered(body, signed):
        return json_post("segment", body, {"X-Signature": mac_hex("sha1", "example-segment-secret", signed)}, agent="Segment (Actions)")

    one = delivered(compact(event(1)), compact(event(1)))
    write("segment-track", one)
    write("segment-forged", one.changed('"userId":"user_1"', '"userId":"user_2"'))
    write("segment-batch-of-one", delivered(compact([event(1)]), compact(event(1))))
    write("segment-batch", delivered(compact([event(1), event(2)]), compact(event(1))))


def adobe():
    body = compact({
        "specversion": "1.0", "type": "com.adobe.example.asset.created", "source": "urn:uuid:example-org",
        "id": "eb4c4e06-751f-442c-86f8-fd5bb404dbec", "event_id": "eb4c4e06-751f-442c-86f8-fd5bb404dbec",
        "time": "2026-05-01T11:59:57.020Z", "data": {"asset": "urn:aaid:sc:EU:0001"},
        "recipient_client_id": "example-client-id"})

    def delivered(body, first=None):
        signature = b64(rsa("sha256", body))
        return json_post("adobe-io-events", body, {
            "x-adobe-digital-signature-1": first or signature, "x-adobe-digital-signature-2": signature,
            "x-adobe-public-key1-path": "/prod/keys/pub-key-11111111-example.pem",
            "x-adobe-public-key2-path": "/prod/keys/pub-key-22222222-example.pem",
            "x-adobe-event-id": "eb4c4e06-751f-442c-86f8-fd5bb404dbec"}, agent="Adobe/1.0")

    genuine = delivered(body)
    write("adobe-io-events-asset", genuine)
    write("adobe-io-events-second", delivered(body, b64(rsa("sha256", "something else"))))
    write("adobe-io-events-forged", genuine.changed("sc:EU:0001", "sc:EU:0009"))
    write("adobe-io-events-foreign", delivered(body.replace(b"example-client-id", b"another-client-id")))
    write("adobe-io-events-path", Request(genuine.method, genuine.target, [
        (name, value.replace("/prod/keys/", "@evil.example/keys/") if name.endswith("-path") else value)
        for name, value in genuine.headers], genuine.body))
    write("adobe-io-events-challenge", Request(
        "GET", "/hooks/adobe-io-events?challenge=8ec8d794-e0ab-42df-9017-e3dada8e84f7", {}))


def event_grid():
    topic = "/subscriptions/5b4b650e-28b9-4790-b3ab-ddbd88d727c4/resourceGroups/test/providers/Microsoft.Storage/storageAccounts/my"

    def delivered(secret, kind, event):
        return json_post("azure-event-grid", compact([event]), {
            "aeg-event-type": kind, "aeg-subscription-name": "EXAMPLE", "aeg-delivery-count": "0"},
            target=f"/hooks/azure-event-grid?secret={secret}")

    blob = {"topic": topic, "subject": "/blobServices/default/containers/c/blobs/file.txt",
            "eventType": "Microsoft.Storage.BlobCreated", "id": "831e1650-001e-001b-66ab-eeb76e069631",
            "eventTime": "2026-05-01T11:59:57.3192464Z", "dataVersion": "", "metadataVersion": "1",
            "data": {"api": "PutBlockList", "contentLength": 524288, "blobType": "BlockBlob"}}
    trial = {"id": "2d1781af-3a4c-4d7c-bd0c-e34b19da4e66", "topic": topic, "subject": "",
             "data": {"validationCode": "512d38b6-c7b8-40c8-89fe-f46f9e9622b6",
                      "validationUrl": "https://rp-eastus2.eventgrid.azure.net:553/eventsubscriptions/e/validate?id=512d38b6"},
             "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent", "eventTime": "2026-05-01T11:59:57.4538837Z",
             "metadataVersion": "1", "dataVersion": "1"}
    write("azure-event-grid-blob", delivered("example-9f86d081884c7d65", "Notification", blob))
    write("azure-event-grid-forged", delivered("example-0000000000000000", "Notification", blob))
    write("azure-event-grid-validation", delivered("example-9f86d081884c7d65", "SubscriptionValidation", trial))
    write("azure-event-grid-validation-forged", delivered("example-0000000000000000", "SubscriptionValidation", trial))


def cloudevents():
    structured = post("/hooks/cloudevents-http", {
        "Authorization": "Bearer example-9f86d081884c7d65", "Content-Type": "application/cloudevents+json; charset=UTF-8"},
        compact({"specversion": "1.0", "type": "com.example.someevent", "source": "/mycontext", "id": "A234-1234-1234",
                 "time": "2026-05-01T11:59:57Z", "datacontenttype": "application/json", "data": {"appinfoA": "abc"}}))
    write("cloudevents-http-structured", structured)
    write("cloudevents-http-forged", structured.changed("example-9f86d081884c7d65", "example-0000000000000000"))
    write("cloudevents-http-binary", post("/hooks/cloudevents-http?access_token=example-9f86d081884c7d65", {
        "ce-specversion": "1.0", "ce-type": "com.example.someevent", "ce-source": "/mycontext", "ce-id": "A234-1234-1235",
        "ce-time": "2026-05-01T11:59:57Z", "Content-Type": "text/plain"}, "Hello"))

    def options(origin):
        return Request("OPTIONS", "/hooks/cloudevents-http", {"WebHook-Request-Origin": origin, "WebHook-Request-Rate": "120"})

    write("cloudevents-http-options", options("eventgrid.azure.net"))
    write("cloudevents-http-stranger", options("eventemitter.example"))
