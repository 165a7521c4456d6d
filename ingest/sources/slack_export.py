"""An export of a Slack workspace: the .zip, or the folder that it was unpacked into.

https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports: users.json (org_users.json from an organisation),
channels.json, groups.json (private channels, in exports that have them), and a folder for each channel with a file for each
day. A reply stands in the file of the day on which it was written, so that a thread is gathered from all of them. Direct
messages (dms.json, mpims.json) are never read. Nothing is unpacked: files are read one by one, each up to a limit.

A newer export takes the older one's place at the same path; documents keep theirs.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from assistant.errors import SourceError, UsageError
from ingest.opening import Opening
from ingest.ports import Item, Listed, Reached, Skipped
from ingest.sources.slack_archive import Archive, FolderArchive, ZipArchive
from ingest.sources.slack_people import (
    Audiences,
    Channel,
    Json,
    Workspace,
    likeliest_team,
    objects_in,
    person_of,
    text_in,
)
from ingest.sources.slack_threads import Choice, checked_size, conversation, day_of, digest, is_notice, thread_of

_ID: Final = re.compile(r"[A-Z0-9]{1,30}")
_DAY_FILE: Final = re.compile(r"\d{4}-\d\d-\d\d\.json")
_DOMAIN: Final = re.compile(r"[a-z0-9][a-z0-9-]*(?:\.enterprise)?")
_CHANNELS_KEPT, _FILES_KEPT = 4, 8
"""How many channels' contents and days' messages are kept for the next document, which is likely to need them again."""


def settle(location: str) -> str:
    """The absolute path of a .zip or a folder that is there. Raises UsageError."""
    path = Path(location).expanduser()
    if not path.is_dir() and not (path.is_file() and zipfile.is_zipfile(path)):
        raise UsageError(
            f"there is no Slack export at {location}: give the .zip that Slack sent, or the folder it was unpacked into"
        )
    return str(path.resolve())


def open_source(opening: Opening) -> SlackExportSource:
    """The export that was added."""
    path = Path(opening.entry.location)
    domain = opening.entry.options.get("domain", "").casefold().removesuffix(".slack.com")
    if domain and not _DOMAIN.fullmatch(domain):
        raise UsageError(f"domain={domain} is no Slack workspace: write it as domain=tidewater")
    url = f"https://{domain}.slack.com" if domain else ""
    archive: Archive = FolderArchive(path) if path.is_dir() else ZipArchive(path)
    scope = _Scope(Choice.of(opening.entry.options), url, f"slack:export/{opening.entry.name}/", opening.max_bytes)
    return SlackExportSource(archive, scope)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is read. Groups begin with `prefix`, which no other source has: who was a member when it was exported may not
    be one now, and must not get into the groups of the live workspace."""

    choice: Choice
    url: str
    prefix: str
    max_bytes: int


@dataclass(slots=True)
class _Entry:
    """A document of a channel: a digest of its messages so far, and the files that they stand in."""

    version: str
    files: list[str] = field(default_factory=list)


