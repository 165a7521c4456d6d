"""How far a look at a repository's discussions came, and what one of them looked like then."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from assistant.errors import SourceError

BEGINNING: Final = "1970-01-01T00:00:00Z"
_OVERLAP: Final = timedelta(minutes=2)
"""GitHub's lists may show a change a little after its moment; so long before a cursor is looked again."""
_SETTLED_AFTER: Final = timedelta(minutes=1)


class Entry(NamedTuple):
    """A pull request or an issue as a page of the listing names it. Moments are GitHub's texts, which sort by time."""

    number: int
    is_pull: bool
    moment: str
    comments: int
    url: str

    def spoken_at(self, moment: str) -> Entry:
        """The same, moved by a comment of that moment."""
        return self._replace(moment=max(self.moment, moment))

    def version(self, state: str = "") -> str:
        """Equal for equal bytes, once it has settled."""
        return "-".join(part for part in (self.moment, str(self.comments), state) if part)

    def settled(self, now: datetime) -> bool:
        """Whether another change can't fall into the same second any more, with a margin for clocks that differ."""
        return datetime.fromisoformat(self.moment) < now - _SETTLED_AFTER


@dataclass(frozen=True, slots=True)
class Cursor:
    """The newest moment when a look began, who could read then, and what was seen from a little before it on."""

    moment: str = BEGINNING
    readers: str = ""
    seen: Mapping[str, str] = field(default_factory=dict)
    """Versions by number."""

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """The cursor that `text` wrote. Raises SourceError."""
        try:
            loaded = json.loads(text)
            seen = {str(number): str(version) for number, version in loaded["seen"].items()}
            cursor = cls(str(loaded["moment"]), str(loaded["readers"]), seen)
            datetime.fromisoformat(cursor.moment)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise SourceError("what is stored of GitHub's cursor can't be read: run `lore ingest --full`") from error
        return cursor

    @property
    def text(self) -> str:
        """As it is stored."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    @property
    def border(self) -> str:
        """The moment from which on to look again."""
        begun = datetime.fromisoformat(self.moment)
        epoch = datetime.fromisoformat(BEGINNING)
        return max(begun - _OVERLAP, epoch).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def having_seen(self, entries: Iterable[Entry]) -> Cursor:
        """With those of them that the next look will meet again, unless they may still change unnoticed."""
        border, now = self.border, datetime.now(UTC)
        met = {str(entry.number): entry.version() for entry in entries if entry.moment >= border and entry.settled(now)}
        return replace(self, seen={**self.seen, **met})

    def has_seen(self, entry: Entry) -> bool:
        """Whether it looked the same then."""
        return self.seen.get(str(entry.number)) == entry.version()
