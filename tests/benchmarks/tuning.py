"""What `lore tune` is worth on a corpus: held-back questions before and after, and a set's own questions over a pool.

    lore --home H add folder SET/corpus --name docs && lore --home H ingest
    python -m tests.benchmarks.tuning H --set SET [--minutes 10] [--also OTHER_HOME OTHER_SET]

Of the documents that the set's questions are about nothing is learned. `--also` is a corpus that has nothing to do with it:
there the tuned model should be no worse. Nothing is kept, and no data folder is changed. One thread is used; the times of a
machine with more are better.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from rich.console import Console

from assistant.access.directory import LOCAL_ADMINISTRATOR
from assistant.bootstrap import open_lore
from assistant.evaluation.question_set import QuestionSet, load_question_set
from assistant.ports import IndexedDocument
from assistant.terminal.progress import progress_bars
from assistant.terminal.tuning import TuningProgress, show_prepared, show_verdict
from assistant.tuning.ports import Student
from assistant.tuning.trial import Asking, over_pool, scores
from assistant.tuning.tuner import Terms
from assistant.tuning.verdict import judge

OUT = Console(width=118)


@dataclass(frozen=True, slots=True)
class Compared:
    """A student with both of its states, and how much is asked and searched."""

    student: Student
    share: float
    questions: int
    texts: int

    def over(self, asked: QuestionSet, library: Sequence[IndexedDocument]) -> None:
        """Print a set's own questions before and after, by vectors alone."""
        id_of = {one.document.path: one.document.id for one in library}

        def known(paths: Iterable[str]) -> frozenset[str]:
            return frozenset(id_of[path] for path in paths if path in id_of)

        askings = [Asking(one.text, one.kind, known(one.relevant), known(one.related)) for one in asked.questions]
        trial = over_pool([asking for asking in askings if asking.relevant][: self.questions], library, self.texts)
        self.student.blend(0)
        before = scores([trial], self.student)
        self.student.blend(self.share)
        after = scores([trial], self.student)
        for row in judge(trial.askings, before, after).rows:
            found = row.difference
            OUT.print(
                f"{asked.name} {row.origin}: {row.questions} questions of people over {len(trial.texts)} chunks, "
                f"nDCG@10 {row.before:.3f} → {row.after:.3f}, {found.mean:+.3f} ({found.low:+.3f} to {found.high:+.3f})"
            )


def main() -> None:
    """See the module's docstring."""
    given = _arguments()
    torch.set_num_threads(1)
    began, worked = time.monotonic(), time.process_time()
    asked = load_question_set(given.set_dir)
    about = frozenset(path for one in asked.questions for path in one.relevant | one.related)
    with open_lore(given.home) as lore:
        prepared = lore.tuner.prepare(LOCAL_ADMINISTRATOR, about)
        show_prepared(OUT, prepared, examples=False)
        student = lore.student(given.seed)
        with progress_bars(OUT) as bars:
            terms = Terms(time.monotonic, given.minutes, given.seed)
            tuned = lore.tuner.tune(prepared, student, terms, TuningProgress(bars, OUT))
    show_verdict(OUT, tuned)
    OUT.print(f"the part that chooses, round by round: {', '.join(f'{score:.3f}' for score in tuned.learned.scores)}")
    OUT.print(f"kept: {'yes' if tuned.verdict.kept else 'no'}")
    compared = Compared(student, tuned.learned.share, given.questions, given.texts)
    compared.over(asked, prepared.library)
    for home, set_dir in given.also:
        with open_lore(home) as other:
            compared.over(load_question_set(set_dir), tuple(other.journal.indexed()))
    OUT.print(f"{time.monotonic() - began:.0f} s, {time.process_time() - worked:.0f} s of CPU")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--set", dest="set_dir", type=Path, required=True)
    parser.add_argument("--also", nargs=2, type=Path, action="append", default=[], metavar=("HOME", "SET"))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--texts", type=int, default=1000, help="chunks in the pool that a set's own questions are asked over")
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
