"""Small worlds, one for each type of source: a service with a few documents, and what people do to them.

`tests/contract/test_source.py` runs over all of them. A world is a context manager; it is opened with a folder of its
own, which it may use for files.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self, cast

from assistant.domain.sources import SourceEntry
from ingest.opening import Access
from ingest.sources.registry import TYPES
from tests.stand_ins.stumbling_server import StumblingServer


class World(Protocol):
    """A service, and what people do to it. It begins with at least seven documents, in at least three pages of listing
    where the service has pages (the stand-in may serve small ones), and with one that only some may read, where the
    source says readers."""

    entry: SourceEntry
    """As `lore add` would store it, with the stand-in's address; its name is `world`."""
    access: Access
    """Valid credentials."""
    server: StumblingServer | None
    """None where nothing goes over the network."""

    def paths(self) -> set[str]:
        """The paths of the documents that there are now."""

    def add(self) -> str:
        """Somebody writes a document; its path."""

    def edit(self, path: str) -> None:
        """Somebody edits it, so that its bytes change; its text then holds the word `heliotrope`."""

    def reply(self, path: str) -> None:
        """Somebody replies to it, or comments on it, much later; its text then holds the word `afterthought`. Where the
        service knows no replies, an edit."""

    def remove(self, path: str) -> None:
        """Somebody deletes it."""

    def restrict(self, path: str) -> None:
        """Somebody narrows who may read it (alone or with its neighbours). Does nothing where the source can't say."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None: ...


WORLDS: Final = {
    "confluence": "confluence_world:CloudWorld",
    "confluence-datacenter": "confluence_world:DataCenterWorld",
    "drive": "drive_world:DriveWorld",
    "drive-shared": "drive_world:SharedDriveWorld",
    "folder": "folder_world:FolderWorld",
    "git": "git_world:GitWorld",
    "git-clone": "git_world:ClonedWorld",
    "notion": "notion_world:NotionWorld",
    "notion-wordless": "notion_world:WordlessWorld",
    "slack": "slack_world:SlackWorld",
    "slack-export": "slack_export_world:SlackExportWorld",
    "slack-export-folder": "slack_export_world:SlackFolderWorld",
    "github": "github_world:GitHubWorld",
    "gerrit": "gerrit_world:GerritWorld",
    "gitlab": "gitlab_world:GitLabWorld",
    "web": "web_world:FeedWorld",
    "web-sitemap": "web_world:SitemapWorld",
}


def make_world(name: str, folder: Path) -> World:
    """The world of that name: `WORLDS` says `module:Class` of tests/stand_ins, whose constructor takes a folder."""
    return _made(name)(folder)


def networked() -> list[str]:
    """The worlds with a server; the others say `server = None` for the whole class."""
    return sorted(name for name in WORLDS if getattr(_made(name), "server", ...) is not None)


def saying_readers() -> list[str]:
    """The worlds whose source says who may read."""
    return sorted(name for name in WORLDS if TYPES[type_of(name)].says_readers)


def type_of(name: str) -> str:
    """The type of a world: its name, or what stands before the variant."""
    return max((one for one in TYPES if name == one or name.startswith(f"{one}-")), key=len)


def _made(name: str) -> Callable[[Path], World]:
    module, _, made = WORLDS[name].partition(":")
    return cast("Callable[[Path], World]", getattr(import_module(f"tests.stand_ins.{module}"), made))
