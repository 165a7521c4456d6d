"""A model that misbehaves: a hundred of each fault, over a real index, with everything that answers as it is wired.

    python -m tests.benchmarks.model_faults [--each 100] [--at-once 10] [--home FOLDER]

For each fault, once without the circuit breaker and once with it: how many questions were answered, the longest time from the
question to its complete answer, and what answered. Then a low daily budget, and several processes in which several people ask
at the same time: what was spent of it, by the catalogue's count and by the server's.
Exit status 0 if every question was answered within 10 s, and neither count is above the budget.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import structlog
from pydantic import SecretStr

from assistant.answering.answerer import EXTRACTIVE
from assistant.bootstrap import Lore
from assistant.domain.answers import Answer
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal, Readers
from assistant.domain.sources import SourceEntry
from assistant.settings import load_settings
from ingest.bootstrap import Ingest
from tests.stand_ins.openai_server import MODEL, Mode, OpenAIServer, closed_port
from tests.stand_ins.quiet import Quiet

WITHIN_S: Final = 10.0
REPOSITORY: Final = Path(__file__).parents[2]
SAMPLE: Final = REPOSITORY / "deploy" / "demo"
PEOPLE: Final = ("ana", "bo", "chen", "mei")
BUDGET: Final = 60_000
_PROCESSES: Final = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong. `faults` is after how many requests it is over, `drip_s` what a slow model takes for four characters,
    and `total_s` how long it may take altogether."""

    name: str
    mode: Mode = Mode.OK
    refused: bool = False
    faults: int | None = None
    retry_after: str = "1"
    drip_s: float = 0.05
    total_s: float = 60.0


FAULTS: Final = (
    Fault("none"),
    Fault("refused", refused=True),
    Fault("hanging", Mode.HANGING),
    Fault("429", Mode.TOO_MANY),
    Fault("429, Retry-After 1 s", Mode.TOO_MANY_WAIT),
    Fault("429, Retry-After 60 s", Mode.TOO_MANY_WAIT, retry_after="60"),
    Fault("500", Mode.BROKEN),
    Fault("500 that passes", Mode.BROKEN, faults=10),
    Fault("401", Mode.UNAUTHORISED),
    Fault("cut", Mode.CUT),
    Fault("ended early", Mode.TRUNCATED),
    Fault("stalling", Mode.STALLING),
    Fault("garbage", Mode.GARBAGE),
    Fault("wrong JSON", Mode.WRONG_JSON),
    Fault("empty", Mode.EMPTY),
    Fault("slow drip beyond total_s = 8", Mode.DRIP, drip_s=1.0, total_s=8.0),
)


@dataclass(slots=True)
class Outcome:
    """What became of the questions under one fault."""

    asked: int = 0
    longest_s: float = 0.0
    by: Counter[str] = field(default_factory=Counter)

    @property
    def answered(self) -> int:
        """How many got an answer."""
        return sum(self.by.values())


