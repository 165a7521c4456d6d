"""What people may say of a decision, checked before it is kept. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from assistant.domain.decisions import Alternative
from assistant.domain.rulings import Amendment
from assistant.domain.statuses import DecisionStatus
from assistant.errors import UsageError
from assistant.knowledge.decisions.lineage import Lineage

_LONGEST: Final = {"title": 300, "statement": 8000, "name": 300, "reason": 2000}
_MOST: Final = 50
_ADDRESS: Final = re.compile(r"https?://[^\s<>|\"'\\]{1,1000}", re.IGNORECASE)
_INVISIBLE: Final = {"Cc", "Cf", "Co", "Cs"}
_JOINERS: Final = "\u200c\u200d"
"""Scripts of India and the Middle East are not spelt without them, nor are some emoji."""


def checked(amendment: Amendment, lineage: Lineage, decision_id: str = "") -> Amendment:
    """The amendment in clean words and with the ids of what it supersedes. Raises UsageError with what is wrong."""
    return replace(
        amendment,
        title=_words(amendment.title, "title", one_line=True),
        statement=_words(amendment.statement, "statement"),
        status=_status(amendment.status, lineage),
        deciders=_each(amendment.deciders, "deciders"),
        alternatives=_alternatives(amendment.alternatives),
        supersedes=_superseded(amendment.supersedes, lineage, decision_id),
        discussed_in=_addresses(amendment.discussed_in),
    )


def visible(text: str) -> str:
    """A text without characters that nobody sees: controls, bidirectional overrides, tags."""
    kept = (mark for mark in text if mark in "\n\t" + _JOINERS or unicodedata.category(mark) not in _INVISIBLE)
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def _words(text: str | None, field: str, *, one_line: bool = False) -> str | None:
    if text is None:
        return None
    clean = " ".join(visible(text).split()) if one_line else visible(text)
    if not clean:
        raise UsageError(f"the {field} is empty: write it, or leave it out")
    if len(clean) > _LONGEST[field]:
        raise UsageError(f"the {field} is longer than {_LONGEST[field]} characters: shorten it")
    return clean


def _status(status: str | None, lineage: Lineage) -> str | None:
    if status is None:
        return None
    word = " ".join(visible(status).split())
    if word != DecisionStatus.UNSTATED and lineage.statuses.meaning(word) is DecisionStatus.UNSTATED:
        raise UsageError(f"'{word}' is no status: choose {', '.join(DecisionStatus)}, or add it to [knowledge.statuses]")
    return word


def _each(names: Iterable[str] | None, field: str) -> tuple[str, ...] | None:
    if names is None:
        return None
    clean = tuple(dict.fromkeys(name for one in names if (name := _words(one, "name", one_line=True))))
    if len(clean) > _MOST:
        raise UsageError(f"at most {_MOST} {field} can be named")
    return clean


def _alternatives(alternatives: Iterable[Alternative] | None) -> tuple[Alternative, ...] | None:
    if alternatives is None:
        return None
    clean = tuple(
        Alternative(_words(one.name, "name", one_line=True) or "", _words(one.reason, "reason") or "" if one.reason else "")
        for one in alternatives
    )
    if len(clean) > _MOST:
        raise UsageError(f"at most {_MOST} alternatives can be named")
    return clean


def _addresses(addresses: Iterable[str] | None) -> tuple[str, ...] | None:
    if addresses is None:
        return None
    clean = tuple(dict.fromkeys(visible(one) for one in addresses))
    for one in clean:
        if not _ADDRESS.fullmatch(one):
            raise UsageError(f"'{one[:60]}' is no address of a page: write it as https://…")
    if len(clean) > _MOST:
        raise UsageError(f"at most {_MOST} addresses can be named")
    return clean


def _superseded(ids: Iterable[str] | None, lineage: Lineage, decision_id: str) -> tuple[str, ...] | None:
    if ids is None:
        return None
    wanted = tuple(dict.fromkeys(ids))
    for id_ in wanted:
        if id_ == decision_id:
            raise UsageError("a decision can't supersede itself: name the one that it replaced")
        if lineage.entry(id_) is None:
            raise UsageError(f"there is no decision '{id_}' that you may read: name it by its id")
    return wanted
