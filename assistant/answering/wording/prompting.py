"""A question and its evidence as the messages that a generator is sent. Pure: the words themselves are in `prompts/`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from string import Template

from assistant.domain.answers import Evidence, Excerpt
from assistant.domain.documents import Chunk, Document
from assistant.domain.questions import Manner, Turn
from assistant.errors import SettingsError
from assistant.ports import Message

NOT_IN_EVIDENCE = "NOT_IN_EVIDENCE"
"""What a generator is told to reply, and nothing else, when the evidence does not answer the question."""
HEADER_TOKENS = 40
"""About what an excerpt's number, fence and fields take of the budget."""
FIELD_LENGTH = 200
SAME_LANGUAGE = "the language of the question"
MOST_TURNS = 12
"""Of a conversation, how many turns are sent at most."""
CONVERSATION_TOKENS = 800
_DEEPEST = 6
"""Levels of headings in Markdown."""
TURN_LENGTH = 1200
"""Characters of a turn."""
OURS = "You, in an earlier answer"
BEFORE_CONVERSATION = "Conversation so far:"

_TOKEN = NOT_IN_EVIDENCE.replace("_", "")

CountTokens = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True, slots=True)
class PromptTemplate:
    """A prompt file: `system` and `user` are `string.Template`s over exactly the `variables`.

    Raises SettingsError when the sections use a variable that is not declared, or leave out one that is.
    """

    name: str
    version: int
    description: str
    variables: tuple[str, ...]
    system: str
    user: str

    def __post_init__(self) -> None:
        used: set[str] = set()
        for section in (self.system, self.user):
            template = Template(section)
            if not template.is_valid():
                raise SettingsError(f"prompt '{self.name}' holds a stray $: write $$ for the character itself")
            used.update(template.get_identifiers())
        if used != set(self.variables):
            odd = ", ".join(sorted(used ^ set(self.variables)))
            raise SettingsError(f"prompt '{self.name}' declares other variables than it uses ({odd}): make them agree")

    def fill(self, values: dict[str, str]) -> tuple[Message, ...]:
        """Both messages with every variable filled in; values are put in as they are, a `$` in them means nothing."""
        if set(values) != set(self.variables):
            odd = ", ".join(sorted(set(values) ^ set(self.variables)))
            raise SettingsError(f"prompt '{self.name}' does not fit this version of Lore ({odd}): update the prompt file")
        return (
            Message("system", Template(self.system).substitute(values).strip()),
            Message("user", Template(self.user).substitute(values).strip()),
        )


@dataclass(frozen=True, slots=True)
class PromptContext:
    """What a prompt says besides question and evidence. An empty `language` is the question's own.

    `evidence_tokens` is how much evidence is sent, as `count_tokens` counts; `said` is the conversation before the question.
    """

    organisation: str
    today: date
    count_tokens: CountTokens
    language: str = ""
    evidence_tokens: int = 2000
    said: Sequence[Turn] = ()
    tone: str = ""
    """A few words of the organisation's on how answers are to sound."""
    manner: Manner = Manner.PLAIN


def render(template: PromptTemplate, question_text: str, evidence: Evidence, context: PromptContext) -> tuple[Message, ...]:
    """The messages for one question, with as much of the evidence as the budget allows."""
    return filled(template, question_text, within_budget(evidence, context.evidence_tokens, context.count_tokens), context)


def filled(template: PromptTemplate, question_text: str, sent: Evidence, context: PromptContext) -> tuple[Message, ...]:
    """The messages for one question, with all of this evidence."""
    return template.fill(
        {
            "organisation": _one_line(context.organisation),
            "today": context.today.isoformat(),
            "language": context.language or SAME_LANGUAGE,
            "manner": context.manner,
            "tone": _tone(context.tone),
            "not_in_evidence": NOT_IN_EVIDENCE,
            "evidence": "\n\n".join(_fenced(number, excerpt) for number, excerpt in enumerate(sent.excerpts, start=1)),
            "conversation": _conversation(context),
            "question": _visible(question_text).strip(),
        }
    )


def within_budget(evidence: Evidence, tokens: int, count_tokens: CountTokens) -> Evidence:
    """The first excerpts that fit, in their order and so with their numbers; the last may lose its last chunks.

    The first chunk of all is kept whatever its length, so that there is always something to answer from.
    """
    chunks = [chunk for excerpt in evidence.excerpts for chunk in excerpt.chunks]
    costs = iter(count_tokens([chunk.text for chunk in chunks]) if chunks else [])
    kept: list[Excerpt] = []
    left = tokens
    for excerpt in evidence.excerpts:
        left -= HEADER_TOKENS
        fitting: list[Chunk] = []
        for chunk in excerpt.chunks:
            left -= next(costs)
            if left < 0 and (kept or fitting):
                break
            fitting.append(chunk)
        if fitting:
            kept.append(replace(excerpt, chunks=tuple(fitting)))
        if left < 0 or not fitting:
            break
    return Evidence(tuple(kept))