def make_home(home: Path, documents: Path = SAMPLE / "corpus") -> Path:
    """A data folder with these documents, embedded without a model."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "catalogue.sqlite").exists():
        (home / "lore.toml").write_text('[embedder]\nmodel = "hashing"\n[research]\non = false\n', encoding="utf-8")
        with Lore(load_settings(home)) as lore:
            readers = Readers.parse("everyone")
            entry = SourceEntry("sample", "folder", str(documents), readers=readers, added_at=datetime.now(UTC))
            lore.catalogue.sources.add(entry)
            Ingest(home, lore.catalogue, lore.embedder, lore.publisher).run([], lambda _: Quiet())
    return home


def lore_with(home: Path, base_url: str, *, budget: int | None = None, **generator: Any) -> Lore:
    """Lore over a data folder, with the stand-in as its model. Nothing is remembered, so that each question is a call."""
    settings = load_settings(home)
    chosen = {
        "model": f"openai:{MODEL}",
        "base_url": base_url,
        "api_key": SecretStr("k"),
        "remembered_answers": 0,
        **generator,
    }
    changed = {
        "generator": settings.generator.model_copy(update=chosen),
        "budget": settings.budget.model_copy(update={"day": budget}),
    }
    return Lore(settings.model_copy(update=changed))


def questions(most: int = 40) -> list[str]:
    """Those of the sample company that its documents answer."""
    lines = (SAMPLE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [one["question"] for one in map(json.loads, lines) if one["answerable"]][:most]


async def ask(lore: Lore, text: str, user: str = "") -> tuple[Answer | None, float]:
    """The answer to one question, and how long it took in all."""
    question = Question(text, Scope(Principal(user, administrator=True)))
    begun = time.perf_counter()
    answer: Answer | None = None
    async for event in lore.answerer.answer(question):
        if isinstance(event, Answer):
            answer = event
    return answer, time.perf_counter() - begun


async def under(lore: Lore, texts: Sequence[str], each: int, at_once: int) -> Outcome:
    """So many questions, some at a time."""
    outcome, turns = Outcome(each), asyncio.Semaphore(at_once)

    async def one(number: int) -> None:
        async with turns:
            answer, took = await ask(lore, texts[number % len(texts)], PEOPLE[number % len(PEOPLE)])
        outcome.longest_s = max(outcome.longest_s, took)
        if answer is not None and answer.text:
            outcome.by[_who(answer)] += 1

    await asyncio.gather(*(one(number) for number in range(each)))
    return outcome


def _who(answer: Answer) -> str:
    if answer.generator != EXTRACTIVE:
        return "model"
    began = answer.making is not None and bool(answer.making.returned)
    resting = "is left alone" in answer.notice
    return "sources after the model's beginning" if began else "sources at once (resting)" if resting else "sources"


def suffer(home: Path, fault: Fault, each: int, at_once: int, *, breaker: bool) -> Outcome:
    """One fault, so many times."""
    script = OpenAIServer(mode=fault.mode, answer=_answer, drip_s=fault.drip_s)
    script.faults, script.retry_after = fault.faults, fault.retry_after
    with script as server:
        base_url = closed_port() if fault.refused else server.base_url
        failures = 5 if breaker else 0
        with lore_with(home, base_url, failures_before_rest=failures, total_s=fault.total_s) as lore:
            lore.make_ready()
            asyncio.run(ask(lore, questions(1)[0]))  # the first call loads LangChain
            return asyncio.run(under(lore, questions(), each, at_once))


def _answer(messages: list[dict[str, Any]]) -> str:
    """Words out of the first excerpt that was sent, as a model would give them."""
    _, _, excerpt = str(messages[-1]["content"]).partition("[1]\n")
    _, _, text = excerpt.partition("\n\n")
    words = re.findall(r"\w+", text.partition("\n```")[0])[:16]
    return f"The documents say {' '.join(words)} [1].\n"


@dataclass(frozen=True, slots=True)
class Spending:
    """What was spent of a low budget, as the catalogue and as the server count it."""

    budget: int
    asked: int
    by_model: int
    catalogue: int
    server: int

    @property
    def is_kept(self) -> bool:
        """Whether neither count is above the budget, and there was something to spend it on."""
        return 0 < self.catalogue <= self.budget and self.server <= self.budget


def spend(home: Path, each: int, budget: int = BUDGET, processes: int = _PROCESSES) -> Spending:
    """Several processes, in each of which several people ask `each` questions together, against one budget."""
    began = _spent(home)
    with OpenAIServer(answer=_answer) as server:
        command = [sys.executable, "-m", "tests.benchmarks.model_faults", "--home", str(home), "--each", str(each)]
        command += ["--spend-at", server.base_url, "--budget", str(began + budget)]
        running = [subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
        by_model = sum(int(one.communicate(timeout=300)[0].split()[-1]) for one in running)
        told = sum(server.usage(one.body["messages"])["total_tokens"] for one in server.received)
    return Spending(budget, each * processes, by_model, _spent(home) - began, told)


def _spent(home: Path) -> int:
    with Lore(load_settings(home)) as lore:
        today = datetime.now(UTC).date()
        return sum(row.tokens for row in lore.catalogue.spending.spent(today - timedelta(1), today + timedelta(1)))


def _spend_here(home: Path, base_url: str, budget: int, each: int) -> int:
    """In one of several processes: how many answers were the model's."""
    with lore_with(home, base_url, budget=budget) as lore:
        lore.make_ready()
        return asyncio.run(under(lore, questions(), each, 8)).by["model"]


def report(home: Path, each: int, at_once: int) -> bool:
    """Print everything; whether all of it is as it must be."""
    good = True
    for breaker in (False, True):
        print(f"\n{'With' if breaker else 'Without'} the circuit breaker, {each} questions each, {at_once} at once:")
        print(f"{'fault':<30} {'answered':>9} {'longest':>9}  by")
        for fault in FAULTS:
            found = suffer(home, fault, each, at_once, breaker=breaker)
            by = ", ".join(f"{who} {count}" for who, count in found.by.most_common())
            print(f"{fault.name:<30} {found.answered:>5}/{found.asked:<3} {found.longest_s:>7.2f} s  {by}", flush=True)
            good = good and found.answered == found.asked and found.longest_s <= WITHIN_S
    found_spent = spend(home, each)
    print(
        f"\nBudget of {found_spent.budget:,} tokens a day, {_PROCESSES} processes, {len(PEOPLE)} people, "
        f"{found_spent.asked} questions: {found_spent.catalogue:,} spent by the catalogue's count, "
        f"{found_spent.server:,} by the server's; {found_spent.by_model} answers by the model, the others by the sources."
    )
    return good and found_spent.is_kept


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--at-once", type=int, default=10)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--spend-at", default="", help=argparse.SUPPRESS)
    parser.add_argument("--budget", type=int, default=BUDGET, help=argparse.SUPPRESS)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    if given.spend_at:
        print(_spend_here(given.home, given.spend_at, given.budget, given.each))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return 0 if report(make_home(given.home or Path(folder) / "home"), given.each, given.at_once) else 1


if __name__ == "__main__":
    raise SystemExit(main())
