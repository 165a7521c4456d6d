"""Documents that are a decision: ADRs, PEPs, RFCs, KEPs, design documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final

from assistant.domain.decisions import Decision, Origin
from assistant.domain.documents import Link
from assistant.domain.quotes import Quote
from ingest.enrichment.decisions.alternatives import alternatives_in
from ingest.enrichment.decisions.links import links_in
from ingest.enrichment.decisions.sections import DECISION, OUTCOMES, SUMMARIES, Section, named, sections_of, weighs
from ingest.enrichment.decisions.statuses import NAMES, Stated, status_of
from ingest.enrichment.decisions.text import MAX_STATEMENT, quote_at, quote_of, readable, says_something, shortened, unmarked
from ingest.formats.dates import find_date, parse_date
from ingest.formats.fields import people
from ingest.formats.headers import HeaderLine, first_of, header_lines
from ingest.parsed import Block, BlockKind, Parsed

_PROPOSED: Final = (
    "created",
    "date proposed",
    "proposed",
    "proposed on",
    "submitted",
    "date submitted",
    "start date",
    "date started",
    "started",
    "creation date",
    "date created",
    "created on",
    "date",
    "日期",
    "创建日期",
    "datum",
    "fecha",
    "日付",
)
_DECIDED: Final = (
    "decision date",
    "date decided",
    "decided",
    "decided on",
    "acceptance date",
    "date accepted",
    "accepted",
    "accepted on",
    "approval date",
    "approved",
    "approved on",
    "ratified",
    "resolved on",
    "resolution",
    "决定日期",
)
_DECIDERS: Final = (
    "deciders",
    "decider",
    "decision makers",
    "decision maker",
    "decided by",
    "approver",
    "approvers",
    "approved by",
    "bdfl delegate",
    "pep delegate",
    "delegate",
    "council delegate",
    "decision owner",
    "accountable",
    "决策人",
    "决策者",
    "决定者",
)
_SAID: Final = ("decision", "outcome", "decision outcome", "resolution", "决定", "结论", "recommendation")
_SERIES: Final = frozenset(
    "adr rfc pep jep kep dep gep tep xep bep eip erc bip cip sep rep "
    "sip tip proposal enhancement decision design spec architecture"
    " text".split()
)
_DESIGN: Final = frozenset("design designs spec specs architecture".split())
_NUMBERED: Final = re.compile(r"\s*(?:(?P<series>[A-Z]{2,5})[\s:#_-]{0,3}\d{1,6}\b|\d{1,5}[.:)]\s)")
_PROPOSES: Final = re.compile(
    r"\s*(?:proposal|rfc|adr|design doc(?:ument)?|decision(?: record)?|technical proposal)\s*[:：–—-]", re.IGNORECASE
)
_STEM: Final = re.compile(r"(?:[a-z]{2,10}[-_ ]?)?\d{1,8}(?=\D|$)", re.IGNORECASE)
_INDEXES: Final = frozenset("readme index overview changelog contributing toc _index".split())
_TO_FILL: Final = re.compile(r"\W{0,3}(?:\{[^}]+\}|\[[^\]]+\s[^\]]+\](?!\()|<[^>]+>)\W*$")
_HINDSIGHT: Final = frozenset(
    {"root cause", "root causes", "lessons learned", "lessons", "what went well", "what went wrong", "what went badly"}
)
_ARGUED: Final = frozenset(
    {"abstract", "motivation", "rationale", "proposal", "proposed change", "problem description", "背景"}
)
_CHOSEN: Final = re.compile(
    r"(?:chosen|selected|preferred) (?:option|solution"
    r"|alternative)s?\s*[:：]?\s*[*_]{0,2}\s*(?P<mark>[\"“*_`\[]{0,3})(?P<name>[^\n]{1,200})",
    re.IGNORECASE,
)
_CHOSEN_END: Final = re.compile(r"[\"”*_`\]]|,?\s+(?:because|since|as|in order|to)\s|[.;,]\s|[.;,]$", re.IGNORECASE)
_Y_STATEMENT: Final = re.compile(
    r"\bin the context of\b.{3,600}?\bfacing\b.{3,600}?\b(?:decided|chose|opted|choose|decide)\b", re.IGNORECASE | re.DOTALL
)
_REPLACED_BY: Final = re.compile(r"\b(?:superseded|replaced|obsoleted)\s+by\b[^.;]{0,80}", re.IGNORECASE)
_PROPOSAL: Final = re.compile(
    r"\b(?:propos\w+|introduc\w+|recommends?|we (?:will|should|want to)"
    r"|this (?:pep|rfc|jep|dep|adr|eip|bip|tip|document|specification)"
    r" (?:also )?(?:add|aim|chang|codif|cover|defin|deprecat|describ"
    r"|document|establish|extend|formal|outlin|present|provid|remov|replac"
    r"|seek|set|specif|standard)\w*)\b",
    re.IGNORECASE,
)
"""Words by which a paragraph says what is to be done, rather than how things are."""
_UNDECIDED: Final = re.compile(
    r"\W{0,4}(?:none|not|no|nothing|tb[dac]|to be|pending|open|yet|待定|未定"
    r"|尚未)\b(?:\W+\w+){0,4}\W*$|\W{0,4}(?:not yet|to be|待定|未定|尚未)",
    re.IGNORECASE,
)
MAX_ABRUPT: Final = 60
"""A statement of so few characters, such as "Rejected, for two reasons", goes on in what stands below it."""
_DECIDED_BY: Final = re.compile(
    r"^\W{0,4}(?:deciders?|decision[ -]makers?|decided by|决策人|决策者)[*_]{0,3}\s*[:：][*_]{0,3}\s*(\S.{0,400})$",
    re.IGNORECASE | re.MULTILINE,
)
_DAY_URL: Final = re.compile(r"\d{1,2}-[A-Z][a-z]{2}-\d{4}|\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Paper:
    """A document as a candidate for a decision."""

    parsed: Parsed
    path: str

    @cached_property
    def header(self) -> list[HeaderLine]:
        """The pairs that it opens with."""
        return header_lines(self.parsed.blocks)

    @cached_property
    def sections(self) -> list[Section]:
        """All of them, in order."""
        return sections_of(self.parsed.blocks)

    @cached_property
    def stated(self) -> Stated:
        """Its status, in its own words."""
        return status_of(self.header, self.sections, self.path)

    @cached_property
    def decision(self) -> Section | None:
        """The section that says what was decided."""
        return next((one for one in named(self.sections, DECISION) if any(map(says_something, one.whole))), None)


def record_in(parsed: Parsed, path: str) -> Decision | None:
    """The decision that a document is; None where its form is not one of a decision."""
    paper = Paper(parsed, path)
    if not is_record(paper):
        return None
    statement, quote = _statement(paper)
    if not statement:
        return None
    links = list(links_in(paper.header, _status_blocks(paper), paper.sections, parsed.blocks, in_part=paper.stated.in_part))
    stated, on = paper.stated, paper.stated.settled_on
    if not stated.words:
        stated = _replaced(links)
    quotes = [quote, stated.quote, *_outcome(paper), *(one for _, one in links)]
    return Decision(
        title=parsed.title,
        statement=statement,
        origin=Origin.RECORD,
        stated=stated.words,
        proposed_on=_day(paper.header, _PROPOSED) or (parsed.created_at.date() if parsed.created_at else None),
        decided_on=_decided_on(paper.header) or on,
        deciders=_deciders(paper),
        alternatives=alternatives_in(paper.sections, _chosen(paper) or (statement if paper.decision else ""), _decided(paper)),
        links=tuple(link for link, _ in links),
        quotes=tuple(dict.fromkeys(one for one in quotes if one)),
    )


def is_record(paper: Paper) -> bool:
    """Whether its form is a decision's: a status with what proposals have, a section that decides, a number in a series."""
    stem = PurePosixPath(paper.path).stem.casefold()
    title = paper.parsed.title
    if paper.stated.is_placeholder or _is_template(stem, title, paper.stated):
        return False
    names = {one.name for one in paper.sections}
    if paper.decision is not None and paper.decision.name != "decisions":
        return stem not in _INDEXES or paper.stated.is_known
    if names & _HINDSIGHT:
        return False
    if paper.stated.is_known and (
        in_series(paper.path) or _has_number(paper) or names & _ARGUED or any(map(weighs, paper.sections))
    ):
        return True
    if stem in _INDEXES:
        return False
    if paper.stated.is_short and _has_records_form(paper, names):
        return True
    if _is_y_statement(paper):
        return True
    proposes = bool(names & set(SUMMARIES)) or bool(_PROPOSES.match(title))
    folders = (_folders(paper.path) & _SERIES) - _DESIGN
    numbered = _NUMBERED.match(title)
    of_series = bool(numbered and numbered["series"] and numbered["series"].casefold() in _SERIES)
    in_a_series = bool(folders or of_series or _PROPOSES.match(title)) and proposes
    return in_a_series and (_has_number(paper) or bool(_PROPOSES.match(title)) or any(map(weighs, paper.sections)))


