"""The tools that a model may search with: what it asked for is checked here, and kept to what the asker may read.

Documents have numbers of this one research (D1, D2 …), so that a model can name none that it was not shown. What a tool
brings is data, in fences that no text can close.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from assistant.answering.research.course import Course
from assistant.answering.research.places import Places
from assistant.answering.research.telling import short_name
from assistant.answering.research.ties import LinkedDocuments, nearest_to, tied_with
from assistant.answering.wording.prompting import as_sent, in_fence
from assistant.domain.answers import Excerpt
from assistant.domain.documents import Document, Kind
from assistant.domain.hits import Hit
from assistant.domain.provenance import Look, Step
from assistant.domain.queries import Filters
from assistant.errors import UsageError
from assistant.ports import Tool, ToolCall
from assistant.retrieval.understanding.finding import joined

LONGEST_RESULT: Final = 6000
"""Characters of what one call brings."""
_LONGEST_PLACE: Final = 1200
_LONGEST_WORDS: Final = 300
_SEARCHED: Final = 12
_BROUGHT: Final = 4
"""Documents that a search brings, one place each."""
_FOLLOWED: Final = 6
_READ: Final = 3
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHY: Final = "chosen by the model"

Arguments: TypeAlias = Mapping[str, Any]


def _words(about: str) -> dict[str, Any]:
    return {"type": "string", "description": about}


_DOCUMENT: Final = _words("the document's number, such as D2")
TOOLS: Final = (
    Tool(
        "search",
        "Finds places in all documents.",
        {
            "type": "object",
            "properties": {
                "query": _words("what to search for, in the words that a document would use"),
                "kind": {"type": "string", "enum": [kind.value for kind in Kind], "description": "documents of this kind only"},
                "author": _words("documents by this person only"),
                "after": _words("documents changed on this day or later, as 2024-01-31"),
                "before": _words("documents changed before this day"),
            },
            "required": ["query"],
        },
    ),
    Tool(
        "follow",
        "Shows what a document is linked with: what replaced it, what it replaced, its reviews, meetings about it.",
        {"type": "object", "properties": {"document": _DOCUMENT}, "required": ["document"]},
    ),
    Tool(
        "read",
        "Finds places in one document.",
        {
            "type": "object",
            "properties": {"document": _DOCUMENT, "about": _words("what to look for in it")},
            "required": ["document", "about"],
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a call: what the model reads, the Step where there was one, and the hits that it brought."""

    text: str
    step: Step | None = None
    hits: tuple[Hit, ...] = ()


