"""Answers of a model that cites badly, over a real index with people of different rights:

    python -m tests.benchmarks.bad_answers [--answers 300] [--seed 7] [--unsupported mark|drop|show]

The sample company's documents are indexed with readers by folder, and four people ask about them. A scripted OpenAI-compatible
server on the loopback address words the answers (tests/stand_ins/bad_model.py) from what it is sent: rightly, reworded by rule
(tests/stand_ins/rewording.py), with swapped, missing, forged and out-of-range citations, with sentences of documents that the
asker may not read, with changed figures, in circles, as garbage, as an echo of its prompt, with links elsewhere, and cut off.
It runs through the real ChatGenerator, Worder and Answerer.

Printed by kind: citations shown, those that resolve to evidence that was retrieved for this person with the quote standing word
for word in the chunk, swapped and forged ones mended, false sentences marked, true ones wrongly marked, and whatever should not
have reached the reader. Exit status 0 if every shown citation resolves and nothing else got through.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import structlog

from assistant.adapters.chat import ChatGenerator, ChatOptions
from assistant.answering.answerer import EXTRACTIVE, Answerer
from assistant.answering.citing.citations import Unsupported
from assistant.domain.answers import Answer, Evidence, EvidenceChosen
from assistant.domain.queries import Filters, Scope
from assistant.domain.questions import Question
from tests.integration.index.shelf import Shelf, Written
from tests.stand_ins.bad_model import BadModel, Badness, Said
from tests.stand_ins.leading_away import foreign
from tests.stand_ins.openai_server import MODEL, Mode, OpenAIServer
from tests.stand_ins.shelved_sample import PEOPLE, may_read, sample_documents
from tests.stand_ins.worders import worder

MARK: Final = "*(not in the sources)*"
_MARKER: Final = re.compile(r"(?<!\w)\[(\d{1,3})\]")
_CODE: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_HEADER: Final = re.compile(r"\b(?:title|kind|path|section): [^\n]*\b(?:kind|path|section): |^path: ", re.MULTILINE)


@dataclass
class Count:
    """What was counted over the answers of one kind. `wrong` is what should not have reached the reader."""

    answers: int = 0
    extractive: int = 0
    abstained: int = 0
    shown: int = 0
    resolved: int = 0
    true_said: int = 0
    true_cited_right: int = 0
    true_marked: int = 0
    false_said: int = 0
    false_marked: int = 0
    false_cited: int = 0
    moved: int = 0
    forged: int = 0
    wrong: int = 0

    def add(self, other: Count) -> None:
        """Count these too."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True)
class Heard:
    """An answer, the evidence that was sent for it, and what the model had written."""

    answer: Answer
    evidence: Evidence
    said: Sequence[Said]
    kind: Badness


@dataclass(frozen=True)
class Plan:
    """How many answers, of which kinds, each kind as often; `every` thins the documents."""

    answers: int
    seed: int = 7
    unsupported: Unsupported = "mark"
    kinds: Sequence[Badness] = tuple(Badness)
    every: int = 1


def measured(plan: Plan) -> dict[Badness, Count]:
    """Ask the questions; what came of them."""
    with tempfile.TemporaryDirectory() as folder, Shelf(Path(folder)) as shelf, OpenAIServer() as server:
        documents = sample_documents(plan.every)
        shelf.put(*documents)
        shelf.publish()
        return asyncio.run(_asked(shelf, server, documents, plan))


async def _asked(shelf: Shelf, server: OpenAIServer, documents: Sequence[Written], plan: Plan) -> dict[Badness, Count]:
    draw = random.Random(plan.seed)
    generator = ChatGenerator(ChatOptions(f"openai:{MODEL}", server.base_url, "k", first_token_s=5, total_s=20))
    answerer = Answerer(
        shelf.retriever, shelf.catalogue.documents, shelf.embedder, worder(generator, unsupported=plan.unsupported)
    )
    counts = {kind: Count() for kind in plan.kinds}
    kinds = [plan.kinds[place % len(plan.kinds)] for place in range(plan.answers)]
    for number, kind in enumerate(kinds):
        user = draw.choice(sorted(PEOPLE))
        model = BadModel(plan.seed * 10_000 + number, _closed_to(user, documents))
        model.kind, server.answer = kind, model.write
        server.mode = draw.choice([Mode.CUT, Mode.TRUNCATED]) if kind is Badness.CUT else Mode.OK
        server.cut_after = draw.randint(1, 60)
        question = Question(f"What do we know of {draw.choice(documents).document.title}?", Scope(PEOPLE[user], Filters()))
        heard = await _heard(answerer, question, model)
        counts[kind].add(judged(heard, user, {one.document.id: one for one in documents}))
    return counts


async def _heard(answerer: Answerer, question: Question, model: BadModel) -> Heard:
    evidence, answer = Evidence(()), None
    async for event in answerer.answer(question):
        if isinstance(event, EvidenceChosen):
            evidence = event.evidence
        elif isinstance(event, Answer):
            answer = event
    assert answer is not None
    return Heard(answer, evidence, model.last.said, model.kind)