def _has_records_form(paper: Paper, names: set[str]) -> bool:
    """Whether it is numbered in a series of decisions, or is told as one is and has a number or names who decided or when: then
    its status is one, whatever its words."""
    numbered = _NUMBERED.match(paper.parsed.title)
    in_a_series = _folders(paper.path) & (_SERIES - _DESIGN - {"text"}) or (
        numbered and (numbered["series"] or "").casefold() in _SERIES
    )
    told = names & {*_ARGUED, "context"} or any(map(weighs, paper.sections))
    settled = first_of(paper.header, (*_DECIDERS, *_DECIDED))
    return bool(_has_number(paper) and in_a_series) or bool(told and (_has_number(paper) or settled))


def _is_template(stem: str, title: str, stated: Stated) -> bool:
    """Whether it is there to be copied."""
    named = "template" in re.split(r"[\W_]+", stem) or title.casefold().endswith(" template")
    return (named and not stated.is_known) or bool(_TO_FILL.match(title))


def in_series(path: str) -> bool:
    """Whether a folder above it is named for records of decisions."""
    return bool(_folders(path) & _SERIES)


def _folders(path: str) -> set[str]:
    words = re.findall(r"[^\W\d_]+", " ".join(PurePosixPath(path.casefold()).parts[:-1]))
    return {word.removesuffix("s") for word in words} | set(words)


