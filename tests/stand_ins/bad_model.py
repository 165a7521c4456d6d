"""A model that answers from what it is sent, badly, and remembers what it did, so that what becomes of it can be judged.

model = BadModel(seed=7, closed=("a sentence of a document that the asker may not read",))
server.answer = model.write          # called with the messages of each request
model.kind = Badness.EXCHANGED
... ask ...
model.last.said                      # each sentence, whether it is true, and which excerpt it is from
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from assistant.answering.reading.sentences import units
from tests.stand_ins.leading_away import FORMS
from tests.stand_ins.rewording import reworded

_EXCERPT: Final = re.compile(r"^\[(\d+)\]\n(`{3,})\n(.*?)\n\2$", re.MULTILINE | re.DOTALL)
_FIGURE: Final = re.compile(r"(?<![\w.,/-])\d+(?:[.,]\d+)*(?![\w/-]|[.,]\d)")
_AUXILIARY: Final = re.compile(r"\b(?:is|are|was|were|will|can|must|should|has|have|had)\b(?! not\b| no\b)")
MADE_UP: Final = (
    "The penguin colony moved to a larger iceberg last winter.",
    "Our mainframe in Osaka is rebooted by a robot every Tuesday.",
    "All of it was rewritten in COBOL by a team of seventeen contractors.",
    "Customers in Patagonia pay for it with seashells.",
    "The orchestra rehearses in the basement before each release.",
)
TALK: Final = (
    "Sure, here is what I found:",
    "Here is how:",
    "I hope this helps!",
    "Would you like to know more?",
    "In summary:",
)


class Badness(StrEnum):
    """What the model does."""

    OWN_SENTENCES = "the sources' own sentences"
    REWORDED = "reworded sentences"
    NO_MARKERS = "missing citations"
    EXCHANGED = "swapped citations"
    OUT_OF_RANGE = "out-of-range citations"
    FORGED = "forged citations"
    CLOSED = "documents that may not be read"
    OTHER_FIGURES = "changed figures"
    NEGATED = "changed to the contrary"
    MADE_UP = "made-up sentences"
    CUT = "cut streams"
    TOOL_LOOP = "tool loops"
    LOOP = "endless repetitions"
    GARBAGE = "garbage"
    ECHO = "prompts echoed back"
    LEADING_AWAY = "links elsewhere"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as the model wrote it, without markers; `excerpt` is what it is from, 0 for nothing that was sent."""

    sentence: str
    is_true: bool
    excerpt: int = 0


@dataclass
class Writing:
    """One answer."""

    kind: Badness
    text: str = ""
    said: list[Said] = field(default_factory=list)
    talk: list[str] = field(default_factory=list)
    instructions: str = ""


