"""Which failures may pass, how long a server asked to wait, and what a person is told, for the clients of any provider."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assistant.adapters.chat_failures import REASON_LENGTH, may_succeed_later, one_line, reason, retry_after, status_of

MODEL = "anybody:model"


class Response:
    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = headers


class Refused(Exception):
    """As the clients of most providers raise it."""

    def __init__(self, status: object, text: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.status_code = status
        self.response = Response(headers or {})


class ConnectError(Exception):
    pass


class ConnectTimeout(Exception):
    pass


class ReadTimeout(Exception):
    pass


class APITimeoutError(Exception):
    pass


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


PASSING = {
    "429": (Refused(429), True),
    "408": (Refused(408), True),
    "500": (Refused(500), True),
    "503": (Refused(503), True),
    "529": (Refused(529), True),
    "400": (Refused(400), False),
    "401": (Refused(401), False),
    "404": (Refused(404), False),
    "refused": (ConnectionRefusedError(), True),
    "reset": (ConnectionResetError(), True),
    "a-client's-own": (ConnectError(), True),
    "timed-out-connecting": (caused(APITimeoutError(), ConnectTimeout()), True),
    "timed-out-reading": (caused(APITimeoutError(), ReadTimeout()), False),
    "garbage": (ValueError("not JSON"), False),
    "a-reader-who-left": (GeneratorExit(), False),
    "no-number": (Refused("500"), False),
}


@pytest.mark.parametrize(("error", "passes"), PASSING.values(), ids=PASSING)
def test_what_may_pass_is_tried_again(error: BaseException, passes: bool) -> None:
    assert may_succeed_later(error) == passes


WAITS = {
    "seconds": ({"retry-after": "7"}, 7.0),
    "a-fraction": ({"retry-after": "0.5"}, 0.5),
    "milliseconds-are-more-exact": ({"retry-after": "2", "retry-after-ms": "1500"}, 1.5),
    "a-date": ({"retry-after": "Mon, 23 Nov 2026 08:00:00 GMT"}, None),
    "nonsense": ({"retry-after": "-1"}, None),
    "not-a-number": ({"retry-after": "nan"}, None),
    "none": ({}, None),
}


@pytest.mark.parametrize(("headers", "seconds"), WAITS.values(), ids=WAITS)
def test_how_long_the_server_asked_to_wait(headers: Mapping[str, str], seconds: float | None) -> None:
    assert retry_after(Refused(429, headers=headers)) == seconds


def test_an_error_without_a_response_asks_for_no_wait() -> None:
    assert retry_after(ConnectionRefusedError()) is None
    assert retry_after(None) is None
    assert status_of(ConnectionRefusedError()) is None


REASONS = {
    "429": (Refused(429, "sk-key in the text"), False, "too many requests or no credit left (HTTP 429)"),
    "403": (Refused(403, "sk-key in the text"), False, "check generator.api_key"),
    "400-in-its-own-words": (Refused(400, "max_tokens is too large"), False, "max_tokens is too large"),
    "500": (Refused(500, "sk-key in the text"), False, "failed (HTTP 500)"),
    "refused": (ConnectionRefusedError(), False, "check generator.base_url and that the server runs"),
    "cut": (ConnectionResetError(), True, "failed in the middle of its answer (ConnectionResetError)"),
    "garbage": (ValueError("x"), False, "failed to answer (ValueError)"),
}


@pytest.mark.parametrize(("error", "begun", "says"), REASONS.values(), ids=REASONS)
def test_what_a_person_is_told(error: Exception, begun: bool, says: str) -> None:
    told = reason(error, MODEL, "sk-key", begun=begun)
    assert told.startswith(MODEL)
    assert says in told
    assert "sk-key" not in told


def test_a_providers_words_are_one_short_line_without_keys() -> None:
    told = one_line("bad\n request for sk-abcdef123456 at //user:pass@host " + "x " * 200, "user")
    assert "\n" not in told
    assert "abcdef" not in told
    assert "pass" not in told
    assert REASON_LENGTH - 2 < len(told) <= REASON_LENGTH
