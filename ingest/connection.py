"""HTTP as a source needs it: retries with back-off, `Retry-After`, conditional requests, whole bodies or none.

Every REST source talks through a Connection, so that being polite to a server is written down once. Requests are
retried on network errors, on bodies that were cut off, on 429 and 5xx, and on a 403 that is a rate limit in disguise
(GitHub's: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api, and Google's:
https://developers.google.com/workspace/drive/api/guides/handle-errors).
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

import httpx2
import tenacity

from assistant.errors import SourceError, UnreadableDocument
from ingest.opening import Waiting
from ingest.ports import Page, Pages

Parameters: TypeAlias = Mapping[str, str | int | bool]
Json: TypeAlias = Any
"""What a body of JSON holds; each source checks the shape of what it uses."""

_AGENT: Final = "teamlore"
_LIMITS: Final = (b'ateLimitExceeded"', b"secondary rate limit")
"""How Google and GitHub say in a body that a 403 is a rate limit."""
_MAX_BODY: Final = 100_000_000
_REFUSED: Final = frozenset({401, 403})
_GONE: Final = frozenset({404, 410})
_UNSENDABLE: Final = (
    "the token for {} holds a line break or another character that can't be sent: copy it again into this source's token in "
    "lore.toml or LORE_SOURCES__NAME__TOKEN"
)
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504, 529})


class Missing(UnreadableDocument):
    """The server says that there is no such thing (404 or 410)."""


class Refused(SourceError):
    """The server does not accept the credentials, or does not let them see this (401 or 403); `said` begins its reason."""

    def __init__(self, message: str, said: str = "", status: int = 403) -> None:
        super().__init__(message)
        self.said = said
        self.status = status


class Unanswered(SourceError):
    """The server goes on failing with this request (5xx, cut bodies), or can't be reached at all."""


class Misunderstood(SourceError):
    """The server does not take the request (a 4xx without another meaning): of one document that document's failure, of a
    listing the source's."""


