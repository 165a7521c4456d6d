"""Checks a generator's words while they stream: markers against the evidence, links against its documents. Pure.

    checked = CheckedText(evidence)
    async for piece in generator.stream(messages):
        show(checked.feed(piece))
        if checked.ended:
            break
    show(checked.close())
    checked.citations

A sentence is checked as a whole, because a marker can only be judged together with its sentence and a link only when it is
whole. What goes out before a sentence's end are plain words at its beginning, which stay as they are in any case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assistant.answering.citing.claims import claims_something, is_table_row
from assistant.answering.citing.cleaning import Cleaner
from assistant.answering.citing.judging import Judge, Verdict, numbers
from assistant.answering.citing.links import LINK_REMOVED, MARKER, Allowed, reduce_code, reduce_links
from assistant.answering.citing.marking import mark_for, with_mark, with_marker
from assistant.answering.citing.noise import Noise
from assistant.answering.citing.plain_words import plain_length
from assistant.answering.citing.support import Reader, Support, language_of
from assistant.answering.citing.units import FENCE, LONGEST_WORD, next_unit
from assistant.answering.wording.prompting import NOT_IN_EVIDENCE, may_say_not_in_evidence, says_not_in_evidence
from assistant.domain.answers import Citation, Evidence
from assistant.domain.provenance import Repairs

FEW_WORDS = 2
"""A marker stands for the words since the last one, if they are at least so many, else for its sentence."""

_MARKERS = re.compile(rf"(?:[ \t]*{MARKER})+")
_ONE_MARKER = re.compile(MARKER)
_ITEM_NUMBER = re.compile(r"\A\s*\d{1,3}[.)]\s")
_TARGET = re.compile(r"\]\([^()\s]*\)")
_ADDRESS = re.compile(r"https?://\S+")

Unsupported: TypeAlias = Literal["mark", "drop", "show"]
"""What becomes of a sentence that claims something and that no excerpt bears out."""


@dataclass
class Tally:
    """What was mended, as `Repairs` tells it."""

    dangling_markers: int = 0
    moved_markers: int = 0
    unsupported_markers: int = 0
    removed_links: int = 0
    unsupported_sentences: int = 0

    @property
    def repairs(self) -> Repairs:
        """The same, for keeping."""
        return Repairs(
            dangling_markers=self.dangling_markers,
            moved_markers=self.moved_markers,
            unsupported_markers=self.unsupported_markers,
            removed_links=self.removed_links,
            unsupported_sentences=self.unsupported_sentences,
        )


class CheckedText:
    """Fed with a generator's pieces, it gives out text whose markers and links have been checked.

    `text` is all that was given out. `abstained` is true when the generator replied that the evidence holds no answer, or when
    nothing that it claimed is borne out and is to be dropped; nothing is given out then. `ended` is true when nothing more is
    to be expected of the generator. Where `ahead` is false, nothing of a sentence is given out before its end. `instructions`
    is the prompt's own text, which is no answer.
    """

    def __init__(
        self, evidence: Evidence, *, unsupported: Unsupported = "mark", instructions: str = "", ahead: bool = True
    ) -> None:
        self._evidence = evidence
        urls = frozenset(excerpt.document.url.partition("#")[0] for excerpt in evidence.excerpts if excerpt.document.url)
        self._allowed = Allowed(urls, "\n".join(excerpt.text for excerpt in evidence.excerpts))
        self._reader = Reader()
        self._judge = Judge(evidence, self._reader)
        self._cleaner, self._noise = Cleaner(), Noise(evidence, instructions)
        self._unsupported = unsupported
        self._waiting = self._held = ""
        self._ahead, self._shown = ahead and unsupported != "drop", 0
        self._line_start = self._first = True
        self._in_table = False
        self._statement, self._language = "", ""
        self._marked_last: frozenset[int] = frozenset()
        self._borne_out: dict[int, Support] = {}
        self._claims = self._dropped = 0
        self._said_not_in_evidence = False
        self.text = ""
        self.abstained = self.ended = False
        self.tally = Tally()

    def feed(self, piece: str) -> str:
        """Take in a piece of any size; what can be given out now, often nothing."""
        if self.ended:
            return ""
        self._waiting += self._cleaner.feed(piece)
        return self._give_out(final=False)

    def close(self) -> str:
        """The end of the generator's words; the rest of the text."""
        if self.ended:
            return self._rest_of_all("")
        self._waiting += self._cleaner.close()
        return self._rest_of_all(self._give_out(final=True))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """For each marker in the text, by number, the words that best bear out one of its sentences."""
        found = sorted(self._borne_out.items())
        documents = [excerpt.document for excerpt in self._evidence.excerpts]
        return tuple(Citation(number, s.quote, documents[number - 1], s.chunk) for number, s in found)

    @property
    def unusable(self) -> str:
        """Why nothing of what came can be shown, to go on from the generator's name; "" where there is an answer, or an
        abstention. Ask it after the end."""
        return "" if self.abstained or re.search(r"\w", self.text) else self._noise.reason

    def _give_out(self, *, final: bool) -> str:
        given = []
        while not self.ended and self._waiting:
            length = next_unit(self._waiting, line_start=self._line_start, final=final)
            if not length:
                break
            length = max(length, self._shown)
            unit, self._waiting = self._waiting[:length], self._waiting[length:]
            if self._first and unit.strip():
                self._first, self.abstained = False, says_not_in_evidence(unit)
            if not self.abstained:
                given.append(self._checked(unit))
            self._line_start = unit.endswith("\n")
            if length == LONGEST_WORD and not unit[-1].isspace():
                # An address broken in two must not grow together again.
                self._waiting = f" {self._waiting}"
            self.ended = self._noise.is_endless
        if self._ahead and not (final or self.abstained or self.ended):
            given.append(self._plain_words())
        return "".join(given)

    def _rest_of_all(self, given: str) -> str:
        """What is held back until it is known whether anything is claimed behind it; or that nothing was."""
        if self._unsupported == "drop" and not self._claims and self._dropped:
            self.abstained, self._held = True, ""
        if self._said_not_in_evidence and not self._claims and not re.search(r"\w", self.text):
            self.abstained = True
        held, self._held = self._held, ""
        self.text += held
        return given + held

    def _plain_words(self) -> str:
        """What can be shown of a sentence that has not ended."""
        if (self._first and may_say_not_in_evidence(self._waiting)) or (self.text.endswith("]") and self._waiting[:1] == "("):
            return ""
        length = plain_length(self._waiting, self._shown, line_start=self._line_start)
        if length <= self._shown:
            return ""
        shown, self._shown = self._shown, max(self._shown, self._noise.showable(self._waiting, length))
        words = self._waiting[shown : self._shown]
        self.text += words
        return words

    def _checked(self, unit: str) -> str:
        fence = FENCE.match(unit) if self._line_start else None
        shown, self._shown = self._shown, 0
        text = self._fence(fence, unit) if fence else self._sentence(unit, shown)
        if self._unsupported == "drop" and not self._claims:
            self._held += text
            return ""
        text, self._held = self._held + text, ""
        if text and self.text.endswith("]") and text[0] in "([:":
            text = f" {text}"
        self.text += text
        return text

    def _fence(self, opening: re.Match[str], unit: str) -> str:
        """A whole code block, written anew at the margin: every reader of Markdown agrees where it begins and ends."""
        lines = unit[opening.end() :].splitlines()
        if lines and re.fullmatch(rf"[ \t]*{re.escape(opening['fence'])}+[ \t]*", lines[-1]):
            lines.pop()
        indent = opening["indent"]
        code, removed = reduce_code("\n".join(line.removeprefix(indent) for line in lines), self._allowed)
        self.tally.removed_links += removed
        if self._noise.is_echoed_block(code):
            return ""
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", code)), default=0))
        info = re.sub(r"[^\w+#.-]", "", opening["info"])
        before = "\n" if self.text and not self.text.endswith("\n") else ""
        return f"{before}{fence}{info}\n{code}\n{fence}\n"

    def _sentence(self, unit: str, shown: int) -> str:
        """A sentence or a line, without the words of it that were shown before. Where these turn out to be part of something,
        such as a host's name in ideographs, the rest stands for itself, and apart, so that the two don't grow together."""
        kept = self._noise.without(unit)
        if not kept.strip() and unit.strip():
            return "\n" if unit.endswith("\n") and not (self.text + self._held).endswith("\n") and self.text else ""
        if unit.endswith("\n") and not kept.endswith("\n"):
            kept += "\n"
        if not shown:
            return self._prose(kept)
        if reduce_links(kept, self._allowed).text.startswith(unit[:shown]):
            return self._prose(kept, shown)[shown:]
        return f" {self._prose(kept[shown:])}"

    def _prose(self, unit: str, shown: int = 0) -> str:
        self._said_not_in_evidence |= NOT_IN_EVIDENCE in unit
        reduced = reduce_links(unit.replace(NOT_IN_EVIDENCE, ""), self._allowed)
        self.tally.removed_links += reduced.removed
        whole = _said_in(reduced.restored(_MARKERS.sub("", reduced.text)))
        claims = self._claims_something(whole)
        parts, last, verdicts = [], 0, list[tuple[str, Verdict]]()
        for run in _MARKERS.finditer(reduced.text):
            clause = _said_in(reduced.restored(reduced.text[last : run.start()]))
            verdict = self._verdict(run[0], clause, whole, claims=claims)
            verdicts.append((clause, verdict))
            space = run[0][: len(run[0]) - len(run[0].lstrip())]
            kept = "".join(f"[{number}]" for number in verdict.supports)
            parts += [reduced.text[last : run.start()], space + kept if kept else ""]
            last = run.end()
        text = reduced.restored("".join([*parts, reduced.text[last:]]))
        if not claims:
            return self._said(text, whole, verdicts)
        tail = _said_in(reduced.restored(reduced.text[last:])) if verdicts else ""
        return self._judged(text, whole, [*verdicts, (tail, Verdict())] if verdicts else [], shown)

    def _claims_something(self, whole: str) -> bool:
        is_row = is_table_row(whole)
        is_head, self._in_table = is_row and not self._in_table, is_row
        content = len(self._reader.content(whole))
        return not is_head and claims_something(whole, content, has_figures=any(map(str.isdigit, whole)))

    def _verdict(self, run: str, clause: str, whole: str, *, claims: bool) -> Verdict:
        """What becomes of a run of markers. It stands for the words since the last one, if they are enough, or for its
        sentence, or for the one before where it stands alone."""
        named = list(dict.fromkeys(number for marker in _ONE_MARKER.findall(run) for number in numbers(marker)))
        if claims:
            is_enough = len(self._reader.content(clause)) >= FEW_WORDS
            verdict = self._judge.cited(named, (clause, whole) if is_enough else (whole,))
        else:
            known = {number: self._borne_out[number] for number in named if number in self._borne_out}
            rest = [number for number in named if number not in known]
            judged = self._judge.cited(rest, (self._statement,)) if rest and self._statement else self._judge.refused(rest)
            alone = not re.search(r"\w", whole)
            supports = {n: s for n, s in {**known, **judged.supports}.items() if not (alone and n in self._marked_last)}
            verdict = Verdict(supports, judged.dangling, judged.moved, judged.unsupported)
        self.tally.dangling_markers += verdict.dangling
        self.tally.moved_markers += verdict.moved
        self.tally.unsupported_markers += verdict.unsupported
        return verdict

    def _said(self, text: str, whole: str, verdicts: Sequence[tuple[str, Verdict]]) -> str:
        """A stretch that claims nothing, with the markers that stay in it."""
        for _, verdict in verdicts:
            self._record(verdict)
        if not text.strip() and whole.endswith("\n"):
            return "\n" if not self.text.endswith("\n\n") else ""
        return text

    def _judged(self, text: str, whole: str, clauses: Sequence[tuple[str, Verdict]], shown: int) -> str:
        """A sentence that claims something: as it is where it is borne out, with a marker where it has none, or marked."""
        self._statement = whole
        self._language = language_of(whole) or self._language
        is_borne_out = all(verdict or self._is_borne_out(clause) for clause, verdict in clauses)
        if not any(verdict for _, verdict in clauses):
            verdict, is_possible = self._judge.uncited(whole)
            is_borne_out = is_possible
            text = with_marker(text, next(iter(verdict.supports)), shown) if verdict else text
            clauses = [(whole, verdict)]
        if not is_borne_out:
            self.tally.unsupported_sentences += 1
            if self._unsupported == "drop":
                self._dropped += 1
                return "\n" if text.endswith("\n") and self.text and not self.text.endswith("\n") else ""
            if self._unsupported == "mark":
                text = with_mark(text, mark_for(whole, self._language))
        self._claims += 1
        self._marked_last = frozenset(number for _, verdict in clauses for number in verdict.supports)
        for _, verdict in clauses:
            self._record(verdict)
        return text

    def _is_borne_out(self, clause: str) -> bool:
        """Whether a part of a sentence may stand without a marker of its own."""
        content = len(self._reader.content(clause))
        if content < FEW_WORDS or not claims_something(clause, content, has_figures=any(map(str.isdigit, clause))):
            return True
        return self._judge.uncited(clause)[1]

    def _record(self, verdict: Verdict) -> None:
        for number, support in verdict.supports.items():
            if number not in self._borne_out or support.weight > self._borne_out[number].weight:
                self._borne_out[number] = support


def _said_in(text: str) -> str:
    """What a stretch says, without the number of an item and without addresses, which were checked for themselves."""
    text = _ITEM_NUMBER.sub("", text, count=1).replace(LINK_REMOVED, "")
    return _ADDRESS.sub("", _TARGET.sub("]", text))
