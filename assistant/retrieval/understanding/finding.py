"""What the readers of a question hand over: stretches of it that were understood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Final

from assistant.domain.queries import ANY_TIME, Filters, TimeWish

MASK: Final = "\ue000"
"""Stands, as often as there were characters, where nothing more is to be read: quotes, code, what was understood already."""
_UNREAD: Final = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]+`|(?m:^(?:&gt;|>).*$)|\bhttps?://\S+|"
    r"\"[^\"\n]{1,400}\"|“[^”\n]{1,400}”|„[^“”\n]{1,400}[“”]|«[^»\n]{1,400}»|「[^」\n]{1,400}」|『[^』\n]{1,400}』|《[^》\n]{1,400}》|"
    r"(?<!\w)[‘'][^'‘’\n]{2,200}[’'](?!\w)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of the question that was understood: `word` names it for showing. Where `is_removable`, the question is
    searched without it; where it `is_explicit`, the
    asker named the place itself, or used an operator, and something far within it is better than anything outside."""

    start: int
    end: int
    word: str
    filters: Filters = field(default_factory=Filters)
    wish: TimeWish = ANY_TIME
    is_removable: bool = False
    is_explicit: bool = False
    is_team: bool = False
    """Whether its voices are the members of a group, whom nothing may name."""


def masked(text: str) -> str:
    """The text with what is quoted, shown as code or cited in place of it, so that places stay the same."""
    return _UNREAD.sub(lambda match: MASK * len(match[0]), text)


def without(text: str, findings: Iterable[Finding]) -> str:
    """The text with these stretches masked."""
    for one in findings:
        text = text[: one.start] + MASK * (one.end - one.start) + text[one.end :]
    return text


def joined(first: Filters, second: Filters) -> Filters:
    """Filters with what a second has where the first has nothing: whoever speaks first is kept to."""
    missing = {
        each.name: getattr(second, each.name)
        for each in fields(Filters)
        if not getattr(first, each.name) and not (each.name in {"after", "before"} and (first.after or first.before))
    }
    return replace(first, **missing)
