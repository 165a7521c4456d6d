"""Where in a document's chunks its decisions, terms and contributions stand."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Chunk, Document
from assistant.domain.extracted import Extracted
from assistant.domain.quotes import Quote


def settled(extracted: Extracted, document: Document, chunks: Sequence[Chunk]) -> Extracted:
    """What was taken out of a document with its ids, and with its quotes in the chunks that they stand in.

    A quote that stands in no chunk is dropped, and with it the term that it defines: nothing is claimed that can't be shown.
    """
    terms = [(term, _placed([term.quote], chunks)) for term in extracted.terms]
    return Extracted(
        decisions=tuple(_decisions(extracted.decisions, document, chunks)),
        terms=tuple(replace(term, quote=quotes[0]) for term, quotes in terms if quotes),
        contributions=tuple(replace(one, quotes=_placed(one.quotes, chunks)) for one in extracted.contributions),
    )


def _decisions(decisions: Iterable[Decision], document: Document, chunks: Sequence[Chunk]) -> Iterable[Decision]:
    decisions = tuple(decisions)
    is_log = sum(one.origin is Origin.RECORD for one in decisions) > 1
    seen: Counter[str] = Counter()
    for decision in decisions:
        # A record is its document. Of a log's rows and of minutes' conclusions each is known by its title, so that a person's
        # correction meets the right one whatever is put above it.
        own = "" if decision.origin is Origin.RECORD and not is_log else _own(decision)
        seen[own] += 1
        name = f"{document.id}\0{own}\0{seen[own]}"
        yield replace(
            decision,
            id=hashlib.sha256(name.encode()).hexdigest()[:16],
            document_id=document.id,
            quotes=_placed(decision.quotes, chunks),
        )


def _own(decision: Decision) -> str:
    return " ".join(re.findall(r"\w+", decision.title.casefold()))


def _placed(quotes: Iterable[Quote], chunks: Sequence[Chunk]) -> tuple[Quote, ...]:
    placed = ((quote, _ordinal(quote, chunks)) for quote in quotes)
    return tuple(replace(quote, ordinal=ordinal) for quote, ordinal in placed if ordinal is not None)


def _ordinal(quote: Quote, chunks: Sequence[Chunk]) -> int | None:
    holding = [chunk for chunk in chunks if quote.text and quote.text in chunk.text]
    at_line = [chunk for chunk in holding if chunk.anchor.line <= quote.line <= chunk.anchor.last_line]
    return next((chunk.ordinal for chunk in at_line or holding), None)
