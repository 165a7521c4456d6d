"""Slack, through its Web API (https://docs.slack.dev/apis/web-api).

The token's app needs channels:read, channels:history, users:read and users:read.email, for private channels groups:read and
groups:history too; it reads the channels that it is in. Direct messages are never asked for.

A channel that is archived stays as it was listed last, if the app was in it: Slack puts apps out of archived channels (of
private ones altogether). A user token (xoxp-…) goes on reading those of its user.

History knows of a thread's replies only how many there are and when the last one came. A listing pages through the whole
history, and through the replies of each thread that was alive within the look-back window. `changes` does so for what was
begun within the window (and for older threads with a reply that was also sent to the channel): it finds new and edited
messages, late replies, and deletions. A late reply to an older thread, and an edit of a reply that is older than a day, come
with the next full comparison. An edit of a reply in a thread without any sign of life within the window shows when documents
are read anew (`lore ingest --full`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from assistant.errors import SourceError, UnreadableDocument, UsageError
from ingest.opening import Opening
from ingest.ports import Gone, Item, Listed, Reached, Skipped
from ingest.sources.slack_api import API, Refused, SlackApi
from ingest.sources.slack_memory import Kept, Seen, Shelf, cursor_of, seen_by
from ingest.sources.slack_people import Audiences, Channel, Json, Workspace, object_in, person_of, text_in
from ingest.sources.slack_threads import (
    Choice,
    checked_size,
    conversation,
    day_of,
    digest,
    names_of,
    seconds_of,
    starts_at,
    thread_of,
    yes_or_no,
)

_DAY: Final = 86_400
_KEPT_BYTES: Final = 32_000_000
"""How much of what a listing has put together anyway is kept for the reading that follows."""
_NOT_THERE: Final = frozenset({"thread_not_found", "message_not_found"})
_CLOSED: Final = frozenset({"channel_not_found", "not_in_channel"})
_ARCHIVED: Final = "the channel is archived, and Slack does not let the app read it any more"
_HOST: Final = re.compile(r"[a-z0-9][a-z0-9-]*(?:\.enterprise)?\.slack(?:-gov)?\.com")


def settle(location: str) -> str:
    """`https://TEAM.slack.com`, also of the bare name. Raises UsageError."""
    host = (urlsplit(location).hostname if "://" in location else location.strip("/").casefold()) or ""
    host = host if "." in host else f"{host}.slack.com"
    if not _HOST.fullmatch(host):
        raise UsageError(f"'{location}' is no Slack workspace: name it as tidewater.slack.com")
    return f"https://{host}"


def open_source(opening: Opening) -> SlackSource:
    """The workspace that was added."""
    options = opening.entry.options
    days, api = options.get("lookback", "30"), options.get("api", API)
    if not days.isdecimal() or not 1 <= int(days) <= 3650:
        raise UsageError(f"lookback={days} can't be used: say how many days, such as lookback=30")
    if urlsplit(api).scheme not in {"http", "https"}:
        raise UsageError(f"api={api} is no address: write it as api={API}")
    if not opening.access.token:
        raise SourceError(
            f"the source '{opening.entry.name}' has no token: set the Slack app's (xoxb-…) in lore.toml "
            "([sources.NAME] token = …) or in LORE_SOURCES__NAME__TOKEN"
        )
    choice = Choice.of(options)
    kinds = "public_channel,private_channel" if yes_or_no(options, "private", default=True) else "public_channel"
    scope = _Scope(opening.entry.location, choice, kinds, int(days), opening.max_bytes)
    return SlackSource(SlackApi(opening.access.token, api, opening.waiting), scope, Shelf(opening.pages))


@dataclass(frozen=True, slots=True)
class _Scope:
    """What of a workspace is read; `kinds` as conversations.list takes them, the window in days."""

    url: str
    choice: Choice
    kinds: str
    lookback: int
    max_bytes: int


class SlackSource:
    """The threads and days of the channels that the app is in."""

    def __init__(self, api: SlackApi, scope: _Scope, shelf: Shelf) -> None:
        self._api, self._scope, self._shelf = api, scope, shelf
        self._kept = Kept(_KEPT_BYTES)
        self._now = time.time()

    def listing(self) -> Iterator[Item]:
        """Every thread and every day."""
        seen: dict[str, Seen] = {}
        for channel in self._channels:
            yield from self._whole_channel(channel, seen)
        yield from self._passed_by()
        yield Reached(cursor_of(seen))

    def changes(self, cursor: str) -> Iterator[Item]:
        """What differs within the window from what the cursor remembers; a channel that is new to it, or that was renamed
        or has other readers, as a whole."""
        before, seen = seen_by(cursor), dict[str, Seen]()
        for channel in self._channels:
            known = before.pop(channel.id, None)
            if known is None or known.mark != self._mark(channel):
                yield from self._whole_channel(channel, seen)
                known = known or Seen("")
            else:
                yield from self._channel_since(channel, known, seen)
            gone = known.versions.keys() - seen[channel.id].versions.keys()
            yield from (Gone(f"{channel.id}/{name}.json") for name in sorted(gone) if starts_at(name) >= self._window)
        for channel_id, left in before.items():
            yield from (Gone(f"{channel_id}/{name}.json") for name in sorted(left.versions))
        yield Reached(cursor_of(seen))

    def read(self, listed: Listed) -> bytes | None:
        """The conversation, as it is now or was when this listing came by it."""
        data = self._kept.take(listed.path, listed.version) or self._fetched(listed.path)
        return checked_size(data, self._scope.max_bytes) if data is not None else None

    def audiences(self) -> Mapping[str, frozenset[str]]:
        """The workspace's full members, the members of each private channel, and the guests of each public one."""
        return self._audiences.groups(self._channels)

    def _fetched(self, path: str) -> bytes | None:
        channel_id, _, name = path.removesuffix(".json").partition("/")
        channel = next((one for one in self._channels if one.id == channel_id), None)
        if channel is None:
            return None
        try:
            return self._thread(channel, name) if "." in name else self._day(channel, name)
        except Refused as error:
            if self._is_closed(channel, error):
                raise UnreadableDocument(f"{_ARCHIVED}: unarchive it to invite the app, or set a user token") from error
            if error.code in _CLOSED:
                return None
            raise

    def _whole_channel(self, channel: Channel, seen: dict[str, Seen]) -> Iterator[Item]:
        versions: dict[str, str] = {}
        try:
            for name, version in self._documents(channel, self._scope.choice.since, {}):
                versions[name] = version
                yield self._listed(channel, name, version)
        except Refused as error:
            if not self._is_closed(channel, error):
                raise
            before = self._shelf.of(channel.id)
            yield from (self._listed(channel, name, version) for name, version in before.items() if name not in versions)
            versions = before | versions
            if not versions:
                yield Skipped(f"#{channel.name}", f"{_ARCHIVED}: unarchive it to invite the app, or set a user token")
        else:
            self._shelf.put(channel.id, versions)
        recent = {name: version for name, version in versions.items() if starts_at(name) >= self._window}
        seen[channel.id] = Seen(self._mark(channel), recent)

    def _channel_since(self, channel: Channel, known: Seen, seen: dict[str, Seen]) -> Iterator[Item]:
        versions: dict[str, str] = {}
        try:
            for name, version in self._documents(channel, max(self._window, self._scope.choice.since), known.versions):
                versions[name] = version
                if known.versions.get(name) != version:
                    yield self._listed(channel, name, version)
        except Refused as error:
            if not self._is_closed(channel, error):
                raise
            versions = known.versions
        seen[channel.id] = Seen(known.mark, versions)
        if versions != known.versions:
            older = {name: one for name, one in self._shelf.of(channel.id).items() if starts_at(name) < self._window}
            self._shelf.put(channel.id, older | versions)

    def _is_closed(self, channel: Channel, error: Refused) -> bool:
        """Whether the app was put out of the channel when it was archived."""
        return channel.archived and error.code in _CLOSED

    def _documents(self, channel: Channel, oldest: float, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Name and version of each document with a message in the channel's history from `oldest` on, newest first."""
        day, talk, done = "", list[Json](), set[str]()
        for message in self._history(channel, oldest, self._now + _DAY):
            thread = thread_of(message)
            if (
                thread
                and thread not in done
                and (thread == message["ts"] or self._scope.choice.since <= float(thread) < oldest)
            ):
                done.add(thread)
                version = self._version_of_thread(channel, thread, message, known.get(thread, ""))
                if version:
                    yield thread, version
            if thread or not self._scope.choice.counts(message, self._workspace.people):
                continue
            if day_of(message) != day:
                yield from self._version_of_day(channel, day, talk, done)
                day, talk = day_of(message), []
            talk.append(message)
        yield from self._version_of_day(channel, day, talk, done)

    def _version_of_day(self, channel: Channel, day: str, talk: list[Json], done: set[str]) -> Iterator[tuple[str, str]]:
        data = conversation(self._workspace, channel, day, talk)
        if data is None:
            return
        if day in done:
            raise SourceError("Slack sends its history in disorder: nothing was lost, run the command again later")
        done.add(day)
        version = digest(data)
        self._kept.put(f"{channel.id}/{day}.json", version, data)
        yield day, version

    def _version_of_thread(self, channel: Channel, name: str, message: Json, known: str) -> str:
        """What the history tells, and a digest of the replies where they are looked at; "" if nothing is left of it.

        `message` is the root, or a reply to it that was also sent to the channel.
        """
        glance = conversation(self._workspace, channel, name, [message])
        replies = names_of(self._workspace, message.get("reply_users") or ())
        told = digest(glance, message.get("reply_count"), message.get("latest_reply"), replies)
        last = max(seconds_of({"ts": text_in(message, "latest_reply")}), seconds_of(message))
        if known.startswith(told) and last < self._now - _DAY:
            return known
        if last < self._window:
            return f"{told}-"
        data = self._thread(channel, name)
        if data is None:
            return ""
        version = f"{told}-{digest(data)}"
        self._kept.put(f"{channel.id}/{name}.json", version, data)
        return version

    def _thread(self, channel: Channel, name: str) -> bytes | None:
        """The root and its replies; None if there are no replies any more."""
        pages = self._api.pages("conversations.replies", "messages", channel=channel.id, ts=name)
        try:
            messages = [message for page in pages for message in page if isinstance(message, dict)]
        except Refused as error:
            if error.code in _NOT_THERE:
                return None
            raise
        if not any(thread_of(message) for message in messages):
            return None
        return conversation(self._workspace, channel, name, messages)

    def _day(self, channel: Channel, day: str) -> bytes | None:
        """A day's messages outside of threads; None if there are none any more."""
        start = starts_at(day)
        talk = (
            message
            for message in self._history(channel, start, start + _DAY - 1e-6)
            if not thread_of(message) and self._scope.choice.counts(message, self._workspace.people)
        )
        return conversation(self._workspace, channel, day, talk)

    def _history(self, channel: Channel, oldest: float, latest: float) -> Iterator[Json]:
        """The channel's own messages, newest first; given `oldest` alone, Slack begins with the oldest page."""
        span: dict[str, str | int] = {"oldest": f"{oldest:.6f}", "latest": f"{latest:.6f}", "inclusive": 1}
        for page in self._api.pages("conversations.history", "messages", channel=channel.id, **span):
            yield from (message for message in page if isinstance(message, dict))

    def _listed(self, channel: Channel, name: str, version: str) -> Listed:
        url = self._workspace.permalink(channel.id, name) if "." in name else ""
        return Listed(f"{channel.id}/{name}.json", version, "json", url, self._audiences.readers(channel))

    def _mark(self, channel: Channel) -> str:
        return digest(channel.name, self._audiences.readers(channel).canonical)

    def _passed_by(self) -> Iterator[Skipped]:
        for channel in self._conversations:
            if self._scope.choice.takes(channel) and not (channel.joined or channel.archived):
                yield Skipped(f"#{channel.name}", "the app is not in this channel: write /invite and the app's name there")
        there = {name for channel in self._conversations for name in (channel.id, channel.name)}
        for name in sorted(self._scope.choice.channels - there):
            yield Skipped(
                f"#{name}", "there is no such channel, or it is private and the app is not in it: invite the app there"
            )

    @property
    def _window(self) -> float:
        """When the look-back window begins: at midnight (UTC), so that it holds whole days."""
        start = self._now - self._scope.lookback * _DAY
        return start - start % _DAY

    @cached_property
    def _channels(self) -> tuple[Channel, ...]:
        """Those that are read. An archived channel counts nobody as a member, and may be readable all the same."""
        chosen = (channel for channel in self._conversations if self._scope.choice.takes(channel))
        return tuple(channel for channel in chosen if channel.joined or channel.archived)

    @cached_property
    def _conversations(self) -> tuple[Channel, ...]:
        pages = self._api.pages("conversations.list", "channels", types=self._scope.kinds)
        return tuple(_channel(one) for page in pages for one in page if not (one.get("is_im") or one.get("is_mpim")))

    @cached_property
    def _workspace(self) -> Workspace:
        own = self._api.call("auth.test")
        url, team = text_in(own, "url").rstrip("/"), text_in(own, "team_id")
        if url.casefold() != self._scope.url:
            raise SourceError(f"the token belongs to {url}, and this source is {self._scope.url}: set that workspace's token")
        pages = self._api.pages("users.list", "members")
        people = {text_in(user, "id"): person_of(user, team) for page in pages for user in page}
        public = {channel.id: channel.name for channel in self._conversations if not channel.private}
        return Workspace(team, url, people, public)

    @cached_property
    def _audiences(self) -> Audiences:
        return Audiences(self._workspace, "slack:", self._members)

    def _members(self, channel: Channel) -> Iterator[str]:
        try:
            for page in self._api.pages("conversations.members", "members", channel=channel.id):
                yield from map(str, page)
        except Refused:
            if not channel.archived:
                raise


def _channel(found: Json) -> Channel:
    return Channel(
        text_in(found, "id"),
        text_in(found, "name") or text_in(object_in(found, "purpose"), "value"),
        private=bool(found.get("is_private")),
        archived=bool(found.get("is_archived")),
        joined=bool(found.get("is_member")),
    )
