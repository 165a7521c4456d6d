"""What is asked of an answer rather than of the documents: "shorter", "auf Deutsch", "show me the thread". Pure.

A text is a request only if it is nothing else: what is left of it without courtesies must match one of the forms as a whole.
"How is Chinese text segmented?" holds a language and is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.conversing.forms import (
    FORMS,
    IF_YOU_CAN,
    IF_YOU_CAN_AT_ONCE,
    LANGUAGE_FORMS,
    PLEASE,
    PLEASE_AT_ONCE,
    WORDS,
    Wish,
)
from assistant.answering.conversing.languages import LANGUAGES
from assistant.domain.questions import Turn

_LONGEST: Final = 90
"""Characters; nobody says such a thing at greater length."""
_SHOWING: Final = frozenset({Wish.THREAD, Wish.SOURCE})
_FORGETTING: Final = frozenset({Wish.START_OVER, Wish.FORGET})
_NUMBER: Final = re.compile(r"\d{1,2}")
_ALONE: Final = re.compile(r"[a-zà-ÿ]+")
"""A bare name such as "Chinese" may be the beginning of anything; only "Chinese please" or 中文 is a request."""
_EDGES: Final = " \t\n.!?…,;:。！？，；：\"“”„'‘’()（）"


def _joined(lines: str) -> str:
    """The alternatives of several lines as one group."""
    joined = "|".join(line for line in lines.splitlines() if line)
    return "(" + re.sub(r"<([^<>A-Z]+)>", lambda word: f"({WORDS[word[1]]})", joined) + ")"


_COMPILED: Final = {wish: re.compile(_joined(lines)) for wish, lines in FORMS.items()}
_NAME: Final = "|".join(sorted(map(re.escape, LANGUAGES), key=len, reverse=True))
_LANGUAGES: Final = tuple(
    re.compile(_joined(line).replace("<NAME>", f"(?P<name>{_NAME})")) for line in LANGUAGE_FORMS.splitlines() if line
)
_PLEASE: Final = re.compile(rf"^({_joined(PLEASE)}[\s,:：，]+|({PLEASE_AT_ONCE})(?=\S))+")
_IF_YOU_CAN: Final = re.compile(rf"([\s,，]+{_joined(IF_YOU_CAN)}|({IF_YOU_CAN_AT_ONCE}))+$")


@dataclass(frozen=True, slots=True)
class Request:
    """A wish; `language` is an English name where a language is wished for, `number` the marker that was named, 0 for none."""

    wish: Wish
    language: str = ""
    number: int = 0


def recognised(text: str) -> Request | None:
    """The request that a text is, or None. Markers may be named: "source 2", "show [2]"."""
    words = " ".join(text.casefold().split()).strip(_EDGES)
    if not words or len(words) > _LONGEST:
        return None
    bare = _bare(words)
    is_pleasant = words != bare
    return _wished(words) or _wished(bare) or _in_language(bare, is_pleasant=is_pleasant) or _in_language(words)


def without_requests(said: Sequence[Turn]) -> tuple[Turn, ...]:
    """What was said since somebody last wished to start over, without what was asked of answers: nothing is about that."""
    kept: list[Turn] = []
    for turn in said:
        request = None if turn.ours else recognised(turn.text)
        if request is not None and request.wish in _FORGETTING:
            kept.clear()
        elif request is None and (kept or not turn.ours):
            kept.append(turn)
    return tuple(kept)


def _bare(words: str) -> str:
    return _IF_YOU_CAN.sub("", _PLEASE.sub("", words).strip(_EDGES)).strip(_EDGES)


def _wished(words: str) -> Request | None:
    for wish, forms in _COMPILED.items():
        if forms.fullmatch(words):
            named = _NUMBER.search(words) if wish in _SHOWING else None
            return Request(wish, number=int(named[0]) if named else 0)
    return None


def _in_language(words: str, *, is_pleasant: bool = False) -> Request | None:
    if _ALONE.fullmatch(words) and not is_pleasant:
        return None
    matches = (form.fullmatch(words) for form in _LANGUAGES)
    return next((Request(Wish.LANGUAGE, LANGUAGES[match["name"]]) for match in matches if match), None)