class _TryAgain(Exception):
    """A failure that may pass; `after` is how many seconds the server asked to wait, or None."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole response: `body` as it was sent, header names in lower case. `unchanged` answers an `etag` that still holds."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    unchanged: bool = False

    @property
    def etag(self) -> str:
        """Its ETag, or ""."""
        return self.headers.get("etag", "")

    @property
    def server_time(self) -> datetime:
        """What the server's clock shows, which also dates its changes; this machine's if it does not say."""
        try:
            return parsedate_to_datetime(self.headers.get("date", "")).astimezone(UTC)
        except ValueError:
            return datetime.now(UTC)

    @property
    def next_link(self) -> str:
        """The `rel="next"` address of the Link header (RFC 8288), or ""."""
        response = httpx2.Response(200, headers={"link": self.headers.get("link", "")})
        return response.links.get("next", {}).get("url", "")


class Connection:
    """One server. `service` is its name in messages. May be used by several threads at once. Close it, or use `with`.

    Raises SourceError when the server can't be reached, refuses the credentials, or goes on failing; Missing for what is
    not there. Addresses are paths below `base_url`, or absolute ones of the same origin: credentials go nowhere else.
    """

    max_body = _MAX_BODY
    """A longer body is refused as UnreadableDocument; in bytes."""

    def __init__(
        self,
        service: str,
        base_url: str,
        *,
        auth: httpx2.Auth | None = None,
        headers: Mapping[str, str] | None = None,
        waiting: Waiting | None = None,
    ) -> None:
        self.service = service
        self._base = base_url.rstrip("/") + "/"
        self._waiting = waiting or Waiting()
        self._client = httpx2.Client(
            auth=auth,
            headers={"user-agent": _AGENT, "accept-encoding": "gzip", **_sendable(service, headers or {})},
            timeout=self._waiting.timeout_s,
            follow_redirects=True,
            max_redirects=5,
            transport=self.transport(),
        )

    def transport(self) -> httpx2.BaseTransport | None:
        """What carries each request, redirects included; None is httpx2's own. For subclasses that watch where they go."""
        return None

    def json(self, address: str, parameters: Parameters | None = None) -> Json:
        """The JSON at an address."""
        return self.answer(address, parameters)[1]

    def answer(self, address: str, parameters: Parameters | None = None) -> tuple[Fetched, Json]:
        """The JSON at an address, with the response that brought it: its headers say what the body doesn't."""
        return self._whole(self._get(address, parameters), decode=True)

    def post(self, address: str, body: Json) -> Json:
        """The JSON that answers a JSON body; for queries, which may be sent twice (GraphQL, a search)."""
        return self._whole(self._client.build_request("POST", self._absolute(address), json=body), decode=True)[1]

    def fetch(
        self, address: str, parameters: Parameters | None = None, *, etag: str = "", headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """The bytes at an address; with `etag` the body stays away if it still holds."""
        sent = {**(headers or {}), **({"if-none-match": etag} if etag else {})}
        return self._whole(self._get(address, parameters, sent))[0]

    def pages(
        self,
        address: str,
        parameters: Parameters,
        reduce: Callable[[Json], Json],
        memory: Pages,
        following: Callable[[Fetched, Json], str] = lambda fetched, _: fetched.next_link,
    ) -> Iterator[Json]:
        """What `reduce` makes of each page's JSON, to the last page. Pages are remembered with their ETags, and one that
        did not change is not sent again: `reduce` keeps ids and versions, never text.

        `following` finds the address of the next page, "" at the end; the default reads the Link header.
        """
        here = str(httpx2.URL(self._absolute(address)).copy_merge_params(dict(parameters)))
        seen: set[str] = set()
        while here:
            if here in seen:
                raise SourceError(f"{self.service} sends its pages in a circle ({here}): nothing was removed; try again later")
            seen.add(here)
            known = memory.recall(here)
            sent = {"if-none-match": known.etag} if known else {}
            fetched, loaded = self._whole(self._get(here, None, sent), decode=True)
            if known is None or not fetched.unchanged:
                known = Page(fetched.etag, reduce(loaded), self._absolute(following(fetched, loaded) or "", empty_stays=True))
                if fetched.etag:
                    memory.keep(here, known)
            yield known.entries
            here = known.following

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.close()

    def _absolute(self, address: str, *, empty_stays: bool = False) -> str:
        if not address and empty_stays:
            return ""
        url = httpx2.URL(self._base).join(address.lstrip("/") if "://" not in address else address)
        if httpx2.URL(self._base).copy_with(path="/", query=None) != url.copy_with(path="/", query=None, fragment=None):
            raise SourceError(f"{self.service} points to another server ({url.host}), where its token must not go")
        return str(url)

    def _get(self, address: str, parameters: Parameters | None, headers: Mapping[str, str] | None = None) -> httpx2.Request:
        sent = dict(parameters) if parameters else None
        return self._client.build_request("GET", self._absolute(address), params=sent, headers=headers)

    def _whole(self, request: httpx2.Request, *, decode: bool = False) -> tuple[Fetched, Json]:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_TryAgain),
            stop=tenacity.stop_after_attempt(self._waiting.attempts),
            wait=self._wait,
            sleep=time.sleep,
            reraise=True,
        )
        try:
            return retrying(self._once, request, decode=decode)
        except _TryAgain as error:
            raise Unanswered(
                f"{self.service} does not answer ({error}, {self._waiting.attempts} times): nothing was lost, "
                "run the command again later"
            ) from error

    def _once(self, request: httpx2.Request, *, decode: bool) -> tuple[Fetched, Json]:
        try:
            response = self._client.send(request, stream=True)
            try:
                content = _bounded(response, self.max_body)
            finally:
                response.close()
        except httpx2.LocalProtocolError:  # its message quotes the header, and so the token
            raise SourceError(_UNSENDABLE.format(self.service)) from None
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise _TryAgain(str(error) or type(error).__name__) from error
        except httpx2.TooManyRedirects as error:
            raise SourceError(f"{self.service} redirects in circles ({request.url.host}): check the address") from error
        self._check(response, content)
        fetched = Fetched(str(response.url), content, dict(response.headers.items()), response.status_code == 304)
        return fetched, _loaded(response, content) if decode and not fetched.unchanged else None

    def _check(self, response: httpx2.Response, content: bytes) -> None:
        status = response.status_code
        if status < 400:
            return
        after = _retry_after(response.headers)
        spent = response.headers.get("x-ratelimit-remaining") == "0" or any(said in content[:4000] for said in _LIMITS)
        limited = status == 403 and (after is not None or spent)
        if status in _PASSING or limited:
            if after is not None and after > self._waiting.retry_after_s:
                raise SourceError(
                    f"{self.service} asks to come back in {after / 60:.0f} minutes: what was indexed is kept, run it again then"
                )
            raise _TryAgain(f"HTTP {status}", after)
        said = _without_credentials(content[:4000].decode("utf-8", "replace"), response.request)
        if status in _REFUSED:
            raise Refused(
                f"{self.service} refuses the token (HTTP {status}): set a valid one for this source in lore.toml "
                "([sources.NAME] token = …) or in LORE_SOURCES__NAME__TOKEN, and check what it may read",
                said,
                status,
            )
        if status in _GONE:
            raise Missing(f"is not there (HTTP {status})")
        begins = " ".join(said[:200].split())
        raise Misunderstood(
            f"{self.service} does not understand the request (HTTP {status}: {begins}): check the source's address"
        )

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _TryAgain) and error.after is not None:
            return error.after
        backing_off = tenacity.wait_exponential_jitter(
            multiplier=self._waiting.first_s, max=self._waiting.longest_s, jitter=self._waiting.first_s
        )
        return backing_off(state)


