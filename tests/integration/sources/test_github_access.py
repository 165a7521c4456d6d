"""The GitHub source against a stand-in: tokens, Apps, limits, and APIs that are refused or broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from joserfc.jwk import RSAKey

from assistant.errors import LoreError, SourceError, UnreadableDocument
from ingest.opening import Access
from ingest.ports import Listed
from tests.integration.sources.github_opening import cursor_of, listed, opened, read, small_repository
from tests.stand_ins.github_repository import Repository
from tests.stand_ins.github_server import GitHubServer, rate_limited, secondary_limited
from tests.stand_ins.stumbling_server import Asked, Fault, Reply


@pytest.fixture
def repository() -> Repository:
    return small_repository()


@pytest.fixture
def server(repository: Repository) -> Iterator[GitHubServer]:
    with GitHubServer(repository, page_size=3) as started:
        yield started


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, private=True)


@pytest.fixture
def app(server: GitHubServer, key: RSAKey, tmp_path: Path) -> Access:
    """The credentials of an App that is installed; no other token is valid then."""
    file = tmp_path / "app.pem"
    file.write_bytes(key.as_pem(private=True))
    server.app_key = RSAKey.import_key(key.as_pem(private=False))
    server.token = "nobody-has-this"
    return Access(app_id="4711", key_file=str(file))


def tokens_asked(server: GitHubServer) -> list[int]:
    return [status for _, path, status in server.log if path.endswith("/access_tokens")]


def test_an_app_acts_for_the_installation_of_the_repository(server: GitHubServer, app: Access) -> None:
    source = opened(server, access=app)
    assert len(listed(source.listing())) == 4
    assert read(source, "pulls/1.json")["threads"]
    assert [path for _, path, _ in server.log][:2] == [
        "/repos/tidewater/billing/installation",
        "/app/installations/99/access_tokens",
    ]
    assert tokens_asked(server) == [201], "one token serves many requests"


def test_an_installation_that_is_named_is_not_looked_up(server: GitHubServer, app: Access) -> None:
    named = Access(app_id=app.app_id, key_file=app.key_file, installation_id="99")
    assert len(listed(opened(server, access=named).listing())) == 4
    assert not [path for _, path, _ in server.log if path.endswith("/installation")]


def test_a_token_that_expires_in_the_middle_of_a_run_is_renewed_once(server: GitHubServer, app: Access) -> None:
    source = opened(server, access=app)
    found = listed(source.listing())
    server.revoked.update(server.issued)
    assert all(source.read(one) for one in found.values())
    assert tokens_asked(server) == [201, 201]
    assert server.count(401) == 1


def test_several_threads_that_meet_an_expired_token_renew_it_once(server: GitHubServer, app: Access) -> None:
    source = opened(server, access=app)
    found = listed(source.listing())
    server.revoked.update(server.issued)
    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(source.read, found.values()))
    assert tokens_asked(server) == [201, 201]


def test_a_token_is_renewed_before_it_expires(server: GitHubServer, app: Access) -> None:
    server.token_life = timedelta(minutes=4)
    source = opened(server, access=app)
    assert read(source, "issues/3.json")
    first = len(tokens_asked(server))
    server.token_life = timedelta(hours=1)
    assert read(source, "issues/4.json")
    renewed = len(tokens_asked(server))
    assert renewed == first + 1
    assert read(source, "issues/3.json")
    assert len(tokens_asked(server)) == renewed
    assert server.count(401) == 0


def test_an_app_that_is_refused_does_not_ask_without_end(server: GitHubServer, app: Access) -> None:
    server.revoked.update(f"ghs_installation-token-{number}" for number in range(1, 10))
    source = opened(server, access=app)
    with pytest.raises(SourceError, match="HTTP 401"):
        listed(source.listing())
    assert len(tokens_asked(server)) == 2


@pytest.mark.parametrize("fault", [Fault.FAILING, Fault.CUT, Fault.RESET, Fault.NOT_JSON, Fault.RATE_LIMITED])
@pytest.mark.parametrize("first", [0, 1], ids=["for the installation", "for the token"])
def test_a_stumble_while_an_app_gets_its_token_is_tried_again(
    server: GitHubServer, app: Access, fault: Fault, first: int
) -> None:
    source = opened(server, access=app)

    def stumble(asked: Asked) -> None:
        if first and asked.path.endswith("/installation"):
            server.fail_next(fault)

    server.before_answers.append(stumble)
    server.fail_next(*([] if first else [fault]))
    assert len(listed(source.listing())) == 4
    assert tokens_asked(server)[-1] == 201


def test_an_app_with_another_key_is_refused(server: GitHubServer, app: Access) -> None:
    server.app_key = RSAKey.import_key(RSAKey.generate_key(2048, private=True).as_pem(private=False))
    with pytest.raises(SourceError, match="HTTP 401"):
        listed(opened(server, access=app).listing())


def test_an_app_that_is_not_installed_is_told_what_to_check(server: GitHubServer, app: Access) -> None:
    named = Access(app_id=app.app_id, key_file=app.key_file, installation_id="98")
    with pytest.raises(SourceError, match="there is no repository tidewater/billing on GitHub, or its credentials"):
        listed(opened(server, access=named).listing())


def test_an_answer_without_a_token_is_not_taken_for_the_repository(server: GitHubServer, app: Access) -> None:
    server.next_replies.append(Reply.of({"full_name": "tidewater/billing", "private": False}))
    with pytest.raises(SourceError, match="app_id"):
        listed(opened(server, access=app).listing())


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "can't be read"), (b"no key at all", "no RSA private key"), (b"", "no RSA private key")],
    ids=["no file", "another file", "an empty file"],
)
def test_an_app_without_a_usable_key_is_said_at_once(
    server: GitHubServer, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "key.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SourceError, match=reason):
        opened(server, access=Access(app_id="4711", key_file=str(file)))
    with pytest.raises(SourceError, match="key_file"):
        opened(server, access=Access(app_id="4711"))


def test_the_public_half_of_a_key_is_refused(server: GitHubServer, tmp_path: Path, key: RSAKey) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(key.as_pem(private=False))
    with pytest.raises(SourceError, match="no RSA private key"):
        opened(server, access=Access(app_id="4711", key_file=str(file)))


def test_a_public_repository_needs_no_credentials(server: GitHubServer, repository: Repository) -> None:
    repository.private = False
    source = opened(server, access=Access())
    assert len(listed(source.listing())) == 4
    assert read(source, "pulls/1.json")["threads"] == []
    assert not [path for _, path, _ in server.log if path == "/graphql"], "it would be refused"


def test_a_private_repository_without_credentials_says_what_to_do(server: GitHubServer) -> None:
    with pytest.raises(SourceError, match=r"set a token for this source in lore\.toml"):
        listed(opened(server, access=Access()).listing())


@pytest.mark.parametrize("where", ["/collaborators", "/graphql"])
def test_a_token_that_ends_there_is_not_taken_for_a_missing_right(server: GitHubServer, where: str) -> None:
    def expire(asked: Asked) -> None:
        if asked.path.endswith(where):
            server.next_replies.append(Reply.of({"message": "Bad credentials"}, 401))

    server.before_answers.append(expire)
    with pytest.raises(SourceError, match="HTTP 401"):
        listed(opened(server).listing())


SECRET = "ghp_9yQ2TokenThatNobodyMaySee"
FAILURES = {
    "401": Reply.of({"message": "Bad credentials"}, 401),
    "403": Reply.of({"message": "Resource not accessible"}, 403),
    "404": Reply.of({"message": "Not Found"}, 404),
    "422": Reply.of({"message": "Validation Failed"}, 422),
    "451": Reply.of({"message": "Repository access blocked"}, 451),
    "500": Reply.of({"message": "Server Error"}, 500),
    "limit": secondary_limited("4000"),
    "another shape": Reply.of("hello"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_no_error_shows_the_token(server: GitHubServer, failure: str) -> None:
    server.token = SECRET
    source = opened(server)
    cursor = cursor_of(source.listing())
    calls = [
        lambda: listed(source.listing()),
        lambda: listed(source.changes(cursor)),
        lambda: source.read(Listed("pulls/1.json")),
    ]
    for call in calls:
        server.next_replies.extend([FAILURES[failure]] * 3)
        with pytest.raises(LoreError) as raised:
            call()
        chain = [raised.value, raised.value.__cause__, raised.value.__context__]
        assert SECRET not in "".join(map(repr, chain))
        server.next_replies.clear()
    assert SECRET not in cursor


def test_no_document_or_address_holds_the_token(server: GitHubServer) -> None:
    server.token = SECRET
    source = opened(server)
    found = listed(source.listing())
    assert not [one for one in found.values() if SECRET.encode() in (source.read(one) or b"") or SECRET in repr(one)]
    assert not [path for _, path, _ in server.log if SECRET in path]


def test_a_redirect_to_another_server_does_not_carry_the_token(server: GitHubServer, repository: Repository) -> None:
    seen: list[str | None] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("authorization"))
            self.send_response(404)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as elsewhere:
        Thread(target=elsewhere.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        address = f"http://127.0.0.1:{elsewhere.server_address[1]}/issues/3"
        source = opened(server)
        listed(source.listing())
        server.next_replies.append(Reply(301, b"{}", {"location": address}))
        assert source.read(Listed("issues/3.json")) is None
        elsewhere.shutdown()
    assert seen == [None]


GRAPHQL_REFUSALS = {
    "403": Reply.of({"message": "Resource not accessible by personal access token"}, 403),
    "404": Reply.of({"message": "Not Found"}, 404),
    "FORBIDDEN": Reply.of({"data": {"repository": None}, "errors": [{"type": "FORBIDDEN", "message": "not accessible"}]}),
    "unknown field": Reply.of({"errors": [{"message": "no such field", "extensions": {"code": "undefinedField"}}]}),
}


@pytest.mark.parametrize("refusal", GRAPHQL_REFUSALS)
def test_without_graphql_reviews_come_without_their_threads(server: GitHubServer, refusal: str) -> None:
    server.graphql_reply = GRAPHQL_REFUSALS[refusal]
    source = opened(server)
    assert len(listed(source.listing())) == 4
    document = read(source, "pulls/1.json")
    assert (document["threads"], document["linked_issues"]) == ([], [])
    assert len(document["review_comments"]) == 1
    assert sum(path == "/graphql" for _, path, _ in server.log) == 1, "it is not asked again"


def test_graphql_that_fails_is_an_error_since_threads_would_be_missing(server: GitHubServer) -> None:
    server.graphql_reply = Reply.of({"data": None, "errors": [{"message": "Something went wrong while executing your query"}]})
    with pytest.raises(UnreadableDocument, match="Something went wrong"):
        opened(server).read(Listed("pulls/1.json"))
    with pytest.raises(SourceError, match="Something went wrong"):
        listed(opened(server).listing())


def test_the_limit_of_graphql_ends_the_run_with_the_time_to_come_back(server: GitHubServer) -> None:
    server.graphql_reply = Reply.of({"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]})
    with pytest.raises(SourceError, match="in an hour"):
        listed(opened(server).listing())


@pytest.mark.parametrize(
    "limits",
    [[secondary_limited("0")], [secondary_limited()], [rate_limited(datetime.now(UTC) - timedelta(seconds=5))] * 2],
    ids=["Retry-After", "no word when", "the hour is over"],
)
def test_a_limit_that_passes_is_waited_out(server: GitHubServer, limits: list[Reply]) -> None:
    source = opened(server)
    server.next_replies.extend(limits)
    assert len(listed(source.listing())) == 4
    assert server.count(403) == len(limits)


@pytest.mark.parametrize(
    "limit",
    [lambda: secondary_limited("2400"), lambda: rate_limited(datetime.now(UTC) + timedelta(minutes=40))],
    ids=["secondary", "primary"],
)
def test_a_limit_that_lasts_ends_the_run_with_the_time_to_come_back(server: GitHubServer, limit: Callable[[], Reply]) -> None:
    server.next_replies.append(limit())
    with pytest.raises(SourceError, match=r"come back in (39|40) minutes"):
        listed(opened(server).listing())


@pytest.mark.parametrize(
    "reply",
    [
        Reply.of({"total": 3}),
        Reply.of([{"number": "one"}]),
        Reply.of([{"number": 1, "updated_at": "lately", "html_url": "x"}]),
        Reply.of(["one"]),
    ],
    ids=["no list", "no number", "no moment", "no objects"],
)
def test_a_list_in_another_form_is_an_error_and_not_an_empty_listing(server: GitHubServer, reply: Reply) -> None:
    def spoil(asked: Asked) -> None:
        if asked.query.get("sort") == "created":
            server.next_replies.append(reply)

    server.before_answers.append(spoil)
    with pytest.raises(SourceError, match="unknown form"):
        listed(opened(server).listing())
