"""The commands that measure: `lore eval` over a question set, and what helps to write one."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from assistant.commands.session import ERR, GLOBALS, OUT, AsUser, opened, print_json
from assistant.domain.queries import Query
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.bootstrap import Lore
    from assistant.domain.hits import SearchResult
    from assistant.evaluation.comparison import Comparison
    from assistant.evaluation.placing import Listing
    from assistant.evaluation.question_set import QuestionSet
    from assistant.evaluation.runner import Report

# ruff: noqa: PLC0415 - as in session.py

_RUN = "run"
_HELP = ("-h", "--help")


class SetOrCommand(TyperGroup):
    """`lore eval SET` is `lore eval run SET`: whatever is no command of the group is a set to measure by."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - click's context, which typer does not export
        """As TyperGroup has it, with the command that was not said."""
        said = args and (args[0] in self.commands or args[0] in _HELP)
        return super().parse_args(ctx, args if said or not args else [_RUN, *args])


evaluation = typer.Typer(
    cls=SetOrCommand,
    no_args_is_help=True,
    help="Measure how well Lore finds and answers, by questions whose answer is known.\n\n"
    "`lore eval SET` is short for `lore eval run SET`. A SET is a folder with questions.jsonl and corpus/, or one file of "
    "your own questions, which `lore eval new` and `lore eval collect` help to write.",
    epilog="Example: lore eval new questions.yaml;  lore eval questions.yaml --answers --html report.html",
)


@evaluation.command(
    _RUN,
    epilog="Examples: lore eval deploy/demo --json before.json;  lore eval deploy/demo --answers --against before.json "
    "--html report.html;  lore eval questions.yaml --source wiki --as ana",
)
def run(
    question_set: Annotated[Path, typer.Argument(metavar="SET", help="a folder with questions.jsonl, or a file of questions")],
    k: Annotated[int, typer.Option("--k", help="where rankings are cut, besides 5", min=1, max=100)] = 10,
    json_file: Annotated[Path | None, typer.Option("--json", help="write the report here")] = None,
    html_file: Annotated[Path | None, typer.Option("--html", help="write a page with plots here")] = None,
    against: Annotated[Path | None, typer.Option(help="an earlier --json to compare with")] = None,
    answers: Annotated[bool, typer.Option("--answers", help="also answer each question, and score abstention")] = False,
    evidence_tokens: Annotated[
        int, typer.Option(help="how much evidence a generator would be sent; 0 leaves its measures out", min=0, max=100_000)
    ] = 2000,
    limit: Annotated[int | None, typer.Option(help="only so many questions, drawn at random with a fixed seed", min=1)] = None,
    kind: Annotated[list[str], typer.Option("--kind", help="only this kind of question, or 'why*'; may be repeated")] = [],  # noqa: B006
    source: Annotated[str, typer.Option(help="search this source only; without it the one that is SET/corpus, or all")] = "",
    literally: Annotated[
        bool, typer.Option("--literally", help="search the words alone: nothing in them becomes a filter")
    ] = False,
    as_user: AsUser = None,
) -> None:
    """Score the current index on a set of questions. Nothing is ingested: the documents have to be in a source already."""
    from assistant.evaluation.comparison import compare, load_earlier

    questions = _chosen(question_set, kind, limit)
    earlier = load_earlier(against) if against else None
    with opened() as lore:
        searched = source or _source_of(lore, question_set / "corpus")
        done = _evaluated(lore, questions, _Asked(searched, k, evidence_tokens, as_user, answers, literally))
    comparison = compare(done, earlier) if earlier else None
    _report(done, comparison, json_file, html_file)


@evaluation.command(epilog="Example: lore eval new questions.yaml")
def new(
    file: Annotated[Path, typer.Argument(help="a new file that ends in .yaml, .csv or .jsonl")],
) -> None:
    """Write a template for a question set of your own, with examples and what each field means."""
    from assistant.evaluation.set_files import write_template

    write_template(file)
    if GLOBALS.as_json:
        print_json({"written": str(file)})
    else:
        OUT.print(
            f"{file} explains itself. Write your questions into it, then: lore eval {file}", highlight=False, markup=False
        )


