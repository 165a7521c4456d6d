"""What a source is opened with: its registration, the credentials for it, and where it may keep things."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from assistant.domain.sources import SourceEntry
from ingest.ports import Page, Pages


@dataclass(frozen=True, slots=True)
class Access:
    """The credentials of one source, as `[sources.NAME]` of lore.toml or LORE_SOURCES__NAME__… give them; empty where
    they were not set. Nothing of it is stored, logged or shown."""

    token: str = field(default="", repr=False)
    """An access token; with `user` it is that account's password or API token."""
    user: str = ""
    app_id: str = ""
    """A GitHub App, with the installation to act for; its key is in `key_file`."""
    installation_id: str = ""
    key_file: str = ""
    """A private key (PEM) or a service account (JSON)."""
    webhook_secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How patient a source is with a server that stumbles. Times in seconds."""

    attempts: int = 6
    first_s: float = 0.5
    """The wait after the first failure; it doubles each time, with jitter."""
    longest_s: float = 30.0
    retry_after_s: float = 900.0
    """The longest `Retry-After` that is waited out; a longer one ends the run with the time to come back."""
    timeout_s: float = 30.0


@dataclass(slots=True)
class PagesInMemory:
    """Pages for as long as the process lives."""

    kept: dict[str, Page] = field(default_factory=dict)

    def recall(self, address: str) -> Page | None:
        """See ingest.ports.Pages."""
        return self.kept.get(address)

    def keep(self, address: str, page: Page) -> None:
        """See ingest.ports.Pages."""
        self.kept[address] = page

    def forget_unused(self) -> None:
        """See ingest.ports.Pages; they go with the process."""


class Closable(Protocol):
    """What has to be let go of."""

    def close(self) -> None:
        """Let go."""


Closing = TypeVar("Closing", bound=Closable)


@dataclass(frozen=True, slots=True)
class Opening:
    """All that `open_source` of a module in `ingest/sources` gets."""

    entry: SourceEntry
    """`location` as `settle` of the same module returned it, `options` from `lore add … --set KEY=VALUE`."""
    extensions: Collection[str]
    """The file extensions that Lore reads, in lower case and with their dot."""
    folder: Path
    """Where this source may keep what can be fetched again, such as a clone; made by the source if it needs it."""
    max_bytes: int
    """A larger document is a Failure, and is not read."""
    access: Access = field(default_factory=Access)
    pages: Pages = field(default_factory=PagesInMemory)
    waiting: Waiting = field(default_factory=Waiting)
    resources: ExitStack = field(default_factory=ExitStack, repr=False)
    """Closed when the run over this source is over."""

    def owned(self, thing: Closing) -> Closing:
        """The thing, which is closed with the source: a connection, a process."""
        self.resources.callback(thing.close)
        return thing
