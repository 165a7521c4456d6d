"""How a source talks to a server that stumbles, against a real one on the loopback address."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import pytest

from assistant.errors import SourceError
from ingest.connection import Connection, Missing
from ingest.opening import PagesInMemory, Waiting
from tests.stand_ins.stumbling_server import Asked, Fault, Reply, StumblingServer


class Shelf(StumblingServer):
    """Twelve items in pages of five, and whatever reply a test asks for at `/as-told`."""

    def __init__(self) -> None:
        super().__init__()
        self.items = [{"id": number, "text": f"text {number}"} for number in range(12)]
        self.told = Reply()

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/api/as-told":
            return self.told
        if asked.path == "/api/echo":
            return Reply.of({"body": asked.json, "agent": asked.headers["user-agent"]})
        if asked.path != "/api/items":
            return Reply.of({"message": "Not Found"}, 404)
        page = int(asked.query.get("page", 1))
        more = {"link": f'<{self.address}/api/items?page={page + 1}>; rel="next"'} if page * 5 < len(self.items) else {}
        return Reply.of(self.items[(page - 1) * 5 : page * 5], headers=more)


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with Shelf() as server:
        yield server


@pytest.fixture
def connection(shelf: Shelf) -> Iterator[Connection]:
    waiting = Waiting(attempts=4, first_s=0.001, longest_s=0.01, retry_after_s=2, timeout_s=5)
    with connected(shelf, waiting) as made:
        yield made


def connected(shelf: Shelf, waiting: Waiting) -> Connection:
    bearer = httpx2.FunctionAuth(lambda request: _with_token(request, "secret-token-of-the-test"))
    return Connection("Shelf", f"{shelf.address}/api", auth=bearer, waiting=waiting)


def _with_token(request: httpx2.Request, token: str) -> httpx2.Request:
    request.headers["authorization"] = f"Bearer {token}"
    return request


def ids(page: Any) -> list[int]:
    return [item["id"] for item in page]


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name.lower())
def test_a_failure_that_passes_is_not_noticed(shelf: Shelf, connection: Connection, fault: Fault) -> None:
    shelf.fail_next(fault, fault)

    assert connection.json("items", {"page": 3}) == [{"id": 10, "text": "text 10"}, {"id": 11, "text": "text 11"}]


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name.lower())
def test_a_failure_that_stays_is_an_error_with_the_next_step(shelf: Shelf, connection: Connection, fault: Fault) -> None:
    shelf.fail_next(*[fault] * 4)

    with pytest.raises(SourceError, match="run the command again later"):
        connection.json("items")


def test_a_server_that_is_not_there_is_an_error(shelf: Shelf) -> None:
    nobody = Connection("Shelf", "http://127.0.0.1:9/api", waiting=Waiting(attempts=2, first_s=0.001))
    with nobody, pytest.raises(SourceError, match="does not answer"):
        nobody.json("items")


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_is_said_without_the_token_and_not_tried_again(
    shelf: Shelf, connection: Connection, status: int
) -> None:
    shelf.told = Reply.of({"message": "Bad credentials"}, status)

    with pytest.raises(SourceError, match="refuses the token") as raised:
        connection.json("as-told")

    assert "secret-token" not in str(raised.value)
    assert len(shelf.log) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_missing(shelf: Shelf, connection: Connection, status: int) -> None:
    shelf.told = Reply(status)

    with pytest.raises(Missing):
        connection.json("as-told")


def test_another_refusal_is_said_as_the_server_says_it(shelf: Shelf, connection: Connection) -> None:
    shelf.told = Reply.of({"message": "no such field"}, 422)

    with pytest.raises(SourceError, match=r"HTTP 422.*no such field"):
        connection.json("as-told")


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "1"},
        {"retry-after": format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)},
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.time()) + 3600)},
    ],
    ids=["seconds", "a date", "GitHub's reset"],
)
@pytest.mark.parametrize("status", [429, 403])
def test_a_wait_that_is_too_long_ends_the_run_with_the_time(shelf: Shelf, status: int, headers: dict[str, str]) -> None:
    shelf.told = Reply(status, b"", headers)
    with connected(shelf, Waiting(retry_after_s=0.5)) as hasty, pytest.raises(SourceError, match="come back in"):
        hasty.json("as-told")


def test_a_wait_that_is_asked_for_is_kept(shelf: Shelf, connection: Connection) -> None:
    shelf.told = Reply(429, b"", {"retry-after": "1"})
    started = time.monotonic()

    with connected(shelf, Waiting(attempts=2, first_s=0.001)) as patient, pytest.raises(SourceError):
        patient.json("as-told")

    assert time.monotonic() - started >= 1


def test_pages_are_followed_to_the_last(connection: Connection) -> None:
    pages = list(connection.pages("items", {"page": 1}, ids, PagesInMemory()))

    assert pages == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [10, 11]]


def test_pages_that_did_not_change_are_not_sent_again_and_one_that_did_is(shelf: Shelf, connection: Connection) -> None:
    memory = PagesInMemory()
    before = list(connection.pages("items", {"page": 1}, ids, memory))
    assert list(connection.pages("items", {"page": 1}, ids, memory)) == before
    assert shelf.count(304) == 3

    shelf.items.append({"id": 12, "text": "new"})

    assert list(connection.pages("items", {"page": 1}, ids, memory))[-1] == [10, 11, 12]
    assert shelf.count(304) == 5


def test_only_what_was_reduced_is_remembered(connection: Connection) -> None:
    memory = PagesInMemory()
    list(connection.pages("items", {"page": 1}, ids, memory))

    assert "text" not in str(memory.kept)


def test_pages_in_a_circle_are_an_error(shelf: Shelf, connection: Connection) -> None:
    with pytest.raises(SourceError, match="in a circle"):
        list(connection.pages("items", {"page": 1}, ids, PagesInMemory(), lambda fetched, _: fetched.url))


@pytest.mark.parametrize("address", ["https://evil.example/items", "http://127.0.0.1:1/api/items"])
def test_the_token_goes_to_no_other_server(connection: Connection, address: str) -> None:
    with pytest.raises(SourceError, match="another server"):
        list(connection.pages("items", {}, ids, PagesInMemory(), lambda *_: address))


def test_a_redirect_to_another_server_does_not_take_the_token_along(shelf: Shelf, connection: Connection) -> None:
    with Shelf() as other:
        other.token = "anything"
        other.authorised = lambda asked: "authorization" not in asked.headers  # type: ignore[method-assign]
        shelf.told = Reply(302, b"", {"location": f"{other.address}/api/echo"})

        assert connection.json("as-told")["agent"] == "teamlore"


def test_redirects_in_circles_are_an_error(shelf: Shelf, connection: Connection) -> None:
    shelf.told = Reply(302, b"", {"location": "/api/as-told"})

    with pytest.raises(SourceError, match="circles"):
        connection.json("as-told")


def test_a_query_is_posted_as_json(connection: Connection) -> None:
    assert connection.post("echo", {"query": "{ x }"})["body"] == {"query": "{ x }"}


def test_bytes_come_with_their_etag_and_are_not_sent_twice(connection: Connection) -> None:
    first = connection.fetch("items")

    again = connection.fetch("items", etag=first.etag)

    assert (first.unchanged, again.unchanged, again.body) == (False, True, b"")