class SlackExportSource:
    """The threads and days in an export. An export has no cursor; it is looked through anew each time."""

    def __init__(self, archive: Archive, scope: _Scope) -> None:
        self._archive, self._scope = archive, scope
        self._entries_of = lru_cache(_CHANNELS_KEPT)(self._looked_through)
        self._messages = lru_cache(_FILES_KEPT)(self._list)

    def listing(self) -> Iterator[Item]:
        """Every thread and every day."""
        for channel in self._channels:
            readers = self._audiences.readers(channel)
            for name, entry in self._entries_of(channel).items():
                url = self._workspace.permalink(channel.id, name) if "." in name else ""
                yield Listed(f"{channel.id}/{name}.json", entry.version, "json", url, readers)
        for name in sorted(self._ambiguous):
            yield Skipped(f"#{name}", "several channels have this name: the export does not say whose messages these are")
        yield from (Skipped(name, "direct messages are never read") for name in self._direct)
        yield Reached("")

    def changes(self, cursor: str) -> Iterator[Item]:  # noqa: ARG002 - an export has no cursor
        """The listing."""
        return self.listing()

    def read(self, listed: Listed) -> bytes | None:
        """The conversation."""
        channel_id, _, name = listed.path.removesuffix(".json").partition("/")
        channel = next((one for one in self._channels if one.id == channel_id), None)
        entry = self._entries_of(channel).get(name) if channel else None
        if channel is None or entry is None:
            return None
        messages = (message for file in entry.files for message in self._messages(file) if self._belongs(message) == name)
        data = conversation(self._workspace, channel, name, messages)
        return checked_size(data, self._scope.max_bytes) if data is not None else None

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """Who was a member when the export was made."""
        return self._audiences.groups(self._channels)

    def _looked_through(self, channel: Channel) -> Mapping[str, _Entry]:
        """A channel's documents by name; only digests and places are held, however much was said."""
        entries: dict[str, _Entry] = {}
        seed = digest(self._named, channel)
        for file in self._files.get(channel.name, ()):
            for message in self._messages(file):
                name = self._belongs(message)
                if name:
                    entry = entries.setdefault(name, _Entry(seed))
                    entry.version = digest(entry.version, json.dumps(message, sort_keys=True))
                    if file not in entry.files[-1:]:
                        entry.files.append(file)
        return entries

    def _belongs(self, message: Json) -> str:
        """The name of the document that a message is part of; "" if it is left out."""
        if is_notice(message):
            return ""
        thread = thread_of(message)
        if thread:
            return thread if float(thread) >= self._scope.choice.since else ""
        return day_of(message) if self._scope.choice.counts(message, self._workspace.people) else ""

    @cached_property
    def _files(self) -> Mapping[str, list[str]]:
        """The day files of each folder, oldest first."""
        found: dict[str, list[str]] = {}
        for name in sorted(self._archive.names()):
            folder, _, file = name.rpartition("/")
            if _DAY_FILE.fullmatch(file) and "/" not in folder:
                found.setdefault(folder, []).append(name)
        return found

    @cached_property
    def _direct(self) -> tuple[str, ...]:
        return tuple(name for name in ("dms.json", "mpims.json") if name in self._archive.names())

    @cached_property
    def _conversations(self) -> Mapping[str, Json]:
        """What channels.json and groups.json say, by id."""
        public, private = self._table("channels.json"), self._table("groups.json")
        if not public and not private:
            raise SourceError("the Slack export holds no channels.json: is it one in JSON, and is it complete?")
        marked = [*public, *({**one, "is_private": True} for one in private)]
        return {text_in(one, "id"): one for one in marked if _ID.fullmatch(text_in(one, "id")) and not one.get("is_mpim")}

    @cached_property
    def _channels(self) -> tuple[Channel, ...]:
        found = (
            Channel(channel_id, text_in(one, "name"), bool(one.get("is_private")), bool(one.get("is_archived")))
            for channel_id, one in self._conversations.items()
        )
        return tuple(one for one in found if self._scope.choice.takes(one) and one.name not in self._ambiguous)

    @cached_property
    def _ambiguous(self) -> frozenset[str]:
        """Names of several channels: whose folder it is can't be told, and so not who may read it."""
        names = Counter(text_in(one, "name") for one in self._conversations.values())
        return frozenset(name for name, times in names.items() if times > 1)

    @cached_property
    def _workspace(self) -> Workspace:
        users = self._table("users.json") or self._table("org_users.json")
        team = likeliest_team(users)
        team = team if _ID.fullmatch(team) else "workspace"
        people = {text_in(user, "id"): person_of(user, team if team != "workspace" else "") for user in users}
        public = {one: text_in(found, "name") for one, found in self._conversations.items() if not found.get("is_private")}
        return Workspace(team, self._scope.url, people, public)

    @cached_property
    def _named(self) -> str:
        """Changes with every name that can stand in a document."""
        people = {account: person.name for account, person in self._workspace.people.items()}
        return digest(people, self._workspace.public_channels, self._scope.url)

    @cached_property
    def _audiences(self) -> Audiences:
        return Audiences(self._workspace, self._scope.prefix, self._members)

    def _members(self, channel: Channel) -> list[str]:
        members = self._conversations[channel.id].get("members")
        return [one for one in members if isinstance(one, str)] if isinstance(members, list) else []

    def _table(self, name: str) -> list[Json]:
        return self._list(name) if name in self._archive.names() else []

    def _list(self, name: str) -> list[Json]:
        """The objects in a file's list."""
        try:
            loaded = json.loads(self._archive.read(name))
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{name} in the Slack export is not valid JSON: get the export from Slack again") from error
        return objects_in({"": loaded}, "")
