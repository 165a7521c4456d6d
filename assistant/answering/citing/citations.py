"""Checks a generator's words while they stream: markers against the evidence, links against its documents. Pure.

    checked = CheckedText(evidence)
    async for piece in generator.stream(messages):
        show(checked.feed(piece))
    show(checked.close())
    checked.citations

The text goes out sentence by sentence, because a marker can only be judged together with its sentence and a link only
when it is whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answering.citing.links import MARKER, Allowed, reduce_code, reduce_links
from assistant.answering.citing.support import Reader, Support
from assistant.answering.wording.prompting import NOT_IN_EVIDENCE, says_not_in_evidence
from assistant.domain.answers import Citation, Evidence

HOLD = 400
"""How many characters may wait for the end of their sentence."""
LONGEST_WORD = 2000
"""A word longer than HOLD waits this long for its end, and is then broken by a space."""
MIN_SHARE = 0.2
"""A marker stays if at least this share of its sentence's content words stands in the excerpt."""
FEW_WORDS = 3

_MARKERS = re.compile(rf"(?:[ \t]*{MARKER})+")
_ONE_MARKER = re.compile(MARKER)
_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)(?P<end>\n|\Z)")
_AFTER = r"[\"'”’)*_]*"
_SENTENCE_END = re.compile(
    rf"[.!?…]+{_AFTER}(?:[ \t]*{MARKER})*[.]?[ \t]+(?=[^\s\[【a-z])|"
    rf"(?<=[\]】])[ \t]+(?=[A-Z])|"
    rf"[。！？]+[」』”’）*_]*(?:[ \t]*{MARKER})*[ \t]*(?=[^\s\[【」』”’）。！？*_])",
)
_NO_END = re.compile(r"(?:^\s*(?:\d+|[a-zA-Z])|\b(?:e\.g|i\.e|vs|cf|etc|approx|No|Nr|Fig|Dr|Mr|Mrs|Ms|St|resp|incl))[.)]\s*$")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass
class Tally:
    """What was taken out: markers that point to no excerpt, markers without support, and links."""

    dangling_markers: int = 0
    unsupported_markers: int = 0
    removed_links: int = 0


class CheckedText:
    """Fed with a generator's pieces, it gives out text whose markers and links have been checked.

    `text` is all that was given out. `abstained` is true when the generator replied that the evidence holds no answer;
    nothing is given out then.
    """

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        urls = frozenset(excerpt.document.url.partition("#")[0] for excerpt in evidence.excerpts if excerpt.document.url)
        self._allowed = Allowed(urls, "\n".join(excerpt.text for excerpt in evidence.excerpts))
        self._reader = Reader()
        self._waiting = ""
        self._line_start = self._first = True
        self._statement = ""
        self._borne_out: dict[int, Support] = {}
        self.text = ""
        self.abstained = False
        self.tally = Tally()

    def feed(self, piece: str) -> str:
        """Take in a piece of any size; what can be given out now, often nothing."""
        self._waiting += piece
        return self._give_out(final=False)

    def close(self) -> str:
        """The end of the generator's words; the rest of the text."""
        return self._give_out(final=True)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """For each marker in the text, by number, the words that best bear out one of its sentences."""
        found = sorted(self._borne_out.items())
        documents = [excerpt.document for excerpt in self._evidence.excerpts]
        return tuple(Citation(number, s.quote, documents[number - 1], s.chunk) for number, s in found)

    def _give_out(self, *, final: bool) -> str:
        given = []
        while self._waiting and (length := next_unit(self._waiting, line_start=self._line_start, final=final)):
            unit, self._waiting = self._waiting[:length], self._waiting[length:]
            if self._first and unit.strip():
                self._first, self.abstained = False, says_not_in_evidence(unit)
            if not self.abstained:
                given.append(self._checked(unit))
            self._line_start = unit.endswith("\n")
            if length == LONGEST_WORD and not unit[-1].isspace():
                # An address broken in two must not grow together again.
                self._waiting = f" {self._waiting}"
        return "".join(given)

    def _checked(self, unit: str) -> str:
        fence = _FENCE.match(unit) if self._line_start else None
        text = self._fence(fence, unit) if fence else self._prose(unit)
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
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", code)), default=0))
        info = re.sub(r"[^\w+#.-]", "", opening["info"])
        before = "\n" if self.text and not self.text.endswith("\n") else ""
        return f"{before}{fence}{info}\n{code}\n{fence}\n"

    def _prose(self, unit: str) -> str:
        reduced = reduce_links(unit.replace(NOT_IN_EVIDENCE, ""), self._allowed)
        self.tally.removed_links += reduced.removed
        parts, last, clause_start = [], 0, 0
        whole = reduced.restored(_MARKERS.sub("", reduced.text))
        for run in _MARKERS.finditer(reduced.text):
            clause = reduced.restored(reduced.text[clause_start : run.start()])
            kept = self._kept(run[0], self._statements(clause, whole))
            space = run[0][: len(run[0]) - len(run[0].lstrip())]
            parts += [reduced.text[last : run.start()], space + "".join(f"[{n}]" for n in kept) if kept else ""]
            last = clause_start = run.end()
        if self._reader.content(whole):
            self._statement = whole
        return reduced.restored("".join([*parts, reduced.text[last:]]))

    def _statements(self, clause: str, whole: str) -> tuple[str, ...]:
        """What a marker stands for: the words since the last marker, if they are enough, or its sentence, or the one
        before when it stands alone."""
        if len(self._reader.content(clause)) >= FEW_WORDS:
            return clause, whole
        return (whole,) if self._reader.content(whole) else (self._statement,)

    def _kept(self, run: str, statements: tuple[str, ...]) -> list[int]:
        kept: list[int] = []
        for number in dict.fromkeys(number for marker in _ONE_MARKER.findall(run) for number in numbers(marker)):
            if not 1 <= number <= len(self._evidence.excerpts) or not self._evidence.excerpts[number - 1].chunks:
                self.tally.dangling_markers += 1
            elif self._bears_out(number, statements):
                kept.append(number)
            else:
                self.tally.unsupported_markers += 1
        return kept

    def _bears_out(self, number: int, statements: tuple[str, ...]) -> bool:
        supports = [self._reader.support(statement, self._evidence.excerpts[number - 1]) for statement in statements]
        best = max(supports, key=_weight)
        if best.share is not None and best.share < MIN_SHARE:
            return False
        if number not in self._borne_out or _weight(best) > _weight(self._borne_out[number]):
            self._borne_out[number] = best
        return True