class Tools:
    """The tools of one research. Blocks; not for several threads."""

    def __init__(self, places: Places, linked: LinkedDocuments, course: Course) -> None:
        self._places = places
        self._linked = linked
        self._course = course
        self._numbers: dict[str, str] = {}
        """By number, a document's id."""
        self._known: dict[str, Document] = {}
        self._made: set[str] = set()

    def shown(self, hits: Sequence[Hit]) -> str:
        """Places as a model reads them, with the numbers of their documents; no more than fits a result."""
        told: list[str] = []
        length = 0
        for hit in hits:
            one = self._told(hit)
            length += len(one)
            if told and length > LONGEST_RESULT:
                break
            told.append(one)
        return "\n\n".join(told)

    def run(self, call: ToolCall) -> Done:
        """Do what was asked for; a call that can't be done, and one that was made before, say why instead."""
        try:
            return self._run(call)
        except UsageError as refused:
            return Done(f"Not done: {refused}")

    def _run(self, call: ToolCall) -> Done:
        acts: dict[str, Callable[[Arguments], Done]] = {"search": self._search, "follow": self._follow, "read": self._read}
        tool = next((one for one in TOOLS if one.name == call.name), None)
        if tool is None:
            raise UsageError(f"there is no such tool; the tools are {', '.join(acts)}")
        arguments = _checked(tool, call.arguments)
        written = json.dumps([call.name, arguments], sort_keys=True).casefold()
        if written in self._made:
            raise UsageError("this very call was made before, and would bring the same")
        self._made.add(written)
        return acts[call.name](arguments)

    def _search(self, arguments: Arguments) -> Done:
        scope, query = self._course.scope, arguments["query"]
        found = self._places.found(query, replace(scope, filters=joined(scope.filters, _filters(arguments))), _SEARCHED)
        best: dict[str, Hit] = {}
        for hit in found:
            best.setdefault(hit.document.id, hit)
        return self._done(Look.SEARCHED, query, _WHY, list(best.values())[:_BROUGHT])

    def _follow(self, arguments: Arguments) -> Done:
        origin = self._document(arguments["document"])
        scope, text = self._course.scope, self._course.question.text
        ways = [one for one in tied_with(self._linked, scope.principal, origin) if scope.admit(one.document)]
        ways = [*(one for one in ways if one.way), *nearest_to(text, [one for one in ways if not one.way])][:_FOLLOWED]
        hits = [hit for one in ways for hit in self._places.within(one.document, text, scope, 1)]
        done = self._done(Look.FOLLOWED, short_name(origin), "what it is linked with", hits)
        if not hits:
            return done
        roles = "\n".join(f"{self._number(one.document)}: {one.why}" for one in ways)
        return replace(done, text=f"{roles}\n\n{done.text}")

    def _read(self, arguments: Arguments) -> Done:
        document = self._document(arguments["document"])
        hits = self._places.within(document, arguments["about"], self._course.scope, _READ)
        return self._done(Look.READ, short_name(document), arguments["about"], hits)

    def _done(self, look: Look, about: str, why: str, hits: Sequence[Hit]) -> Done:
        step = self._course.step(look, about, why, hits)
        kept = tuple(hit for hit in hits if hit.document in step.found)
        return Done(self.shown(kept) or "Nothing was found.", step, kept)

    def _document(self, number: str) -> Document:
        document = self._known.get(self._numbers.get(number.strip().upper(), ""))
        if document is None:
            raise UsageError("there is no document of that number; use one that you were shown, such as D1")
        return document

    def _number(self, document: Document) -> str:
        if document.id not in self._known:
            self._known[document.id] = document
            self._numbers[f"D{len(self._known)}"] = document.id
        return next(number for number, id_ in self._numbers.items() if id_ == document.id)

    def _told(self, hit: Hit) -> str:
        chunk = replace(hit.chunk, text=hit.chunk.text[:_LONGEST_PLACE])
        authors = f"by: {', '.join(hit.document.authors)[:_LONGEST_WORDS]}\n" if hit.document.authors else ""
        return f"{self._number(hit.document)}\n{in_fence(authors + as_sent(Excerpt(hit.document, (chunk,), hit.score)))}"


def _checked(tool: Tool, given: Arguments | None) -> dict[str, str]:
    """The arguments as words, no longer than makes sense. Raises UsageError for what is none of the tool's, or missing."""
    if given is None:
        raise UsageError("the arguments are no JSON object")
    allowed = tool.parameters["properties"]
    if odd := sorted(str(name)[:40] for name in set(given) - set(allowed)):
        raise UsageError(f"{tool.name} takes no {', '.join(odd[:3])}; it takes {', '.join(allowed)}")
    read = dict(_read(given))
    if missing := [name for name in tool.parameters["required"] if name not in read]:
        raise UsageError(f"{tool.name} needs {', '.join(missing)}")
    return read


def _read(given: Arguments) -> Iterator[tuple[str, str]]:
    for name, value in given.items():
        if value is None:
            continue
        if not isinstance(value, str):
            raise UsageError(f"{name} is no text")
        if words := " ".join(value.split())[:_LONGEST_WORDS]:
            yield name, words


def _filters(arguments: Arguments) -> Filters:
    kind = arguments.get("kind")
    if kind is not None and kind not in set(Kind):
        raise UsageError(f"there is no kind of that name; the kinds are {', '.join(Kind)}")
    return Filters(
        kinds=(kind,) if kind else (),
        authors=(arguments["author"],) if "author" in arguments else (),
        after=_day(arguments, "after"),
        before=_day(arguments, "before"),
    )


def _day(arguments: Arguments, name: str) -> datetime | None:
    if name not in arguments:
        return None
    try:
        if _DAY.fullmatch(arguments[name]):
            return datetime.fromisoformat(arguments[name]).replace(tzinfo=UTC)
    except ValueError as error:
        raise UsageError(f"{name} is no day; write it as 2024-01-31") from error
    raise UsageError(f"{name} is no day; write it as 2024-01-31")