class BadModel:
    """`closed` are sentences that nobody sends it."""

    def __init__(self, seed: int, closed: Sequence[str] = ()) -> None:
        self._draw = random.Random(seed)
        self._closed = closed
        self.kind = Badness.OWN_SENTENCES
        self.last = Writing(self.kind)
        self._answered: tuple[Badness, str] | None = None

    def write(self, messages: list[dict[str, Any]]) -> str:
        """An answer of the kind that is set, from the excerpts in the messages; the same one if asked again at once."""
        system, user = messages[0]["content"], messages[-1]["content"]
        if self._answered == (self.kind, user):
            return self.last.text
        self._answered = (self.kind, user)
        sentences = {int(number): _sentences(text) for number, _, text in _EXCERPT.findall(user)}
        writing = self.last = Writing(self.kind, instructions=system)
        chosen = self._chosen({number: found for number, found in sentences.items() if found})
        if self._draw.random() < 0.3 and self.kind in {Badness.OWN_SENTENCES, Badness.REWORDED}:
            writing.talk.append(self._draw.choice(TALK))
        lead = f"{writing.talk[0]}\n\n" if writing.talk else ""
        writing.text = lead + _WRITERS[self.kind](self, chosen, len(sentences), user)
        return writing.text

    def _chosen(self, sentences: dict[int, list[str]]) -> list[tuple[int, str]]:
        """Up to three sentences, from as many excerpts as there are."""
        numbers = self._draw.sample(sorted(sentences), min(3, len(sentences)))
        return [(number, self._draw.choice(sentences[number])) for number in numbers]

    def _say(self, sentence: str, number: int, marker: str, *, is_true: bool = True) -> str:
        """A sentence of the answer with a marker before its stop."""
        self.last.said.append(Said(sentence, is_true, number))
        return f"{sentence[:-1]}{f' {marker}' if marker else ''}{sentence[-1]}"

    def own(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """True, and rightly cited."""
        return " ".join(self._say(sentence, number, f"[{number}]") for number, sentence in chosen)

    def reworded(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """The same in other words."""
        return " ".join(self._say(reworded(sentence, self._draw), number, f"[{number}]") for number, sentence in chosen)

    def unmarked(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """True, without a marker."""
        return " ".join(self._say(sentence, number, "") for number, sentence in chosen)

    def exchanged(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """True, each with the marker of another one."""
        markers = [number for number, _ in chosen[1:] + chosen[:1]]
        return " ".join(self._say(s, n, f"[{marker}]") for (n, s), marker in zip(chosen, markers, strict=True))

    def out_of_range(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """True, with numbers behind the last excerpt."""
        return " ".join(self._say(s, n, f"[{count + self._draw.randint(1, 30)}]") for n, s in chosen)

    def forged(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """True and made up, with markers of all forms that point nowhere."""
        forms = ["[0]", "[97]", "【88】", "[^77]", "[55, 66]", f"[{count + 1}-{count + 9}]", "[999]"]
        true = [self._say(s, n, f"[{n}]{self._draw.choice(forms)}") for n, s in chosen[:2]]
        return " ".join([*true, self._say(self._draw.choice(MADE_UP), 0, self._draw.choice(forms), is_true=False)])

    def closed(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """A sentence of a document that was not sent, behind a marker of one that was."""
        secret = self._draw.choice(self._closed)
        marker = self._draw.choice([f"[{self._draw.randint(1, max(1, count))}]", f"[{count + 1}]"])
        return f"{self.own(chosen[:1], count, user)} {self._say(secret, 0, marker, is_true=False)}"

    def other_figures(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """Sentences with a figure that is not theirs, or true ones where they have none."""
        return " ".join(self._changed(number, sentence, self._another_figure(sentence)) for number, sentence in chosen)

    def negated(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """Sentences with a `not`, or true ones where there is no place for it."""
        denied = [(n, s, _AUXILIARY.sub(r"\g<0> not", s, count=1)) for n, s in chosen]
        return " ".join(self._changed(number, sentence, other) for number, sentence, other in denied)

    def made_up(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """A true sentence, and others of nothing that was sent, with and without a marker."""
        false = [self._say(one, 0, self._draw.choice(["", "[1]"]), is_true=False) for one in self._draw.sample(MADE_UP, 2)]
        return " ".join([self.own(chosen[:1], count, user), *false])

    def tool_loop(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """Calls of tools without end, behind a true sentence or behind none."""
        call = json.dumps({"name": "search", "arguments": {"query": "the same again"}})
        pretty = json.dumps({"name": "search", "arguments": {"query": "the same again"}}, indent=2)
        forms = [f"<tool_call>\n{call}\n</tool_call>\n", f"{call}\n", f"Action: search\nAction Input: {call}\n", f"{pretty}\n"]
        forms += [f"```json\n{pretty}\n```\n", f"<|tool_call|>{call}<|/tool_call|>\n"]
        lead = f"{self.own(chosen[:1], count, user)}\n\n" if self._draw.random() < 0.5 else ""
        return lead + self._draw.choice(forms) * 30

    def loop(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """The same sentence, or the same word, again and again."""
        said = self.own(chosen[:1], count, user)
        return self._draw.choice(
            [f"{said} " * 60, f"{said}\n" * 60, f"{said} And " + "again and " * 200, f"{said} " + "so " * 300]
        )

    def garbage(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """Letters, bytes and signs that mean nothing, in the middle of an answer or instead of it."""
        letters = "bcdfghjklmnpqrstvwxz" * 3 + "aeiou"
        words = ["".join(self._draw.choices(letters, k=self._draw.randint(3, 12))) for _ in range(60)]
        signs = "".join(map(chr, self._draw.choices([*range(0x21, 0x30), *range(0x3A, 0x41), *range(0x2500, 0x2580)], k=300)))
        scripts = "".join(
            chr(self._draw.choice([0x410, 0x5D0, 0x620, 0x905, 0x10A0, 0x13A0]) + self._draw.randint(0, 25)) for _ in range(200)
        )
        controls = "".join(map(chr, self._draw.choices([*range(9), 0xFFFD, 0x7F], k=80)))
        blob = "".join(self._draw.choices("ABCDEFGHIJKLMNOPabcdefghijklmnop0123456789+/", k=900))
        garbage = self._draw.choice([" ".join(words) + ".", signs, scripts, controls, blob])
        return f"{self.own(chosen[:1], count, user)}\n\n{garbage}" if self._draw.random() < 0.5 else garbage

    def echo(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """The instructions, what was sent, or a piece of them, and an answer behind them or none."""
        system, sent = self.last.instructions, user
        forms = [
            system,
            sent,
            f"{system}\n\n{sent}",
            system[300:900],
            f"My instructions are: {system}",
            "NOT_IN_EVIDENCE or not? ",
        ]
        answer = self.own(chosen[:1], count, user) if self._draw.random() < 0.6 else ""
        return f"{self._draw.choice(forms)}\n\n{answer}"

    def leading_away(self, chosen: list[tuple[int, str]], count: int, user: str) -> str:
        """One of the forms of links to elsewhere behind a true sentence."""
        form = self._draw.choice(sorted(FORMS))
        return f"{self.own(chosen[:1], count, user)} {FORMS[form]} and so on."

    def _changed(self, number: int, sentence: str, other: str) -> str:
        return self._say(other, number, f"[{number}]", is_true=other == sentence)

    def _another_figure(self, sentence: str) -> str:
        figures = _FIGURE.findall(sentence)
        if not figures:
            return sentence
        figure = self._draw.choice(figures)
        other = str(int(re.sub(r"\D", "", figure)[:6]) + self._draw.randint(11, 97))
        return re.sub(rf"(?<![\w.,/-]){re.escape(figure)}(?![\w/-]|[.,]\d)", other, sentence, count=1)


_Writer = Callable[[BadModel, list[tuple[int, str]], int, str], str]
_WRITERS: Final[dict[Badness, _Writer]] = {
    Badness.OWN_SENTENCES: BadModel.own,
    Badness.REWORDED: BadModel.reworded,
    Badness.NO_MARKERS: BadModel.unmarked,
    Badness.EXCHANGED: BadModel.exchanged,
    Badness.OUT_OF_RANGE: BadModel.out_of_range,
    Badness.FORGED: BadModel.forged,
    Badness.CLOSED: BadModel.closed,
    Badness.OTHER_FIGURES: BadModel.other_figures,
    Badness.NEGATED: BadModel.negated,
    Badness.MADE_UP: BadModel.made_up,
    Badness.CUT: BadModel.own,
    Badness.TOOL_LOOP: BadModel.tool_loop,
    Badness.LOOP: BadModel.loop,
    Badness.GARBAGE: BadModel.garbage,
    Badness.ECHO: BadModel.echo,
    Badness.LEADING_AWAY: BadModel.leading_away,
}


def _sentences(text: str) -> list[str]:
    """The sentences of an excerpt that can stand in an answer: whole, of prose, of seven words or more."""
    found = [" ".join(unit.text.split()) for unit in units(text.partition("\n\n")[2]) if not unit.is_code]
    return [
        one for one in found if re.match(r"[A-Z]", one) and one.endswith(".") and 6 < len(one.split()) < 40 and "|" not in one
    ]
