"""How Slack's Web API is called: over one pool of connections, and again where that can't do anything twice.

slack_sdk retries a call that was cut off whatever it was, and a post whose answer got lost would then stand there twice. Here
only calls that may be repeated are; others end with the error, and whoever posts looks for their own message before they try
again. What was limited (429) was not done, and is always repeated.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp import ConnectionTimeoutError as NotConnectedInTime
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from assistant.slack.working.failures import retry_after

SLACK: Final = AsyncWebClient.BASE_URL

_ANSWER_S: Final = 10.0
_LIMITED_TIMES: Final = 4
_BROKEN_TIMES: Final = 2
_LONGEST_WAIT_S: Final = 30.0
"""A longer Retry-After is not waited for within a call: the job is put back until then, and makes room for others."""

_READING: Final = (".info", ".list", ".history", ".replies", ".members", ".test", ".lookupByEmail", ".getPermalink", ".get")
_REPLACING: Final = frozenset(
    "chat.update views.publish views.update conversations.open assistant.threads.setStatus assistant.threads.setTitle "
    "assistant.threads.setSuggestedPrompts apps.connections.open auth.revoke".split()
)
"""Methods that leave the same behind however often they are called."""


_LOGGER: Final = logging.getLogger("lore.slack.calls")
_LOGGER.setLevel(logging.INFO)  # below that, slack_sdk writes down what people and Lore said to each other


class Calls:
    """Slack's Web API, for every workspace of this process. Close it at the end."""

    def __init__(self, address: str = SLACK) -> None:
        """`address` ends before the methods' names."""
        self._address = address
        self._session: ClientSession | None = None

    def client(self, token: str | None = None, team: str | None = None) -> AsyncWebClient:
        """A client with this token; to be called in the event loop. `team` is the workspace that is meant where the token is an
        organisation's."""
        if self._session is None or self._session.closed:
            # No cookies: the session is shared by all workspaces. No limit: a call that waits for its turn holds a connection.
            self._session = ClientSession(
                timeout=ClientTimeout(total=_ANSWER_S), cookie_jar=DummyCookieJar(), connector=TCPConnector(limit=0)
            )
        return AsyncWebClient(
            token,
            self._address,
            int(_ANSWER_S),
            session=self._session,
            team_id=team,
            logger=_LOGGER,
            retry_handlers=[_Limited(_LIMITED_TIMES), _CutOff(_BROKEN_TIMES), _ServerError(_BROKEN_TIMES)],
        )

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session:
            await self._session.close()


def may_be_repeated(url: str) -> bool:
    """Whether calling this method twice leaves the same behind as calling it once."""
    method = url.partition("?")[0].rpartition("/")[2]
    return method in _REPLACING or method.endswith(_READING)


class _Limited(AsyncRateLimitErrorRetryHandler):
    """429: nothing was done. A Retry-After that can't be read counts as a second, as in slack_sdk."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002 - slack_sdk's signature, here and below
        request: HttpRequest,  # noqa: ARG002
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002
    ) -> bool:
        if response is None or response.status_code != 429:
            return False
        return (retry_after(response.headers) or 0.0) <= _LONGEST_WAIT_S


class _CutOff(AsyncConnectionErrorRetryHandler):
    """No connection, or none any more. Where none was made, nothing can have happened yet, whatever the call."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002
        request: HttpRequest,
        response: HttpResponse | None = None,  # noqa: ARG002
        error: Exception | None = None,
    ) -> bool:
        if isinstance(error, ClientConnectorError | NotConnectedInTime):
            return True
        return isinstance(error, ClientError | asyncio.TimeoutError) and may_be_repeated(request.url)


class _ServerError(AsyncServerErrorRetryHandler):
    """5xx: it may have been done all the same."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002
    ) -> bool:
        return response is not None and response.status_code >= 500 and may_be_repeated(request.url)
