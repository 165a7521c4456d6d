"""Terms and acronyms that a document defines, each with the words that define it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from assistant.domain.glossary import Term
from assistant.domain.quotes import Quote
from ingest.enrichment.glossary.acronyms import Effort, Found, acronyms, named
from ingest.enrichment.glossary.letters import agree, allowed, is_short_form, singular
from ingest.enrichment.glossary.lists import Row, is_glossary_heading, marked_up, rows_of
from ingest.enrichment.glossary.markup import MAX_QUOTE, WALL, Prose, prose_of
from ingest.enrichment.glossary.sentences import expansion, sentences
from ingest.parsed import Block, BlockKind, Parsed

MAX_TERMS: Final = 300
MAX_FINDS: Final = 3000
"""So many are looked at, with those that say what another has said."""
_MEANINGS_EACH: Final = 3
_MAX_NAME: Final = 60
_MAX_WORDS: Final = 6
_MAX_MEANING: Final = 400
_LINKED: Final = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()\s]{0,500}\)|\[([^\[\]]{0,200})\]\[[^\[\]]{0,100}\]")
_ROLE: Final = re.compile(
    r":[a-z:]{2,20}:`([^`<>]{1,200}?)(?: ?<[^<>`]{1,300}>)?`|`([^`<>]{1,200}?) ?<[^<>`]{1,300}>`__?|`([^`]{1,200})`_+"
)
_MARKS: Final = re.compile(
    r"\*\*|``|[*`“”]|(?<![\w_])_(?!_)|(?<!_)_(?![\w_])|"
    r"</?(?:a|abbr|b|br|code|dfn|em|i|kbd|p|small|span|strong|sub|sup|tt|u)\b[^<>]{0,200}>"
)
_CODE_ONLY: Final = re.compile(r"\s*(`{1,2})[^`]*\1\W*")
_TARGET: Final = re.compile(r"\s*\[[^\[\]]*\]$")
"""The first half of a link's target: `[AGS]: ./goals.md`."""
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s|(?<=[。！？])")
_REQUIREMENT: Final = re.compile(
    r"(?:(?:MUST|SHALL|SHOULD|MAY|REQUIRED|RECOMMENDED|OPTIONAL)(?:\s+NOT)?[\s,/]*(?:or|and)?\s*)+", re.IGNORECASE
)
_GENERIC: Final = frozenset(
    "note notes example examples e.g. i.e. see todo fixme warning tip important caution status date author authors summary "
    "term terms definition definitions acronym meaning name description where for if and but this that it these those there "
    "however also thus then here we i you they what why how when who 注 注意 例如 说明 术语 rationale reasons motivation "
    "background which whose foo bar baz good bad better worse best pro pros "
    "con cons yes no before after old new input output result returns default".split()
)
_PEOPLE_LINE: Final = re.compile(
    r"\W*(?:presenters?|presented|speakers?|attendees|attendance|present|pa"
    r"rticipants|remote|champions?|authors?|editors?|facilitators?|chairs?|"
    r"note[ -]?takers?|scribes?|reviewers?|members|observers|guests|regrets|出席|参会|主持)\b[^\n:：]{0,40}[:：]",
    re.IGNORECASE,
)
_AVOIDED: Final = re.compile(r"\b(?:avoid|do not use|don't use|forbidden|banned|not to use)|避免|禁用", re.IGNORECASE)
"""Style guides list such words, and say what they are not."""
_PEOPLE_FIELDS: Final = ("attendees", "speakers", "reviewers", "owners", "participants")
_PLACEHOLDER: Final = re.compile(r"[\W\d_]*|.*[=(){}<>¦|\\;@].*|.*(?:https?:|//).*", re.DOTALL)


def terms_in(parsed: Parsed) -> tuple[Term, ...]:
    """At most three hundred, in the order of the document: acronyms beside their full names, the rows of glossaries, and what
    sentences define."""
    gathered = _Gathered(people=frozenset(_people(parsed)))
    effort = Effort()
    headings: list[Block] = []
    title_says = is_glossary_heading(parsed.title)
    gathered.add_all(_of_title(parsed.title, parsed.blocks))
    for index, block in enumerate(parsed.blocks):
        if gathered.full:
            break
        if block.kind is BlockKind.HEADING:
            headings = [*(above for above in headings if above.level < block.level), block]
            gathered.add_all(_of_title(block.text, parsed.blocks[index + 1 : index + 12]))
        elif block.kind is not BlockKind.CODE or ".. glossary::" in block.text[:40]:
            in_glossary = title_says or any(is_glossary_heading(above.text) for above in headings)
            in_glossary = in_glossary and not any(_AVOIDED.search(above.text) for above in headings)
            gathered.add_all(_of_block(block, effort, in_glossary=in_glossary))
    return tuple(gathered.terms)


def _people(parsed: Parsed) -> Iterator[str]:
    """Who is named by the document's fields: minutes write `Ana Ruiz (AR)`, and that is no term."""
    named = [*parsed.authors, *(name for key in _PEOPLE_FIELDS for name in parsed.fields.get(key, ()))]
    for name in named:
        yield " ".join(re.split(r"[(,<]", name, maxsplit=1)[0].casefold().split())


