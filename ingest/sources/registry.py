"""The types of source that there are: what `lore add` offers, and the module that opens each.

A new source is one module beside this one, with `settle` and `open_source` as in `SourceModule`, and one line here. The
modules are loaded when they are used, since some bring a large library with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol, cast

from assistant.domain.sources import SourceEntry
from assistant.errors import SourceError, UsageError
from ingest.opening import Opening
from ingest.ports import Source


class SourceModule(Protocol):
    """What each module of this package has at its top level."""

    def settle(self, location: str) -> str:
        """The location as it is stored: a folder's absolute path, an address without a trailing slash. UsageError, with
        an example, for one that this type can't be; nothing is fetched."""

    def open_source(self, opening: Opening) -> Source:
        """The source; UsageError for an option's value that can't be used, SourceError if a credential is missing."""


@dataclass(frozen=True, slots=True)
class SourceType:
    """One verb of `lore add`."""

    module: str
    location: str
    """What stands for the location in the help: PATH, OWNER/REPO."""
    about: str
    example: str
    options: Mapping[str, str] = field(default_factory=dict)
    """The keys of `--set`, each with what it does."""
    needs: str = ""
    """The credentials, in words; "" if it needs none."""
    says_readers: bool = False
    """Whether the source says who may read what; else `--readers` must."""


TYPES: Final[Mapping[str, SourceType]] = {
    "confluence": SourceType(
        "confluence",
        "SPACE_URL",
        "a space of Confluence, in the cloud or self-hosted",
        "lore add confluence https://tidewater.atlassian.net/wiki/spaces/ENG --name wiki",
        {
            "api": "the API's address, for a proxy (of Cloud with its /wiki)",
            "deployment": "cloud or data-center, where the host's name does not tell",
        },
        needs="user and token: an address and its API token (cloud), or a personal access token alone (Data Center)",
        says_readers=True,
    ),
    "drive": SourceType(
        "drive",
        "FOLDER",
        "a folder of Google Drive with everything below it, or a shared drive",
        "lore add drive https://drive.google.com/drive/folders/1AbCdEfGhIjKlMnOp --name team-drive",
        {"api": "the API's address, for a proxy"},
        needs="key_file: the JSON of a service account that the folder is shared with",
        says_readers=True,
    ),
    "slack": SourceType(
        "slack",
        "WORKSPACE",
        "threads of a Slack workspace, in the channels that the app is in",
        "lore add slack tidewater.slack.com --name chat --set channels=storage,incidents",
        {
            "channels": "names or ids, separated by commas; without it every channel that the app is in",
            "since": "the first day, as 2025-01-31",
            "lookback": "how many days back a quick look for changes goes; 30 without it",
            "bots": "yes keeps messages of bots that stand outside of threads",
            "private": "no leaves private channels out, and needs no groups:… scopes",
            "api": "the API's address, for a proxy",
        },
        needs="token: an app's bot token, with channels:read, channels:history, groups:read, groups:history, "
        "users:read and users:read.email",
        says_readers=True,
    ),
    "slack-export": SourceType(
        "slack_export",
        "PATH",
        "an export of a Slack workspace, the .zip or its folder",
        "lore add slack-export ./tidewater-export.zip --name old-chat --set domain=tidewater",
        {
            "channels": "names or ids, separated by commas; without it every channel",
            "since": "the first day, as 2025-01-31",
            "bots": "yes keeps messages of bots that stand outside of threads",
            "domain": "the workspace's name in its address, for links to the messages",
        },
        says_readers=True,
    ),
    "notion": SourceType(
        "notion",
        "WORKSPACE_OR_PAGE",
        "the pages of Notion that were shared with an integration, or those below one of them",
        "lore add notion Tidewater --name handbook --readers group:engineering",
        {"api": "the API's address, for a proxy", "comments": "yes or no: they cost a request a page in each run"},
        needs="token: the secret of an integration that the pages are shared with",
    ),
    "git": SourceType(
        "git",
        "URL_OR_PATH",
        "the documents of a git repository, followed by commit",
        "lore add git https://github.com/tidewater/handbook.git --name handbook --set include=docs/** --readers everyone",
        {
            "branch": "the branch; without it the one that HEAD is at",
            "include": "only these files, as in .gitignore, separated by commas",
            "history": "yes: commits that say more than a subject are documents too",
            "files": "no leaves the files out, for the history alone",
        },
        needs="token: for a private repository over https; over ssh your own key is used",
    ),
    "folder": SourceType("folder", "PATH", "a folder of files", "lore add folder ./docs --name docs --readers everyone"),
    "github": SourceType(
        "github",
        "OWNER/REPO",
        "the pull requests and issues of a repository on GitHub",
        "lore add github tidewater/billing --name billing --set issues=no",
        {
            "issues": "no leaves issues out",
            "pulls": "no leaves pull requests out",
            "api": "the API's address, for a proxy; a repository on a company's own server is given by its whole address",
        },
        needs="token: one that may read pull requests, issues and metadata, or app_id and key_file of a GitHub "
        "App; none for a public repository",
        says_readers=True,
    ),
    "gerrit": SourceType(
        "gerrit",
        "ADDRESS",
        "the changes of a Gerrit server or of one of its projects",
        "lore add gerrit https://review.tidewater.example --set project=billing --name changes --readers group:engineering",
        {"project": "the project's name; without it, all of the server's"},
        needs="user and token: an account's name and its HTTP password; none for what strangers may read",
    ),
    "gitlab": SourceType(
        "gitlab",
        "GROUP/PROJECT",
        "the merge requests and issues of a GitLab project, on gitlab.com or a server of one's own",
        "lore add gitlab tidewater/billing --name billing",
        {"issues": "no leaves the issues out", "api": "the API's address, for a proxy or a server below a path"},
        needs="token: an access token with the scope read_api; none for a public project",
        says_readers=True,
    ),
    "web": SourceType(
        "web",
        "URL",
        "a web page, the items of an RSS or Atom feed, or the pages of a sitemap",
        "lore add web https://blog.example.org/feed.xml --name blog --readers everyone",
        {
            "follow": "feed: the feed that the page names; sitemap: the site's sitemap.xml; page: the page and nothing else",
            "private": "yes: the host is one of your own network",
        },
    ),
}


def source_type(name: str) -> SourceType:
    """The type by that name. Raises UsageError."""
    known = TYPES.get(name)
    if known is None:
        raise UsageError(
            f"this version of Lore does not know sources of the type '{name}' (it has {', '.join(TYPES)}): update Lore"
        )
    return known


def source_module(name: str) -> SourceModule:
    """The module that opens sources of this type. Raises UsageError."""
    return cast("SourceModule", import_module(f"ingest.sources.{source_type(name).module}"))


def check_options(entry: SourceEntry) -> None:
    """Raise UsageError for an option's value that can't be used; credentials may come later, and nothing is fetched."""
    with ExitStack() as resources, suppress(SourceError):
        source_module(entry.type).open_source(Opening(entry, (), Path(), 1, resources=resources))
