"""How a request to Google says who is asking: a token that was given, or a service account's, renewed in time.

Follows https://developers.google.com/identity/protocols/oauth2/service-account (a signed JWT is exchanged for an access
token that lasts an hour) with google-auth for the signature only: requests go through the same client as all others.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import httpx2
from google.auth import crypt, jwt

from assistant.errors import SourceError
from ingest.opening import Access

Json: TypeAlias = Any

_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LASTS_S: Final = 3600
_EARLY_S: Final = 120
"""A token is renewed this long before it ends: clocks differ, and a request takes its time."""
_NAMES: Final = ("client_email", "private_key", "token_uri")


class GivenToken(httpx2.Auth):
    """A token that somebody else made and renews."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Add the header."""
        request.headers["authorization"] = f"Bearer {self._token}"
        yield request


class ServiceAccount(httpx2.Auth):
    """A service account, acting for `subject` where its domain delegated that to it. May be used by several threads.

    The token is renewed before it ends, and once after a 401, since it may have been revoked.
    """

    def __init__(self, information: Mapping[str, str], scope: str, subject: str = "") -> None:
        self._signer = crypt.RSASigner.from_service_account_info(information)  # type: ignore[no-untyped-call]  # says that it is typed
        self._email = information["client_email"]
        self._exchange = information["token_uri"]
        self._scope, self._subject = scope, subject
        self._token, self._until = "", 0.0
        self._lock = threading.Lock()

    def sync_auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """The exchange where a token is due, the request, and both again after a 401."""
        used = yield from self._current("", request.extensions)
        request.headers["authorization"] = f"Bearer {used}"
        response = yield request
        if response.status_code == 401:
            used = yield from self._current(used, request.extensions)
            request.headers["authorization"] = f"Bearer {used}"
            yield request

    def _current(self, refused: str, extensions: dict[str, Json]) -> Generator[httpx2.Request, httpx2.Response, str]:
        """A token that is none or other than `refused`. Two threads may exchange at once: both tokens are good."""
        with self._lock:
            if self._token and self._token != refused and time.time() < self._until - _EARLY_S:
                return self._token
        asked_at = time.time()
        form = {"grant_type": _GRANT, "assertion": self._assertion(int(asked_at))}
        # The extensions carry the time-outs, which a request of one's own would be without.
        response = yield httpx2.Request("POST", self._exchange, data=form, extensions=extensions)
        response.read()
        token, lasts = _granted(response)
        with self._lock:
            self._token, self._until = token, asked_at + lasts
        return token

    def _assertion(self, now: int) -> str:
        claims: dict[str, Json] = {
            "iss": self._email,
            "scope": self._scope,
            "aud": self._exchange,
            "iat": now,
            "exp": now + _LASTS_S,
        }
        if self._subject:
            claims["sub"] = self._subject
        return str(jwt.encode(self._signer, claims), "ascii")  # type: ignore[no-untyped-call]


def google_auth(access: Access, scope: str) -> httpx2.Auth:
    """The service account of `access.key_file` (for `access.user`, if set), else `access.token`. Raises SourceError."""
    if not access.key_file:
        if not access.token:
            raise SourceError(
                "a Google account needs a key: set key_file = the service account's JSON for this source in lore.toml "
                "([sources.NAME]), or token = an access token"
            )
        return GivenToken(access.token)
    try:
        information = json.loads(Path(access.key_file).expanduser().read_text("utf-8"))
    except OSError as error:
        raise SourceError(
            f"the key_file {access.key_file} can't be read ({error.strerror}): check its path and rights"
        ) from error
    except ValueError as error:
        raise SourceError(f"the key_file {access.key_file} is not JSON: download the service account's key anew") from error
    if not isinstance(information, dict) or not all(isinstance(information.get(name), str) for name in _NAMES):
        raise SourceError(f"the key_file {access.key_file} is no service account's key: it needs {', '.join(_NAMES)}")
    try:
        return ServiceAccount(information, scope, access.user)
    except ValueError as error:
        raise SourceError(
            f"the private key in {access.key_file} can't be used: download the service account's key anew"
        ) from error


def _granted(response: httpx2.Response) -> tuple[str, float]:
    """The token and the seconds that it lasts. TransportError, which is tried again, where the failure may pass."""
    if response.status_code == 429 or response.status_code >= 500:
        raise httpx2.TransportError(f"Google's token exchange: HTTP {response.status_code}")
    try:
        answer = response.json()
    except ValueError as error:
        raise httpx2.TransportError("Google's token exchange did not answer JSON") from error
    if response.status_code >= 400 or not isinstance(answer, dict) or not isinstance(answer.get("access_token"), str):
        reason = str(answer.get("error", ""))[:60] if isinstance(answer, dict) else ""
        raise SourceError(
            f"Google refuses the service account (HTTP {response.status_code} {reason}): check its key, the clock, and "
            "the domain-wide delegation if `user` is set"
        )
    lasts = answer.get("expires_in")
    return answer["access_token"], float(lasts) if isinstance(lasts, int | float) else float(_LASTS_S)