def numbers(marker: str) -> list[int]:
    """The excerpts that one marker names: [1, 2] and [1-3] are several."""
    found: list[int] = []
    for part in re.split(r"[,;]", marker.strip("[]【】^ ")):
        ends = [int(digits) for digits in re.findall(r"\d+", part)]
        found += range(ends[0], ends[-1] + 1) if ends[-1] - ends[0] in range(1, 20) else ends
    return found


def next_unit(text: str, *, line_start: bool, final: bool) -> int:
    """How many characters at the beginning of `text` are ready to be checked: a sentence, a line, a whole code fence, or
    a stretch of HOLD characters without an end; 0 while more has to come."""
    fence = _FENCE.match(text) if line_start else None
    if fence:
        return _fence_length(text, fence, final=final)
    end = _sentence_or_line(text)
    if len(text) > HOLD and not 0 < end <= HOLD:
        return _forced(text) or (len(text) if final else 0)
    return end or (len(text) if final else 0)


def _sentence_or_line(text: str) -> int:
    line = text.find("\n") + 1
    for end in _SENTENCE_END.finditer(text, 0, line or len(text)):
        before = text[: end.end()]
        if _closed(before) and not _NO_END.search(before):
            return end.end()
    return line


def _fence_length(text: str, opening: re.Match[str], *, final: bool) -> int:
    fence = re.escape(opening["fence"])
    closing = re.compile(rf"^[ \t]*{fence}{fence[-1]}*[ \t]*(?:\n|\Z)", re.MULTILINE).search(text, opening.end())
    if closing and opening["end"] and (closing[0].endswith("\n") or final):
        return closing.end()
    return len(text) if final else 0


def _closed(text: str) -> bool:
    """Whether no bracket, tag or code span is open at the end of the text."""
    return text.count("[") <= text.count("]") and text.count("`") % 2 == 0 and text.rfind("<") <= text.rfind(">")


def _forced(text: str) -> int:
    """Where to break a stretch that has no end: at a space, after an ideograph, or, in one endless word, nowhere until
    LONGEST_WORD."""
    spaces = [match.end() for match in re.finditer(r"\s+(?=\S)", text[: HOLD + 1])]
    for end in reversed(spaces):
        if _closed(text[:end]):
            return end
    if spaces:
        return spaces[-1]
    ideographs = [match.end() for match in _IDEOGRAPH.finditer(text[:HOLD])]
    if ideographs:
        return ideographs[-1]
    space = re.search(r"\s+(?=\S)", text[: LONGEST_WORD + 1])
    if space:
        return space.end()
    return LONGEST_WORD if len(text) > LONGEST_WORD else 0


def _weight(support: Support) -> float:
    return 0.0 if support.share is None else support.share