def _has_number(paper: Paper) -> bool:
    """In its title or the name of its file or folder."""
    place = PurePosixPath(paper.path)
    return bool(_NUMBERED.match(paper.parsed.title) or _STEM.match(place.stem) or re.match(r"\d{1,6}(?=\D)", place.parent.name))


def _replaced(links: Iterable[tuple[Link, Quote]]) -> Stated:
    """The status of a document that states none but says that another took its place."""
    by = next(((link, quote) for link, quote in links if link.relation == "superseded-by"), None)
    match = _REPLACED_BY.search(by[1].text) if by else None
    return Stated(readable(match[0]).strip(" .")[:100], quote=by[1]) if by and match else Stated()


def _status_blocks(paper: Paper) -> list[Block]:
    """What stands below "Status", and the lines of the header that state it."""
    below = [block for one in paper.sections if one.name in NAMES for block in one.own]
    line = first_of(paper.header, NAMES)
    return [*([Block(BlockKind.PARAGRAPH, line.text, line.line)] if line else []), *below]


def _statement(paper: Paper) -> tuple[str, Quote | None]:
    """What was decided: the option that was chosen, the section that decides, the header's outcome, the summary of a
    proposal, or its first paragraph."""
    if paper.decision is not None:
        chosen = _chosen_line(paper)
        found = chosen or _first_words(paper.decision.whole)
        if found[0] and not _UNDECIDED.match(found[0]):
            return found
    said = first_of(paper.header, _SAID)
    if said is not None and "://" not in said.value and len(said.value.split()) > 2:
        return shortened(readable(said.value), MAX_STATEMENT), Quote(said.text.strip()[:300], said.line)
    if _is_y_statement(paper):
        block = next(block for block in paper.parsed.blocks if _Y_STATEMENT.search(block.text[:3000]))
        return shortened(readable(block.text), MAX_STATEMENT), quote_at(block)
    top = min((one.heading.level for one in paper.sections), default=0)
    outer = [one for one in paper.sections if one.heading.level == top]
    for section in (*named(outer, SUMMARIES), *named(paper.sections, SUMMARIES)):
        found = _proposal(section)
        if found[0]:
            return found
    taken = {line.text for line in paper.header}
    prose = [
        block for block in paper.parsed.blocks if block.kind is not BlockKind.HEADING and block.text.split("\n")[0] not in taken
    ]
    return _first_words(prose)