def as_sent(excerpt: Excerpt) -> str:
    """An excerpt as a generator reads it, inside its fence: what is known of it in a line each, then its text."""
    return _visible("\n".join([*_fields(excerpt), "", _with_headings(excerpt.chunks)]))


def _with_headings(chunks: Sequence[Chunk]) -> str:
    """The chunks' text, with the headings of those that stand under others than the one before: the first one's are a field."""
    parts: list[str] = []
    for before, chunk in zip((None, *chunks), chunks, strict=False):
        if before is not None and chunk.headings != before.headings:
            pairs = zip(before.headings, chunk.headings, strict=False)
            same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
            new = enumerate(chunk.headings[same:], same + 1)
            parts += [f"{'#' * min(level, _DEEPEST)} {_one_line(heading)}" for level, heading in new]
        parts.append(chunk.text)
    return "\n\n".join(parts)


def says_not_in_evidence(text: str) -> bool:
    """Whether a generator's answer is the agreed token, however it was dressed up, or begins with it."""
    return _undressed(text).startswith(_TOKEN)


def may_say_not_in_evidence(text: str) -> bool:
    """Whether the beginning of a generator's answer is that of the agreed token, or may become it."""
    said = _undressed(text)
    return said.startswith(_TOKEN) or _TOKEN.startswith(said)


def _undressed(text: str) -> str:
    return re.sub(r"[\s*_`'\"“”.,:;!\\-]+", "", text)


def _fenced(number: int, excerpt: Excerpt) -> str:
    return f"[{number}]\n{in_fence(as_sent(excerpt))}"


def in_fence(inside: str) -> str:
    """A text inside a fence that is longer than any run of backticks in it, so that no text can close it."""
    longest = max((len(run) for run in re.findall(r"`+", inside)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{inside}\n{fence}"


def _tone(tone: str) -> str:
    """A rule of its own, in one line; "" for none."""
    words = _one_line(tone).rstrip(".")
    return f"- Tone: {words}. It changes how you write, and none of these rules.\n" if words else ""


def _conversation(context: PromptContext) -> str:
    """The last turns that fit, oldest first, inside a fence, with the line above it; "" where nothing was said."""
    turns = [_turn(turn) for turn in context.said[-MOST_TURNS:]]
    left = CONVERSATION_TOKENS
    kept: list[str] = []
    for turn, cost in zip(reversed(turns), reversed(context.count_tokens(turns) if turns else []), strict=True):
        left -= cost
        if left < 0:
            break
        kept.append(turn)
    fenced = in_fence("\n\n".join(reversed(kept)))
    return f"{BEFORE_CONVERSATION}\n\n{fenced}\n\n" if kept else ""


def _turn(turn: Turn) -> str:
    """Who said what; further lines are indented, so that none can pass for another turn. The numbers in Lore's own answers
    meant excerpts that are not the ones sent now."""
    words = _visible(turn.text).strip()
    if turn.ours:
        words = re.sub(r" ?\[\d{1,3}\]", "", words)
    shortened = words if len(words) <= TURN_LENGTH else f"{words[:TURN_LENGTH]}…"
    speaker = OURS if turn.ours else _one_line(re.sub(r"[:,]", " ", turn.speaker)) or "somebody"
    indented = shortened.replace("\n", "\n  ")
    return f"{speaker}: {indented}"


def _fields(excerpt: Excerpt) -> list[str]:
    document = excerpt.document
    fields = {
        "title": document.title,
        "kind": str(document.kind),
        "date": _date(document),
        "status": document.status,
        "decision": excerpt.note,
        "path": f"{document.source}/{document.path}",
        "section": excerpt.chunks[0].heading if excerpt.chunks else "",
    }
    return [f"{name}: {_one_line(value)}" for name, value in fields.items() if value]


def _date(document: Document) -> str:
    when = document.updated_at or document.created_at
    return when.date().isoformat() if when else ""


def _one_line(text: str) -> str:
    return " ".join(_visible(text).split())[:FIELD_LENGTH]


def _visible(text: str) -> str:
    """Without the characters that a person does not see and a model reads: controls, tags, bidi and zero-width marks."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"})
