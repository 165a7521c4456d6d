"""Takes pairs out of documents. Pure; read `mined` first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, islice, pairwise
from typing import Final

from assistant.domain.documents import Document, Kind
from assistant.evaluation.metrics import tokens
from assistant.ports import IndexedChunk, IndexedDocument
from assistant.tuning.pairs import Origin, Pair
from assistant.tuning.ports import Praised, Tie
from assistant.tuning.wording import as_embedded, bare, common, fits_as_question, headings, is_prose, plain, titles

PER_TITLE: Final = 2
PER_DOCUMENT: Final = 8
"""Headings, or replies, of one document: a handbook of a thousand sections must not be all that is learned."""
_PER_CITED: Final = 2
_SHORTEST_ASKED: Final = 6
"""Tokens of a question in a thread: `Why?` alone asks nothing."""
_CONVERSATIONS: Final = frozenset({Kind.CODE_REVIEW, Kind.THREAD})
_TURN: Final = re.compile(r"^@?[^\s:>][^:\n]{0,40}: ", re.MULTILINE)
_ASKED: Final = re.compile(r"[^.!?。！？\n]*[^.!?。！？\n\s][?？]")
_QUOTED: Final = re.compile(r"^>.*$", re.MULTILINE)


def mined(library: Sequence[IndexedDocument], ties: Sequence[Tie], praised: Sequence[Praised]) -> list[Pair]:
    """All pairs of all documents, each question with what answers it, in a fixed order.

    Headings and titles that many documents share are left out: how many share them says so, not a list.
    """
    shared_titles, shared_headings = common(titles(library), len(library)), common(headings(library), len(library))
    by_id = {one.document.id: one for one in library}
    pairs = [pair for question in praised for pair in _from_praise(question, by_id)]
    pairs += [pair for tie in ties for pair in _from_tie(tie, by_id, shared_titles)]
    for one in library:
        pairs += islice(_from_replies(one), PER_DOCUMENT)
        pairs += islice(_from_headings(one, shared_headings), PER_DOCUMENT)
        pairs += islice(_from_title(one, shared_titles), PER_TITLE)
    return pairs


def _pair(question: str, origin: Origin, document: Document, chunk: IndexedChunk, asked_in: str) -> Iterator[Pair]:
    """The pair, if enough is left of the chunk without the question."""
    text = as_embedded(document, chunk, question)
    if fits_as_question(question) and is_prose(text):
        yield Pair(question, text, origin, document.id, chunk.key, asked_in)


def _from_title(one: IndexedDocument, shared: frozenset[str]) -> Iterator[Pair]:
    title = bare(one.document.title)
    if plain(title) not in shared:
        for chunk in one.chunks:
            if is_prose(chunk.text):
                yield from _pair(title, Origin.TITLE, one.document, chunk, one.document.id)


def _from_headings(one: IndexedDocument, shared: frozenset[str]) -> Iterator[Pair]:
    """The innermost heading of each section with the section's first chunk that can be read."""
    title = plain(bare(one.document.title))
    for path, section in groupby(one.chunks, key=lambda chunk: chunk.headings):
        heading = bare(path[-1]) if path else ""
        if not heading or plain(heading) in shared or plain(heading) == title:
            continue
        origin = Origin.FAQ if heading.endswith(("?", "？")) else Origin.HEADING
        found = (pair for chunk in section for pair in _pair(heading, origin, one.document, chunk, one.document.id))
        yield from islice(found, 1)


def _from_replies(one: IndexedDocument) -> Iterator[Pair]:
    """Each last question of a turn with the chunk in which the next person replies."""
    if one.document.kind not in _CONVERSATIONS:
        return
    for (said, _), (reply, chunk) in pairwise(_turns(one.chunks)):
        if _speaker(said) == _speaker(reply) or not is_prose(reply):
            continue
        words = _QUOTED.sub("", _TURN.sub("", said, count=1))
        asked = [match[0].strip() for match in _ASKED.finditer(words) if len(tokens(match[0])) >= _SHORTEST_ASKED]
        if asked:
            yield from _pair(asked[-1], Origin.REPLY, one.document, chunk, one.document.id)


def _turns(chunks: Sequence[IndexedChunk]) -> Iterator[tuple[str, IndexedChunk]]:
    """What each person said without a break, and the chunk in which they begin. The first chunk is the one that opens."""
    for chunk in chunks:
        starts = [match.start() for match in _TURN.finditer(chunk.text)]
        if not starts or starts[0] > 0:
            starts.insert(0, 0)
        for start, end in pairwise([*starts, len(chunk.text)]):
            yield chunk.text[start:end].strip(), chunk


def _speaker(turn: str) -> str:
    match = _TURN.match(turn)
    return match[0] if match else ""


def _from_tie(tie: Tie, by_id: Mapping[str, IndexedDocument], shared: frozenset[str]) -> Iterator[Pair]:
    """Both ways: who knows the issue looks for what closed it, who reads the change looks for why."""
    for asked_in, found_in in ((tie.document_id, tie.other_id), (tie.other_id, tie.document_id)):
        asking, answering = by_id.get(asked_in), by_id.get(found_in)
        if asking is None or answering is None:
            continue
        title = bare(asking.document.title)
        if plain(title) not in shared:
            found = (
                pair for chunk in answering.chunks for pair in _pair(title, Origin.LINK, answering.document, chunk, asked_in)
            )
            yield from islice(found, 1)


def _from_praise(praised: Praised, by_id: Mapping[str, IndexedDocument]) -> Iterator[Pair]:
    """The question with the chunks of what was cited that share most of its words: an answer's record names documents."""
    asked = set(tokens(praised.question))
    for document_id in praised.cited:
        one = by_id.get(document_id)
        if one is None:
            continue
        ranked = sorted(one.chunks, key=lambda chunk: (-len(asked & set(tokens(chunk.text))), chunk.key))
        for chunk in ranked[:_PER_CITED]:
            for pair in _pair(praised.question, Origin.PRAISED, one.document, chunk, ""):
                yield replace(pair, misled=praised.misled)