@dataclass(slots=True)
class _Gathered:
    """The terms found so far: none twice, none with more than three meanings, and not too many."""

    people: frozenset[str] = frozenset()
    """Names whose initials are no terms."""
    terms: list[Term] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _meanings: Counter[str] = field(default_factory=Counter)
    _full_names: dict[str, int] = field(default_factory=dict)
    _finds: int = 0

    @property
    def full(self) -> bool:
        return len(self.terms) >= MAX_TERMS or self._finds >= MAX_FINDS

    def add_all(self, terms: Iterator[Term]) -> None:
        for term in terms:
            name, meaning = term.name.casefold(), " ".join(term.meaning.casefold().split())
            if self.full:
                return
            self._finds += 1
            if meaning in self.people or (term.is_acronym and _PEOPLE_LINE.match(term.quote.text)):
                continue
            if (name, meaning) in self._seen or self._meanings[name] >= _MEANINGS_EACH:
                continue
            self._seen.add((name, meaning))
            if not self._explains(name, term):
                self._meanings[name] += 1
                self.terms.append(term)

    def _explains(self, name: str, term: Term) -> bool:
        """Whether the document has given the acronym's full name already: what it means is told behind that."""
        is_full_name = term.is_acronym and _is_full_name(term)
        if is_full_name:
            self._full_names.setdefault(name, len(self.terms))
            return False
        at = self._full_names.pop(name, None) if term.is_acronym else None
        if at is None:
            return False
        self.terms[at] = replace(term, meaning=f"{self.terms[at].meaning}: {term.meaning}")
        return True


def _is_full_name(term: Term) -> bool:
    words = term.meaning.split()
    return len(words) <= 12 and agree(term.name, words) <= allowed(term.name)


def _of_title(title: str, below: Sequence[Block]) -> Iterator[Term]:
    """The acronym of a title or heading. Its words are in no chunk"
    ", so that the first line below which uses them bears it out."""
    found = named(title[:300])
    if found is None:
        return
    quotes = (_line_with(found, block) for block in below if block.kind is not BlockKind.HEADING)
    ranked = sorted((quote for quote in quotes if quote is not None), key=lambda one: one[0])
    if ranked:
        yield Term(found.name, found.meaning, ranked[0][1], is_acronym=True)


def _line_with(found: Found, block: Block) -> tuple[int, Quote] | None:
    """The first sentence of a block that has the full name (0) or the acronym (1), else how the block begins (2)."""
    prose = prose_of(block)
    for rank, words in enumerate((found.meaning, found.name)):
        match = re.search(rf"(?<![\w/]){re.escape(words)}", prose.read, re.IGNORECASE)
        if match:
            return rank, prose.quote(match.start(), match.end())
    return (2, prose.quote(0, 1)) if prose.text.strip() else None


def _of_block(block: Block, effort: Effort, *, in_glossary: bool) -> Iterator[Term]:
    prose = prose_of(block)
    for row in marked_up(prose):
        yield from _term(row, prose, limit=_MAX_MEANING)
    for row in rows_of(block, prose, in_glossary=in_glossary):
        yield from _term(row, prose, limit=_MAX_MEANING)
    if "(" in prose.read or "（" in prose.read:
        for found in acronyms(prose.read, effort):
            yield Term(found.name, found.meaning, prose.quote(found.start, found.end), is_acronym=True)
    for row in sentences(prose.read):
        short = singular(row.term.strip())
        if is_short_form(short):
            full = expansion(row.meaning)
            words = full.split()
            if 1 < len(words) <= 20 and effort.spend() and agree(short, words) <= allowed(short) + 1:
                yield Term(short, full, prose.quote(row.start, row.end), is_acronym=True)
        elif " " in row.meaning.strip():
            yield from _term(row, prose, limit=200)


def _term(row: Row, prose: Prose, *, limit: int) -> Iterator[Term]:
    """The term of a row, if it is one: not a placeholder, a requirement's word, or a line that only looks like a row."""
    name = _clean(row.term).strip(" :：.,;-–—'\"‘’")
    meaning = _shortened(_clean(row.meaning).lstrip(" :：-–—=,.").strip(), limit)
    short = singular(name)
    is_acronym = is_short_form(short)
    if is_acronym:
        name = short
    if not _is_name(name) or _CODE_ONLY.fullmatch(row.meaning) or (_TARGET.fullmatch(row.term) and "/" in row.meaning):
        return
    if not any(map(str.isalpha, meaning)) or meaning.casefold() == name.casefold() or meaning.startswith("not."):
        return
    if not is_acronym and len(meaning.split()) < 2 and meaning.isascii():
        return
    start = row.start + len(prose.text[row.start : row.end]) - len(prose.text[row.start : row.end].lstrip())
    yield Term(name, meaning, prose.quote(start, min(row.end, start + MAX_QUOTE)), is_acronym)


def _is_name(name: str) -> bool:
    if not name or len(name) > _MAX_NAME or len(name.split()) > _MAX_WORDS or WALL in name:
        return False
    if name.casefold() in _GENERIC or name.split(maxsplit=1)[0].casefold() in {
        "this",
        "these",
        "those",
        "if",
        "when",
        "see",
        "we",
        "it",
    }:
        return False
    if _PLACEHOLDER.fullmatch(name) or _REQUIREMENT.fullmatch(name):
        return False
    return len(name) > 1 or not name.isascii()


def _clean(text: str) -> str:
    """Markup out, white space to single spaces."""
    text = _LINKED.sub(lambda match: match[1] or match[2] or "", text)
    text = _ROLE.sub(lambda match: match[1] or match[2] or match[3], text)
    return " ".join(_MARKS.sub("", text).split())


def _shortened(meaning: str, limit: int) -> str:
    """Whole sentences up to the limit, at least the first."""
    kept = ""
    for sentence in _SENTENCE_END.split(meaning):
        if kept and len(kept) + len(sentence) > limit:
            break
        kept = f"{kept} {sentence}".strip()
    return kept if len(kept) <= limit else kept[: limit - 1].rstrip() + "…"
