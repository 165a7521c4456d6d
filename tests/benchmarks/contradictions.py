"""Whether both sides of what sources disagree about are shown, with dates, people and status, what holds first:

    python -m tests.benchmarks.contradictions HOME_DEMO --pairs HOME_DESIGN_DEV --ordinary HOME=SET_DIR [HOME=SET_DIR …]

HOME_DEMO is a data folder with the sample company, whose contradictions `contradiction_truth` lists. Of HOME_DESIGN_DEV those
decisions are taken that documents' own headers say were replaced, by a document that is there too; the questions about them are
made by rule from titles and first sentences. Half of the pairs (by a hash of their paths) was never looked at while this was
built. Each question is answered without a generator, and with two that tell one side only: what was sent first, and what was
sent second. `--ordinary` asks a set's own questions, and prints how often sources are said to disagree there, and what CPU
time the search for sides takes.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant import open_lore
from assistant.adapters.remembering_embedder import RememberingEmbedder
from assistant.adapters.system_clock import SystemClock
from assistant.answering.answerer import Answerer, FromMemory
from assistant.answering.collaborators import Quoted
from assistant.answering.deciding.decider import Decider
from assistant.answering.deciding.standings import people_of
from assistant.answering.deciding.words import name_of, name_of_document
from assistant.answering.disagreeing.contradictor import Comparer
from assistant.answering.disagreeing.phrases import ENGLISH
from assistant.answering.disagreeing.standing import bearing_of, status_of
from assistant.answering.disagreeing.writing import BothSides
from assistant.bootstrap import Lore
from assistant.domain.answers import Answer, Evidence
from assistant.domain.documents import Document
from assistant.domain.provenance import Usage
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.domain.understood import Understood
from assistant.evaluation.question_set import load_question_set
from assistant.knowledge.decisions.lineage import Lineage
from assistant.ports import Message
from tests.benchmarks.contradiction_truth import SAMPLE, Case, cases_of, pairs_of
from tests.stand_ins.worders import worder

WANTED = ("both shown", "dates", "people", "status", "right order")
MOST_QUESTIONS = 250


class TellsOne:
    """A generator that answers with the first sentence of one excerpt, and leaves all others out."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.name = f"scripted: tells [{number}] only"

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str | Usage, None]:
        """The sentence with its marker."""
        sent = re.search(rf"^\[{self._number}\]\n(`{{3,}})\n(.*?)\n\1$", messages[-1].text, re.DOTALL | re.MULTILINE)
        _, _, text = sent[2].partition("\n\n") if sent else ("", "", "")
        sentence = next((line.strip() for line in re.split(r"(?<=[.!?])\s+|\n\n", text) if len(line) > 40), "")
        yield f"{' '.join(sentence.split())} [{self._number}]" if sentence else "NOT_IN_EVIDENCE"


class Timed:
    """The contradictor, with the CPU time of each of its calls, in ms, and what it found."""

    def __init__(self, comparer: Comparer) -> None:
        self._comparer = comparer
        self.took: list[float] = []
        self.found: list[BothSides | None] = []

    def sides(
        self, question: Question, evidence: Evidence, quoted: Quoted, understood: Understood | None = None
    ) -> BothSides | None:
        """As the comparer's."""
        begun = time.thread_time()
        found = self._comparer.sides(question, evidence, quoted, understood)
        self.took.append((time.thread_time() - begun) * 1000)
        self.found.append(found)
        return found


@dataclass
class Shares:
    """How many of a part's questions have each thing that is wanted."""

    of: int = 0
    right: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, fulfilled: Iterable[str]) -> None:
        self.of += 1
        for one in fulfilled:
            self.right[one] += 1

    def __str__(self) -> str:
        return "  ".join(f"{name} {self.right[name] / self.of:.3f}" for name in WANTED) if self.of else "none"


class Judge:
    """What an answer shows of two documents."""

    def __init__(self, lore: Lore, lineage: Lineage) -> None:
        self._lore = lore
        self._lineage = lineage
        self._by_path = {document.path: document for document in lineage.view.documents.values()}

    def fulfilled(self, case: Case, answer: Answer) -> list[str]:
        """What of WANTED an answer has. Each document is looked for by what it calls itself."""
        sides = [self._by_path[case.first], self._by_path[case.other]]
        cited = {citation.document.id for citation in answer.citations}
        found = ["both shown"] if {side.id for side in sides} <= cited else []
        facts = [self._facts(side) for side in sides]
        for place, name in ((1, "dates"), (2, "people"), (3, "status")):
            if found and all(not fact[place] or fact[place] in answer.text for fact in facts):
                found.append(name)
        places = [answer.text.find(fact[0]) for fact in facts]
        return [*found, "right order"] if -1 < places[0] < places[1] else found

    def _facts(self, document: Document) -> tuple[str, str, str, str]:
        """Its name, its day, the first of its people and its status, each as an answer would have it; "" for none."""
        bearing = bearing_of(document, self._lineage, self._lore.catalogue.documents.chunks(document.id, 0, 0))
        people = people_of(document, bearing.entry)
        name = name_of(bearing.entry) if bearing.entry else name_of_document(document)
        day = bearing.day.isoformat() if bearing.day else ""
        return name, day, people[0] if people else "", status_of(document, bearing.entry, ENGLISH)