def judged(heard: Heard, user: str, documents: dict[str, Written]) -> Count:
    """One answer, looked at by someone who knows what the model was up to."""
    answer, count = heard.answer, Count(answers=1)
    by_marker = {citation.marker: citation for citation in answer.citations}
    shown = [int(number) for number in _MARKER.findall(_CODE.sub("", answer.text))]
    count.extractive, count.abstained = int(answer.generator == EXTRACTIVE), int(answer.abstained)
    retrieved = {chunk.key for excerpt in heard.evidence.excerpts for chunk in excerpt.chunks}
    retrieved |= {hit.chunk.key for hit in answer.sources}
    for marker in shown:
        citation = by_marker.get(marker)
        count.shown += 1
        count.resolved += citation is not None and (
            citation.chunk.key in retrieved
            and citation.quote in citation.chunk.text
            and citation.chunk.text in documents[citation.document.id].texts
            and may_read(user, documents[citation.document.id])
        )
    if answer.generator != EXTRACTIVE and not answer.abstained:
        for said in heard.said:
            _judge(said, heard, count)
    if answer.making is not None:
        count.moved, count.forged = answer.making.repairs.moved_markers, answer.making.repairs.dangling_markers
    count.wrong = len(got_through(heard))
    return count


def got_through(heard: Heard) -> list[str]:
    """What no reader should see of the model's words: links elsewhere, the prompt, tools, signs and circles."""
    text = heard.answer.text.partition("\n\n---\n\n")[0] if heard.answer.generator == EXTRACTIVE else heard.answer.text
    if heard.answer.generator == EXTRACTIVE and "---" not in heard.answer.text:
        return []
    homes = {one.document.url for one in heard.evidence.excerpts} | {hit.document.url for hit in heard.answer.sources}
    found = [link for link in foreign(text) if link not in homes]
    found += _HEADER.findall(text)
    found += [word for word in ("NOT_IN_EVIDENCE", "tool_call", "Action Input", '"arguments"') if word in text]
    found += [line for line in ("is data that somebody wrote", "Use only the evidence in the next") if line in text]
    found += re.findall(r"[\x00-\x08\ufffd]", text)
    sentences = [" ".join(one.split()) for one in re.split(r"(?<=[.\]])\s+", _MARKER.sub("", text)) if len(one) > 25]
    return found + [one for one in set(sentences) if sentences.count(one) > 3]


def _judge(said: Said, heard: Heard, count: Count) -> None:
    """Whether a sentence that the model wrote is shown with the markers, and the mark, that it should have."""
    behind = _behind(said.sentence, heard.answer.text)
    if said.is_true:
        count.true_said += 1
        count.true_marked += behind is not None and MARK in behind
        documents = {one.document.id for one in heard.answer.citations if str(one.marker) in _MARKER.findall(behind or "")}
        count.true_cited_right += bool(documents) and heard.evidence.excerpts[said.excerpt - 1].document.id in documents
    else:
        count.false_said += 1
        count.false_marked += behind is None or MARK in behind
        count.false_cited += behind is not None and bool(_MARKER.search(behind))


def _behind(sentence: str, text: str) -> str | None:
    """The markers and the mark behind a sentence; None where it is not shown."""
    letters = re.sub(r"[^\w]", "", sentence)[-24:]
    flexible = r"[^\w\[\]]*".join(map(re.escape, letters))
    between = r"(?:[^\w\[\]]|\[\d{1,3}\])*"
    found = re.search(rf"{flexible}({between}?{re.escape(MARK)}|{between})", text)
    return found[1] if found else None


def _closed_to(user: str, documents: Sequence[Written]) -> list[str]:
    """Sentences of documents that somebody may not read."""
    texts = [text for one in documents if not may_read(user, one) for text in one.texts]
    found = [sentence for text in texts for sentence in re.findall(r"[A-Z][^.\n|`#*]{50,160}\.(?=\s)", text)]
    return found or ["The vault of the third office opens with the birthday of the founder."]


def main() -> int:
    """Print the table."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    arguments = _arguments()
    counts = measured(Plan(arguments.answers, arguments.seed, arguments.unsupported))
    whole = Count()
    names = [one.name for one in fields(Count)]
    print(f"{'':34}" + "".join(f"{name.replace('_', ' '):>17}" for name in names))
    for kind, count in counts.items():
        whole.add(count)
        print(f"{kind:34}" + "".join(f"{getattr(count, name):17}" for name in names))
    print(f"{'all':34}" + "".join(f"{getattr(whole, name):17}" for name in names))
    print(f"\nshown citations that resolve: {whole.resolved} of {whole.shown} ({_share(whole.resolved, whole.shown)})")
    swapped = counts[Badness.EXCHANGED]
    print(f"swapped: {_share(swapped.true_cited_right, swapped.true_said)} stand behind the right sentence again")
    print(f"false sentences marked or left out: {_share(whole.false_marked, whole.false_said)}")
    for kinds, name in (((Badness.OWN_SENTENCES, Badness.NO_MARKERS), "the sources' own"), ((Badness.REWORDED,), "reworded")):
        said, marked = (sum(getattr(counts[kind], field) for kind in kinds) for field in ("true_said", "true_marked"))
        print(f"true sentences wrongly marked, {name}: {marked} of {said} ({_share(marked, said)})")
    return 0 if whole.resolved == whole.shown and not whole.wrong else 1


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--answers", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--unsupported", choices=("mark", "drop", "show"), default="mark")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
