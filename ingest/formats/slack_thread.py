"""A conversation in a Slack channel: a thread, or a day's messages that nobody replied to in a thread.

The JSON is what `ingest/sources/slack_threads.py` gathers: `channel` (id, name), `team` (id), `thread_ts` or `day`, `url`,
`users` and `channels` (names by id), `messages` as Slack's API gives them, in the order of time, and `resolved` where
people marked the thread as settled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Final, TypeAlias

from assistant.domain.chat_markup import Names, links_in, spoken
from assistant.domain.documents import Anchor, Kind, Link
from assistant.domain.extracted import Extracted
from assistant.domain.people import Contribution, Role
from assistant.errors import UnreadableDocument
from ingest.formats.assembling import shorten
from ingest.formats.slack_markup import marked_up
from ingest.parsed import Block, BlockKind, Parsed

Json: TypeAlias = Mapping[str, Any]

_TITLE_CHARACTERS: Final = 90
_MOST_LINKS: Final = 100
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)


def recognises(loaded: Any) -> bool:  # noqa: ANN401 - any JSON
    """Whether it is a conversation as described above."""
    if not isinstance(loaded, dict) or not isinstance(loaded.get("messages"), list):
        return False
    channel = loaded.get("channel")
    return isinstance(channel, dict) and "id" in channel and ("thread_ts" in loaded or "day" in loaded)


def parse_loaded(loaded: Json, path: str) -> Parsed:  # noqa: ARG001 - a conversation is not named by its path
    """One block for each message, `Name: what was said`, with its speaker and its time stamp as the fragment.

    Raises UnreadableDocument if nothing was said.
    """
    names = Names(_mapping(loaded, "users"), _mapping(loaded, "channels"))
    messages = [message for message in loaded["messages"] if isinstance(message, dict)]
    said = [(message, spoken(marked_up(message), names)) for message in messages]
    said = [(message, words) for message, words in said if words]
    if not said:
        raise UnreadableDocument("holds no messages")
    speakers = tuple(dict.fromkeys(_speaker(message, names) for message, _ in said))
    channel = f"#{_text(loaded['channel'], 'name') or _text(loaded['channel'], 'id')}"
    times = [moment for message, _ in said for moment in _moments(message)]
    addresses = dict.fromkeys(chain.from_iterable(links_in(marked_up(message)) for message, _ in said))
    return Parsed(
        title=_title(loaded, channel, said[0][1]),
        blocks=tuple(_block(message, words, names) for message, words in said),
        kind=Kind.THREAD,
        authors=speakers,
        created_at=min(times, default=None),
        updated_at=max(times, default=None),
        status="resolved" if loaded.get("resolved") is True else "",
        url=_text(loaded, "url"),
        fields={"channel": (channel,), "participants": speakers},
        links=tuple(Link("refers-to", address) for address in list(addresses)[:_MOST_LINKS]),
        extracted=_people([message for message, _ in said], names),
    )


def _people(messages: Sequence[Json], names: Names) -> Extracted:
    """Who spoke, by account: two people of one name are two."""
    found: dict[str, Contribution] = {}
    for message in messages:
        user, name = _text(message, "user"), _speaker(message, names)
        account = f"slack:{user.casefold()}" if user else ""
        known = found.get(user or name) or Contribution(Role.SPEAKER, name, account=account, count=0)
        last = max(filter(None, (known.last_at, *_moments(message))), default=None)
        found[user or name] = replace(known, count=known.count + 1, last_at=last)
    return Extracted(contributions=tuple(one for one in found.values() if one.account))


def _title(loaded: Json, channel: str, opening: str) -> str:
    """A thread's first words and its channel; a day is about many things, so that the first message does not name it."""
    day = _text(loaded, "day")
    if day:
        return shorten(f"{channel} on {day}")
    words = " ".join(_FENCE.sub(" ", opening).split()) or " ".join(opening.split())
    if len(words) > _TITLE_CHARACTERS:
        words = words[:_TITLE_CHARACTERS].rpartition(" ")[0] or words[:_TITLE_CHARACTERS]
        words = f"{words.rstrip(' ,;:.')}…"
    return shorten(f"{words} ({channel})")


def _block(message: Json, words: str, names: Names) -> Block:
    speaker = _speaker(message, names)
    return Block(BlockKind.COMMENT, f"{speaker}: {words}", anchor=Anchor(speaker=speaker, fragment=_text(message, "ts")))


def _speaker(message: Json, names: Names) -> str:
    """The account's name; of somebody from elsewhere what the message says, of an app the name that it took."""
    user = _text(message, "user")
    name = names.people.get(user) if user else ""
    found = name if isinstance(name, str) and name else _text(message, "name", "username") or user or "unknown"
    return " ".join(found.split())


def _moments(message: Json) -> list[datetime]:
    """When it was written, and when it was last edited."""
    edited = message.get("edited")
    stamps = [_text(message, "ts"), _text(edited, "ts") if isinstance(edited, dict) else ""]
    return [moment for moment in map(_moment, stamps) if moment is not None]


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(stamp), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _mapping(source: Json, name: str) -> Json:
    value = source.get(name)
    return value if isinstance(value, dict) else {}


def _text(source: Json, *names: str) -> str:
    """The first of these keys that holds a text that is not empty."""
    return next((source[name] for name in names if isinstance(source.get(name), str) and source[name]), "")