def answerer_of(lore: Lore, generator: TellsOne | None) -> tuple[Answerer, Timed]:
    """The home's answerer with this generator, or none, and the watch on its contradictor."""
    documents, embedder = lore.catalogue.documents, RememberingEmbedder(lore.embedder)
    timed = Timed(Comparer(lore.knowledge.decisions, documents))
    decider = Decider(lore.knowledge.decisions, documents, embedder, SystemClock())
    memory = FromMemory(decider, None, lore.understanding, contradictor=timed)
    return Answerer(lore.retriever, documents, embedder, worder(generator) if generator else None, memory), timed


async def last_of(answerer: Answerer, question: Question) -> Answer:
    """The whole answer."""
    return [event async for event in answerer.answer(question) if isinstance(event, Answer)][-1]


def judged(lore: Lore, cases: Sequence[Case], *, show: bool) -> None:
    """One line for each part and each way of answering; what an answer without a generator lacks, where that is to be shown."""
    scope = Scope(lore.principal(None))
    judge = Judge(lore, lore.knowledge.decisions.lineage(scope.principal))
    for generator in (None, TellsOne(1), TellsOne(2)):
        answerer, _ = answerer_of(lore, generator)
        parts: defaultdict[str, Shares] = defaultdict(Shares)
        for case in cases:
            answer = asyncio.run(last_of(answerer, Question(case.question, scope)))
            fulfilled = judge.fulfilled(case, answer)
            parts[case.part].count(fulfilled)
            parts["all"].count(fulfilled)
            if show and generator is None and (lacks := [name for name in WANTED if name not in fulfilled]):
                said = "abstained" if answer.abstained else ", ".join(dict.fromkeys(c.document.path for c in answer.citations))
                print(f"    {case.part}: {case.question!r} lacks {', '.join(lacks)} ({case.first} / {case.other}; {said})")
        for part, shares in parts.items():
            print(f"  {generator.name if generator else 'no generator':26} {part:12} n {shares.of:3}  {shares}")


def ordinary(lore: Lore, set_dir: Path, *, show: bool) -> None:
    """How often a set's own questions are answered with sides, and what looking for them takes."""
    questions = load_question_set(set_dir).questions
    order = np.random.default_rng(0).permutation(len(questions))[:MOST_QUESTIONS]
    answerer, timed = answerer_of(lore, None)
    scope = Scope(lore.principal(None))
    differing = []
    for place in sorted(order):
        text = questions[place].text
        answer = asyncio.run(last_of(answerer, Question(text, scope)))
        if ENGLISH.disagree in answer.text:
            differing.append((text, answer))
    count, replaced = len(order), sum(one is not None for one in timed.found) - len(differing)
    median, late = np.percentile(timed.took, [50, 95]) if timed.took else (0.0, 0.0)
    print(
        f"  {set_dir.name:16} n {count:4}  said to disagree {len(differing)} ({len(differing) / count:.3f})  "
        f"replaced {replaced} ({replaced / count:.3f})  sides: p50 {median:.1f} ms, p95 {late:.1f} ms"
    )
    for text, answer in differing if show else ():
        print(f"    {text!r}\n      " + answer.text.replace("\n", "\n      "))


def main() -> None:
    """Print every part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("demo", nargs="?", type=Path, help="a data folder with the sample company")
    parser.add_argument("--pairs", type=Path, metavar="HOME", help="a data folder whose decisions replaced one another")
    parser.add_argument("--ordinary", nargs="*", default=[], metavar="HOME=SET_DIR")
    parser.add_argument("--show", action="store_true", help="print what is lacking, but for what is held out")
    options = parser.parse_args()
    if options.demo:
        with open_lore(options.demo) as lore:
            print("the sample company")
            judged(lore, SAMPLE, show=options.show)
    if options.pairs:
        with open_lore(options.pairs) as lore:
            pairs = list(pairs_of(lore.knowledge.decisions.lineage(lore.principal(None))))
            cases = [case for pair in pairs for case in cases_of(pair, lore.catalogue.documents)]
            print(f"replaced decisions: {len(pairs)} pairs of documents, {len(cases)} questions")
            judged(lore, [case for case in cases if case.part == "tried on"], show=options.show)
            judged(lore, [case for case in cases if case.part == "held out"], show=False)
    print("ordinary questions") if options.ordinary else None
    for each in options.ordinary:
        home, _, folder = each.partition("=")
        with open_lore(home) as lore:
            ordinary(lore, Path(folder), show=options.show)


if __name__ == "__main__":
    main()
