"""Where a repository is: on github.com, or on a company's own GitHub server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.errors import UsageError

_OWN_NAME: Final = r"(?P<owner>[A-Za-z0-9][A-Za-z0-9_-]*)/(?P<name>[A-Za-z0-9_.-]+?)(?:\.git)?/?"
_LOCATION: Final = re.compile(rf"(?:(?P<scheme>https?)://(?P<host>[A-Za-z0-9.:\[\]-]+)/)?{_OWN_NAME}")
_CLOUD: Final = frozenset({"github.com", "www.github.com"})
_RESIDENT: Final = ".ghe.com"


@dataclass(frozen=True, slots=True)
class Address:
    """A repository's `owner/name`, and the addresses of its server's two APIs.

    `realm` goes before the names of its repositories and accounts: "" on github.com, else the host with a slash, where the
    same names are other repositories and other people. `on_the_internet` says whether a public repository there can be
    read by everyone: on a company's own server it is for those who can reach that server.
    """

    repository: str
    rest: str
    graphql: str
    realm: str
    on_the_internet: bool


def settle(location: str) -> str:
    """`owner/name` for github.com, else the repository's whole address. Raises UsageError."""
    found = _LOCATION.fullmatch(location.strip())
    if found is None or found["name"] in {".", ".."}:
        raise UsageError(
            f"'{location}' names no repository on GitHub: write OWNER/REPO, or https://HOST/OWNER/REPO for another server"
        )
    repository = f"{found['owner']}/{found['name']}"
    host = (found["host"] or "github.com").casefold()
    return repository if host in _CLOUD else f"{found['scheme']}://{host}/{repository}"


def address_of(location: str, api: str = "") -> Address:
    """The addresses for a settled location; `api` is the REST API's where it is not the usual one.

    https://docs.github.com/en/enterprise-server@latest/rest/using-the-rest-api/getting-started-with-the-rest-api
    """
    found = _LOCATION.fullmatch(location)
    if found is None:
        raise UsageError(f"'{location}' names no repository on GitHub: add the source again as OWNER/REPO")
    repository, host = f"{found['owner']}/{found['name']}", found["host"]
    rest = api.rstrip("/") or _rest(found["scheme"], host)
    graphql = f"{rest.removesuffix('/v3')}/graphql"
    realm = f"{host}/" if host else ""
    return Address(repository, rest, graphql, realm, on_the_internet=not host and not rest.endswith("/api/v3"))


def _rest(scheme: str, host: str | None) -> str:
    if host is None:
        return "https://api.github.com"
    return f"{scheme}://api.{host}" if host.endswith(_RESIDENT) else f"{scheme}://{host}/api/v3"