def _proposal(section: Section) -> tuple[str, Quote | None]:
    """Of a summary the paragraph that says what is proposed, where one of the first does; else the first."""
    prose = [block for block in section.whole[:6] if says_something(block) and block.kind is BlockKind.PARAGRAPH]
    telling = next((block for block in prose[:3] if _PROPOSAL.search(block.text[:1500])), None)
    return _first_words([*([telling, *section.whole[section.whole.index(telling) + 1 :]] if telling else section.whole)])


def _first_words(blocks: Iterable[Block]) -> tuple[str, Quote | None]:
    """The first paragraph, with the list below it where it announces one, or the items of a list."""
    waiting: tuple[str, Quote | None] = ("", None)
    for block in blocks:
        if waiting[0]:
            items = _items(block) if block.kind is BlockKind.LIST else ""
            return (shortened(f"{waiting[0]} {items}".strip(), MAX_STATEMENT), waiting[1])
        if not says_something(block):
            continue
        words = _items(block) if block.kind is BlockKind.LIST else readable(block.text)
        if len(words) < 3:
            continue
        if words.endswith((":", "：")) or len(words) < MAX_ABRUPT:
            waiting = (words, quote_at(block))
            continue
        return shortened(words, MAX_STATEMENT), quote_at(block)
    return waiting


def _items(block: Block) -> str:
    lines = block.text[:3000].split("\n")
    return "; ".join(filter(None, (readable(unmarked(line)).rstrip(";") for line in lines[:40])))


def _chosen_line(paper: Paper) -> tuple[str, Quote | None] | None:
    """The paragraph that says `Chosen option: …`."""
    for block in paper.decision.whole if paper.decision else ():
        match = _CHOSEN.search(block.text[:2000])
        if match and block.kind is not BlockKind.CODE:
            words = readable(block.text)
            return shortened(words, MAX_STATEMENT), quote_of([block], match[0].split("\n")[0]) or quote_at(block)
    return None


def _chosen(paper: Paper) -> str:
    for block in paper.decision.whole if paper.decision else ():
        match = _CHOSEN.search(block.text[:2000])
        if match:
            return _CHOSEN_END.split(match["name"])[0].strip()
    return ""


def _decided(paper: Paper) -> str:
    """All that the section which decides says."""
    prose = filter(says_something, paper.decision.whole[:20] if paper.decision else ())
    return " ".join(readable(block.text) for block in prose if block.kind is not BlockKind.HEADING)


def _outcome(paper: Paper) -> Iterator[Quote]:
    """The first line of a section in which a proposal says how it ended."""
    for section in paper.sections:
        if OUTCOMES.fullmatch(section.name) and section is not paper.decision:
            block = next(filter(says_something, section.own), None)
            quote = quote_at(block) if block else None
            if quote:
                yield quote
                return


def _is_y_statement(paper: Paper) -> bool:
    return any(_Y_STATEMENT.search(block.text[:3000]) for block in paper.parsed.blocks[:12])


def _day(header: Sequence[HeaderLine], names: Sequence[str]) -> date | None:
    for name in names:
        line = first_of(header, (name,))
        found = parse_date(line.value) if line else None
        if found:
            return found.date()
    return None


def _decided_on(header: Sequence[HeaderLine]) -> date | None:
    for name in _DECIDED:
        line = first_of(header, (name,))
        if line is None:
            continue
        days = _DAY_URL.findall(readable(line.value)) or [line.value]
        found = find_date(days[-1])
        if found:
            return found.date()
    return None


def _deciders(paper: Paper) -> tuple[str, ...]:
    """By the header, else by a line or a section of their own anywhere."""
    said = [line.value for line in paper.header if line.name in _DECIDERS]
    if not said:
        blocks = [block for block in paper.parsed.blocks if block.kind in {BlockKind.PARAGRAPH, BlockKind.LIST}]
        said = [match[1] for block in blocks for match in _DECIDED_BY.finditer(block.text[:2000])]
        said += [_items(one.own[0]).replace(";", ",") for one in paper.sections if one.name in _DECIDERS and one.own]
    named = (name for value in said if not _UNDECIDED.match(value) for name in people(value))
    return tuple(dict.fromkeys(name.lstrip("@") for name in named if not re.search(r"://|[()]", name)))[:30]
