"""Which events are taken. The first of each signature is the example that its service prints in its documentation."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ingest.webhooks import MAX_BODY, Hooked, webhook_route

SLACK_AT = 1531420618
SLACK_BODY = (
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
    "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
    "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10"
    "d2c447fce8b6703c"
)
SIGNED_AT = 1614265330
SECRETS = {
    "hub": Hooked("github", "It's a Secret to Everybody"),
    "lab": Hooked("gitlab", "a token"),
    "lab-signed": Hooked("gitlab", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    "wiki": Hooked("confluence", "wiki secret"),
    "chat": Hooked("slack", "8f742231b10e8888abcd99yyyzzz85a5"),
    "notes": Hooked("notion", "notion secret"),
    "files": Hooked("drive", "channel token"),
    "no-secret": Hooked("github", ""),
    "a-folder": Hooked("folder", "secret"),
}


class Listener:
    """The route in an application, and the nudges that came of it."""

    def __init__(self) -> None:
        self.nudges: list[tuple[str, bool]] = []
        self.now = datetime.fromtimestamp(SLACK_AT, UTC)
        route = webhook_route(SECRETS.get, self._nudge, lambda: self.now)
        self.client = TestClient(Starlette(routes=[route]))

    def _nudge(self, name: str, *, everything: bool) -> None:
        self.nudges.append((name, everything))

    def post(self, source: str, body: bytes | str, **headers: str) -> int:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/webhooks/{source}", content=body, headers=sent).status_code


@pytest.fixture
def listener() -> Listener:
    return Listener()


def signed(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


HUB = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
SLACK = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
STANDARD = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
GOOD = {
    "github": ("hub", "Hello, World!", {"x_hub_signature_256": HUB}),
    "gitlab's token": ("lab", "{}", {"x_gitlab_token": "a token"}),
    "gitlab's signature": (
        "lab-signed",
        '{"test": 2432232314}',
        {"webhook_id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook_timestamp": str(SIGNED_AT), "webhook_signature": STANDARD},
    ),
    "confluence": ("wiki", "{}", {"x_hub_signature": signed("wiki secret", b"{}")}),
    "confluence's automation": ("wiki", "{}", {"authorization": "Bearer wiki secret"}),
    "slack": ("chat", SLACK_BODY, {"x_slack_signature": SLACK, "x_slack_request_timestamp": str(SLACK_AT)}),
    "notion": ("notes", "{}", {"x_notion_signature": signed("notion secret", b"{}")}),
    "drive": ("files", "", {"x_goog_channel_token": "channel token"}),
}


@pytest.mark.parametrize("case", GOOD)
def test_an_event_whose_signature_holds_leads_to_a_look(listener: Listener, case: str) -> None:
    source, body, headers = GOOD[case]
    if source == "lab-signed":
        listener.now = datetime.fromtimestamp(SIGNED_AT, UTC)

    assert listener.post(source, body, **headers) == 202

    assert listener.nudges == [(source, False)]


@pytest.mark.parametrize("case", [case for case in GOOD if case not in {"gitlab's token", "confluence's automation", "drive"}])
def test_a_body_that_was_changed_is_refused(listener: Listener, case: str) -> None:
    source, body, headers = GOOD[case]
    if source == "lab-signed":
        listener.now = datetime.fromtimestamp(SIGNED_AT, UTC)

    assert listener.post(source, body + " ", **headers) == 401

    assert listener.nudges == []


@pytest.mark.parametrize("case", GOOD)
def test_an_event_without_its_signature_is_refused(listener: Listener, case: str) -> None:
    source, body, _ = GOOD[case]

    assert listener.post(source, body) == 401


@pytest.mark.parametrize(
    ("source", "headers"),
    [
        ("hub", {"x_hub_signature_256": HUB[:-1] + "8"}),
        ("hub", {"x_hub_signature_256": ""}),
        ("hub", {"x_hub_signature": HUB}),
        ("no-secret", {"x_hub_signature_256": signed("", b"Hello, World!")}),
        ("a-folder", {"x_hub_signature_256": signed("secret", b"Hello, World!")}),
        ("unknown", {"x_hub_signature_256": HUB}),
        ("lab-signed", {"webhook_signature": STANDARD, "webhook_timestamp": "soon", "webhook_id": "x"}),
        ("lab", {"webhook_signature": STANDARD, "webhook_timestamp": str(SLACK_AT), "webhook_id": "x"}),
        ("lab", {"x_gitlab_token": "another"}),
        ("chat", {"x_slack_signature": SLACK, "x_slack_request_timestamp": "not a number"}),
    ],
    ids=[
        "wrong",
        "empty",
        "old header",
        "no secret",
        "no webhooks",
        "no source",
        "no stamp",
        "no key",
        "token",
        "slack's stamp",
    ],
)
def test_what_does_not_hold_is_refused_all_alike(listener: Listener, source: str, headers: dict[str, str]) -> None:
    assert listener.post(source, "Hello, World!", **headers) == 401
    assert listener.nudges == []


def test_an_old_event_is_refused_where_the_time_is_signed(listener: Listener) -> None:
    source, body, headers = GOOD["slack"]
    listener.now = datetime.fromtimestamp(SLACK_AT + 301, UTC)

    assert listener.post(source, body, **headers) == 401


def test_slack_gets_its_challenge_back_and_nothing_is_looked_at(listener: Listener) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aB"})
    signature = hmac.new(SECRETS["chat"].secret.encode(), f"v0:{SLACK_AT}:{body}".encode(), hashlib.sha256).hexdigest()

    reply = listener.client.post(
        "/webhooks/chat",
        content=body,
        headers={"x-slack-signature": f"v0={signature}", "x-slack-request-timestamp": str(SLACK_AT)},
    )

    assert reply.json() == {"challenge": "3eZbrw1aB"}
    assert listener.nudges == []


@pytest.mark.parametrize(
    ("event", "everything"), [("member", True), ("public", True), ("pull_request", False), ("ping", False)]
)
def test_an_event_on_permissions_leads_to_a_look_at_everything(listener: Listener, event: str, everything: bool) -> None:
    listener.post("hub", "Hello, World!", x_hub_signature_256=HUB, x_github_event=event)

    assert listener.nudges == [("hub", everything)]


def test_a_body_that_is_too_large_is_refused_before_it_is_read(listener: Listener) -> None:
    assert listener.post("hub", b"x" * 10, content_length=str(MAX_BODY + 1)) == 413


@pytest.mark.parametrize("stamp", ["9" * 400, "9" * 5000, "-1", "1e9", "\u00b2", ""])
def test_a_time_stamp_that_is_none_is_no_defect(listener: Listener, stamp: str) -> None:
    sent = {"x-slack-request-timestamp": stamp.encode("latin-1"), "x-slack-signature": b"v0=1"}
    assert listener.client.post("/webhooks/chat", content=b"x", headers=sent).status_code == 401  # type: ignore[arg-type]


@pytest.mark.parametrize("source", sorted(SECRETS))
def test_a_header_of_any_bytes_is_a_signature_that_does_not_hold(listener: Listener, source: str) -> None:
    names = ("x-hub-signature-256", "x-hub-signature", "x-gitlab-token", "authorization", "x-notion-signature")
    sent = dict.fromkeys((*names, "x-goog-channel-token", "x-slack-signature", "webhook-signature"), b"\xe9\xff\xb2")
    sent["x-slack-request-timestamp"] = sent["webhook-timestamp"] = str(SLACK_AT).encode()
    assert listener.client.post(f"/webhooks/{source}", content=b"x", headers=sent).status_code == 401  # type: ignore[arg-type]
    assert not listener.nudges
