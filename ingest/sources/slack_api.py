"""Slack's Web API through Slack's own client: its retries with our patience, its errors in our words.

https://docs.slack.dev/apis/web-api/rate-limits: a limited method answers 429 with Retry-After. Internal apps may ask for
history about 50 times a minute; since 2025 apps that are sold outside of Slack's marketplace may only once a minute, which
makes anything but a small workspace hopeless, and the client waits as it is told.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any, Final, TypeAlias
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry import (
    ConnectionErrorRetryHandler,
    HttpRequest,
    HttpResponse,
    RateLimitErrorRetryHandler,
    RetryHandler,
    RetryIntervalCalculator,
    RetryState,
)
from slack_sdk.http_retry.builtin_handlers import ServerErrorRetryHandler

from assistant.errors import SourceError
from ingest.opening import Waiting

Json: TypeAlias = Any

API: Final = "https://slack.com/api/"
_PAGE: Final = 200
"""Slack recommends no more; it may send fewer."""
_REFUSED_TOKENS: Final = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "no_permission", "org_login_required"}
)
_PASSING: Final = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"})
_BROKEN: Final = (URLError, ConnectionError, TimeoutError, HTTPException, ValueError)
"""The network failed, or the answer was cut off or is no JSON."""
_TOKEN: Final = "in lore.toml ([sources.NAME] token = …) or in LORE_SOURCES__NAME__TOKEN"  # noqa: S105 - says where it goes

_log = logging.getLogger(__name__)


class Refused(SourceError):
    """Slack said no, with a `code` such as `thread_not_found`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class SlackApi:
    """One workspace, seen with one token. May be used by several threads at once."""

    def __init__(self, token: str, api: str, waiting: Waiting) -> None:
        self._attempts = waiting.attempts
        # The client would write whole messages into a log at DEBUG, and a line for each failure that is tried again.
        _log.setLevel(logging.CRITICAL)
        retries = waiting.attempts - 1
        handlers: list[RetryHandler] = [
            _WaitsAsAsked(waiting),
            _OutwaitsFailures(retries, _BacksOff(waiting)),
            ConnectionErrorRetryHandler(retries, _BacksOff(waiting), [*_BROKEN]),
        ]
        self._client = WebClient(token, api, timeout=max(1, round(waiting.timeout_s)), logger=_log, retry_handlers=handlers)

    def call(self, method: str, **parameters: str | int) -> Json:
        """What a method answers. Raises Refused for an error that Slack names, SourceError if it can't be reached."""
        try:
            response = self._client.api_call(method, params=parameters)
        except SlackApiError as error:
            raise self._translated(method, error) from error
        except (*_BROKEN, OSError, SlackClientError) as error:
            raise self._silent(type(error).__name__) from error
        return response.data

    def pages(self, method: str, key: str, **parameters: str | int) -> Iterator[list[Json]]:
        """What stands under `key` on each page, to the last (https://docs.slack.dev/apis/web-api/pagination)."""
        cursor, seen = "", set[str]()
        while True:
            loaded = self.call(method, **parameters, limit=_PAGE, **({"cursor": cursor} if cursor else {}))
            found = loaded.get(key)
            if not isinstance(found, list):
                raise SourceError(f"Slack's {method} answered without {key}: nothing was lost, run the command again later")
            yield found
            cursor = (loaded.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
            if cursor in seen:
                raise SourceError(f"Slack's {method} sends its pages in a circle: nothing was removed; try again later")
            seen.add(cursor)

    def _silent(self, reason: str) -> SourceError:
        return SourceError(
            f"Slack does not answer ({reason}, {self._attempts} times): nothing was lost, run the command again later"
        )

    def _translated(self, method: str, error: SlackApiError) -> SourceError:
        response = error.response
        data = response.data if isinstance(response.data, dict) else {}
        code = str(data.get("error") or "")
        if response.status_code != 200 or code in _PASSING or " " in code:  # with spaces it is the client's own: no JSON
            return self._silent(f"HTTP {response.status_code}" if response.status_code != 200 else code.partition(":")[0])
        if code in _REFUSED_TOKENS:
            return Refused(code, f"Slack refuses the token ({code}): install the app again, and set its new token {_TOKEN}")
        if code == "missing_scope":
            needed = data.get("needed", "that Slack does not name")
            advice = f"add the scope {needed} under OAuth & Permissions, and install the app again"
            return Refused(code, f"the Slack app may not call {method}: {advice}")
        if code == "not_allowed_token_type":
            advice = f"set a user token (xoxp-…) with the same scopes {_TOKEN}"
            return Refused(code, f"Slack does not let this kind of token call {method}: {advice}")
        advice = "check that the app is still in the channels it reads, and run the command again"
        return Refused(code, f"Slack answers {code or 'nothing'} to {method}: {advice}")


class _BacksOff(RetryIntervalCalculator):
    """Twice as long after each failure, with jitter."""

    def __init__(self, waiting: Waiting) -> None:
        self._first, self._longest = waiting.first_s, waiting.longest_s

    def calculate_sleep_duration(self, current_attempt: int) -> float:
        """In seconds."""
        jitter = random.random() * self._first  # noqa: S311 - no secret
        return min(self._longest, self._first * 2.0**current_attempt + jitter)


class _WaitsAsAsked(RateLimitErrorRetryHandler):
    """Sleeps as long as Retry-After says, unless that is longer than anybody would wait."""

    def __init__(self, waiting: Waiting) -> None:
        super().__init__(waiting.attempts - 1)
        self._most, self._otherwise = waiting.retry_after_s, waiting.first_s

    def prepare_for_next_attempt(
        self,
        *,
        state: RetryState,
        request: HttpRequest,  # noqa: ARG002 - as the client calls it
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002 - as the client calls it
    ) -> None:
        """Wait. Raises SourceError if Slack wants to be left alone for longer."""
        headers = {name.lower(): value for name, value in (response.headers if response else {}).items()}
        asked = (headers.get("retry-after") or [""])[0]
        seconds = float(asked) if asked.isdecimal() else self._otherwise
        if seconds > self._most:
            raise SourceError(
                f"Slack asks to come back in {seconds / 60:.0f} minutes: what was indexed is kept, run it again then"
            )
        time.sleep(seconds)
        state.next_attempt_requested = True
        state.increment_current_attempt()


class _OutwaitsFailures(ServerErrorRetryHandler):
    """Tries again after any 5xx, after an error page with status 200, and after errors that Slack calls its own."""

    def _can_retry(
        self,
        *,
        state: RetryState,  # noqa: ARG002 - as the client calls it
        request: HttpRequest,  # noqa: ARG002 - as the client calls it
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002 - as the client calls it
    ) -> bool:
        if response is None:
            return False
        if response.status_code == 200:
            return not response.body or response.body.get("error") in _PASSING
        return response.status_code >= 500
