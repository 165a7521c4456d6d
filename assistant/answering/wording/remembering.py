"""Under which key a model's words are remembered: whatever they depend on, and who may read them, is in it. Pure."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from assistant.answering.wording.prompting import as_sent
from assistant.domain.answers import Evidence
from assistant.domain.questions import Question
from assistant.domain.readers import Principal

_Told: TypeAlias = "str | int | bool | list[_Told] | None"


@dataclass(frozen=True, slots=True)
class Wording:
    """What words an answer besides the question and the evidence: the model, the prompt and its version, the language, the
    day, and what the index holds (its state is another whenever a document is)."""

    model: str
    prompt: str
    prompt_version: int
    language: str
    today: date
    state: str


def key_of(question: Question, sent: Evidence, wording: Wording) -> str:
    """Equal for questions that the same model would be sent the same for, asked by people who may read the same."""
    told: _Told = [
        _normalised(question.text),
        question.manner,
        [[turn.speaker, turn.text, turn.ours] for turn in question.said],
        _reader(question.scope.principal),
        [wording.model, wording.prompt, wording.prompt_version, wording.language, wording.today.isoformat(), wording.state],
        [[excerpt.document.id, excerpt.document.url, excerpt.note, as_sent(excerpt)] for excerpt in sent.excerpts],
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _reader(principal: Principal) -> _Told:
    """Who asks, with all that decides what they may read."""
    return [
        principal.user,
        [*sorted(principal.groups)],
        [*sorted(principal.identities)],
        principal.administrator,
        sorted((_reader(one) for one in principal.company), key=json.dumps),
    ]