def _bounded(response: httpx2.Response, most: int) -> bytes:
    """The body, unpacked no further than to the limit: a few bytes can be gigabytes that were packed, and packed again."""
    if response.is_stream_consumed:  # what was asked for was the token, and its refusal is the answer
        return response.content
    encoding = response.headers.get("content-encoding", "identity").strip().casefold() or "identity"
    if encoding not in {"identity", "gzip", "x-gzip"}:
        raise httpx2.DecodingError(f"its body is packed as {encoding[:40]}, which nobody asked for")
    unpacking = zlib.decompressobj(wbits=31) if encoding != "identity" else None
    parts, size, begun = [], 0, False
    for raw in response.iter_raw():
        try:
            part = unpacking.decompress(raw, most - size + 1) if unpacking else raw
        except zlib.error as error:
            raise httpx2.DecodingError(f"its body can't be unpacked ({error})") from error
        size, begun = size + len(part), begun or bool(raw)
        if size > most:
            raise UnreadableDocument(f"has more than {most / 1e6:g} MB")
        parts.append(part)
    if unpacking and begun and not unpacking.eof:
        raise httpx2.DecodingError("its body was cut off")
    return b"".join(parts)


def _sendable(service: str, headers: Mapping[str, str]) -> Mapping[str, str]:
    if all(value.isascii() and value.isprintable() for value in headers.values()):
        return headers
    raise SourceError(_UNSENDABLE.format(service))


def _without_credentials(said: str, request: httpx2.Request) -> str:
    """What a server said, without the token: some servers and proxies repeat what they did not understand."""
    token = request.headers.get("authorization", "").rpartition(" ")[2]
    return said.replace(token, "…") if token else said


def _loaded(response: httpx2.Response, content: bytes) -> Json:
    try:
        # Gerrit begins its JSON with these four characters, so that no page can run it as a script.
        return httpx2.Response(200, content=content.removeprefix(b")]}'")).json()
    except ValueError as error:
        raise _TryAgain(f"not JSON, HTTP {response.status_code}") from error


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds of `Retry-After` (a number or a date, RFC 9110), else until GitHub's `x-ratelimit-reset` once nothing remains."""
    asked = headers.get("retry-after", "")
    if asked.isdecimal():
        return float(asked)
    if asked:
        try:
            return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds())
        except (ValueError, TypeError):
            return None
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
        return max(0.0, float(reset) - datetime.now(UTC).timestamp())
    return None