@evaluation.command(epilog="Example: lore eval collect questions.yaml --weeks 26")
def collect(
    file: Annotated[
        Path, typer.Argument(help="the file to add to, which ends in .yaml, .csv or .jsonl; made if there is none")
    ],
    weeks: Annotated[int, typer.Option(help="how many weeks back ratings count", min=1, max=520)] = 52,
    as_user: AsUser = None,
) -> None:
    """Add questions from people's ratings: 👍 makes what the answer cited relevant, 👎 the better source that was named. What
    somebody expected the answer to say is added as a note, 'expected', for whoever looks through the file.

    Administrators and curators get everybody's questions, others (--as) their own; documents are named only where they may be
    read. Questions that the file holds already are not added again. Look through what was added: a rating is no proof.
    """
    from assistant.evaluation.set_files import append

    with opened() as lore:
        gathered = lore.knowledge.judged.gather(lore.principal(as_user), weeks)
    rows = [
        {
            "question": one.question,
            "path": [f"{document.source}:{document.path}" for document in one.documents],
            "kind": "corrected by a reader" if one.corrected else "liked by a reader",
            **({"expected": one.expected} if one.expected else {}),
        }
        for one in gathered.named
    ]
    added = append(file, rows)
    if GLOBALS.as_json:
        print_json({"added": added, "found": len(rows), "left_out": gathered.left_out})
        return
    if not rows and not gathered.left_out:
        OUT.print("Nobody has rated an answer yet, so there is nothing to collect: 👍 and 👎 stand under each answer.")
        return
    OUT.print(f"{file}: {added} questions added, {len(rows) - added} were there already.", highlight=False, markup=False)
    for why, count in gathered.left_out.items():
        OUT.print(f"{count} ratings left out: {why}.", highlight=False, markup=False)


@dataclass(frozen=True, slots=True)
class _Asked:
    """How a set is asked: of which source ("" is all), cut where, with how much evidence, by whom, and if it is answered."""

    source: str
    k: int
    evidence_tokens: int
    as_user: str | None
    answers: bool
    literally: bool

    @property
    def steps(self) -> list[str]:
        """What is done with each question, as the progress hears it."""
        return ["search", *(["evidence"] if self.evidence_tokens else []), *(["ask"] if self.answers else [])]


class _Understanding:
    """Search as `lore search` does it: what a question's words ask for becomes a filter, unless they are taken literally."""

    def __init__(self, lore: Lore) -> None:
        self._lore = lore

    def search(self, query: Query) -> SearchResult:
        """What is found."""
        return self._lore.understanding.search(query).result


def _chosen(path: Path, kinds: list[str], limit: int | None) -> QuestionSet:
    """The questions of a folder or file that are asked."""
    from assistant.evaluation.own_sets import load_own_set
    from assistant.evaluation.question_set import drawn, load_question_set, of_kinds

    questions = load_question_set(path) if path.is_dir() or not path.suffix else load_own_set(path)
    if kinds:
        questions = of_kinds(questions, kinds)
    return drawn(questions, limit) if limit else questions


def _evaluated(lore: Lore, questions: QuestionSet, asked: _Asked) -> Report:
    from assistant.evaluation import placing, runner
    from assistant.terminal.progress import progress_bars

    found = placing.placed(questions, _listing(lore, asked.source))
    for warning in found.warnings:
        ERR.print(f"Note: {warning}", highlight=False, markup=False)
    lore.make_ready()
    options = runner.EvaluationOptions(
        principal=lore.principal(asked.as_user) if asked.as_user else runner.ADMINISTRATOR,
        source=asked.source,
        k=asked.k,
        gatherer=lore.answerer if asked.evidence_tokens else None,
        evidence_tokens=asked.evidence_tokens,
        literally=asked.literally,
    )
    searcher = _Understanding(lore)
    searcher.search(Query("warm-up", options.scope, 1))  # what is loaded by the first search is not the time of a search
    with progress_bars(ERR) as bars:
        tasks = {step: bars.add_task(step, total=len(questions.questions)) for step in asked.steps}
        answerer = lore.answerer if asked.answers else None
        done = runner.evaluate(found.questions, searcher, answerer, options, lambda step: bars.advance(tasks[step]))
    return replace(done, warnings=found.warnings)


def _source_of(lore: Lore, corpus: Path) -> str:
    """The source that is this folder; "" for a set without a corpus of its own, which is asked of all sources."""
    if not corpus.is_dir():
        return ""
    for state in lore.catalogue.sources.states():
        if Path(state.entry.location) == corpus.resolve():
            return state.entry.name
    raise UsageError(
        f"no source is the folder {corpus}: `lore add folder {corpus} --name NAME`, `lore ingest`, then again; "
        "or choose one of yours with --source"
    )


def _listing(lore: Lore, source: str) -> Listing:
    """The documents that are held, of one source or of all."""
    from assistant.evaluation.placing import Listing

    names = [lore.catalogue.sources.get(source).name] if source else [s.entry.name for s in lore.catalogue.sources.states()]
    held = {name: lore.catalogue.ledger.held(name).documents for name in names}
    return Listing({name: {path: one.url for path, one in documents.items()} for name, documents in held.items()})


def _report(done: Report, comparison: Comparison | None, json_file: Path | None, html_file: Path | None) -> None:
    from assistant.evaluation.html_report import as_html
    from assistant.evaluation.report import as_json
    from assistant.evaluation.table import as_table

    if json_file:
        _write(json_file, json.dumps(as_json(done, comparison), ensure_ascii=False, indent=1), "--json")
    if html_file:
        _write(html_file, as_html(done, comparison), "--html")
    if GLOBALS.as_json:
        print_json(as_json(done, comparison))
    else:
        OUT.print(as_table(done, comparison))


def _write(file: Path, text: str, option: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the file {file} can't be written ({error.strerror}): choose another {option}") from error
