"""How Lore shows GitHub who it is: an access token, or a GitHub App that acts for one installation.

An App signs a JSON Web Token with its private key and gets an installation token for it, which is good for an hour
(https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app).
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from assistant.errors import SourceError
from ingest.opening import Access

Json: TypeAlias = Any

_ALGORITHM: Final = "RS256"
_SKEW: Final = timedelta(minutes=1)
_GOOD_FOR: Final = timedelta(minutes=8)
"""Ten minutes is the most that GitHub takes, counted by its own clock."""
_RENEWED_BEFORE: Final = timedelta(minutes=5)
_FOREVER: Final = datetime.max.replace(tzinfo=UTC)


def authentication(access: Access, api: str, repository: str) -> httpx2.Auth | None:
    """What these credentials ask for; None without any, which is enough for a public repository.

    `api` is the address of the REST API, `repository` the `owner/name` whose installation is looked up unless
    `installation_id` names one. Raises SourceError for an App without a usable key.
    """
    if access.app_id:
        return AppAuth(access.app_id, _key(access.key_file), api, repository, access.installation_id)
    return TokenAuth(access.token) if access.token else None


class TokenAuth(httpx2.Auth):
    """A personal or fine-grained access token."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """See httpx2.Auth."""
        request.headers["authorization"] = f"Bearer {self._token}"
        yield request


class AppAuth(httpx2.Auth):
    """A GitHub App's installation. Its token is renewed before it expires, and once after a 401.

    Where the token itself is refused, that response stands for the one that was asked for, so that the Connection
    retries it or reports it like any other.
    """

    def __init__(self, app_id: str, key: RSAKey, api: str, repository: str, installation: str = "") -> None:
        self._app_id, self._key = app_id, key
        self._api, self._repository = api.rstrip("/"), repository
        self._installation = installation
        self._token, self._until = "", _FOREVER
        self._lock = threading.Lock()

    def sync_auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """See httpx2.Auth."""
        used = ""
        for _ in range(2):
            with self._lock:
                # Another thread may have renewed the token that was just refused here.
                stale = self._token in {"", used} or datetime.now(UTC) > self._until - _RENEWED_BEFORE
                if stale and not (yield from self._renewed(request)):
                    return
                used = self._token
            request.headers["authorization"] = f"Bearer {used}"
            response = yield request
            if response.status_code != 401:
                return

    def _renewed(self, original: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, bool]:
        """Whether there is a new token; if not, the last response says why."""
        if not self._installation:
            found = yield from self._asked("GET", f"/repos/{self._repository}/installation", original)
            if found is None:
                return False
            self._installation = str(_member(found, "id"))
        made = yield from self._asked("POST", f"/app/installations/{self._installation}/access_tokens", original)
        if made is None:
            return False
        self._token, self._until = str(_member(made, "token")), _moment(made.get("expires_at"))
        return True

    def _asked(
        self, method: str, path: str, original: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, dict[str, Json] | None]:
        """The object that answers a request of the App itself; None if it was refused."""
        headers = {"authorization": f"Bearer {self._signed()}", "accept": "application/vnd.github+json"}
        extensions = original.extensions  # the time limits among them, which a bare request lacks
        request = httpx2.Request(method, f"{self._api}{path}", headers=headers, extensions=extensions)
        response = yield request
        response.read()
        if response.status_code >= 400:
            return None
        try:
            loaded = response.json()
        except ValueError as error:
            raise httpx2.DecodingError("not JSON instead of a token", request=request) from error
        return loaded if isinstance(loaded, dict) else {}

    def _signed(self) -> str:
        now = datetime.now(UTC)
        claims = {"iat": int((now - _SKEW).timestamp()), "exp": int((now + _GOOD_FOR).timestamp()), "iss": self._app_id}
        return jwt.encode({"alg": _ALGORITHM, "typ": "JWT"}, claims, self._key, algorithms=[_ALGORITHM])


def _key(file: str) -> RSAKey:
    hint = "name the App's private key (a .pem file) as key_file of this source in lore.toml"
    if not file:
        raise SourceError(f"GitHub needs the key of the App: {hint}")
    try:
        key = RSAKey.import_key(Path(file).expanduser().read_bytes())
    except OSError as error:
        raise SourceError(f"the App's key {file} can't be read ({error.strerror}): {hint}") from error
    except (ValueError, TypeError, JoseError) as error:
        raise SourceError(f"{file} holds no RSA private key: {hint}") from error
    if not key.is_private:
        raise SourceError(f"{file} holds no RSA private key but a public one: {hint}")
    return key


def _member(loaded: dict[str, Json], name: str) -> Json:
    value = loaded.get(name)
    if not value:
        raise SourceError(f"GitHub answers the App without its {name}: check app_id and installation_id of this source")
    return value


def _moment(text: Json) -> datetime:
    """When a token ends; without a usable date it is renewed once it is refused."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return _FOREVER
    return moment.astimezone(UTC)
