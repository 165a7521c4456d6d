"""The command line. Each command parses, calls and shows; `main` turns errors into one line and an exit status."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import structlog
import typer
from typer.exceptions import TyperException

from assistant.commands import (
    adding,
    answers,
    chatting,
    conversations,
    deciding,
    evaluating,
    experts,
    glossary,
    health,
    ingesting,
    onboarding,
    related,
    serving,
    slack,
    spending,
    tuning,
)
from assistant.commands.session import ERR, GLOBALS, OUT, AsUser, check_kind, opened, print_json
from assistant.domain.queries import Filters
from assistant.domain.readers import Readers
from assistant.domain.sources import SourceEntry
from assistant.errors import LoreError, StorageError, UsageError
from assistant.terminal.safe_console import without_orders

# ruff: noqa: PLC0415 - a command loads what it needs, so that `lore --help` and `lore sources` answer at once

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Answers from your design docs, code reviews and meetings, with citations that hold.\n\n"
    "Start:  lore add folder ./docs --name docs --readers everyone;  lore ingest;  lore ask 'why did we move to Kafka?'",
)
app.add_typer(adding.add, name="add")
app.add_typer(experts.people, name="people")
app.add_typer(deciding.decision, name="decision")
app.add_typer(evaluating.evaluation, name="eval")
app.add_typer(conversations.conversations, name="conversations")
app.add_typer(answers.answers, name="answers")


_INTERRUPTED = 130
"""What typer returns when a command was stopped with Ctrl-C."""

Kinds = Annotated[list[str], typer.Option("--kind", help="design-doc, code-review, meeting, page or thread; may be repeated")]
SourceNames = Annotated[list[str], typer.Option("--source", help="only this source; may be repeated")]
Authors = Annotated[list[str], typer.Option("--author", help="a name or one word of it; may be repeated")]
Folders = Annotated[
    list[str], typer.Option("--in", help="a folder of a source, such as adr, or a Slack channel's id; may be repeated")
]
Statuses = Annotated[list[str], typer.Option("--status", help="such as accepted or superseded; may be repeated")]
After = Annotated[datetime | None, typer.Option(help="not older than this day", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])]
Before = Annotated[datetime | None, typer.Option(help="older than this day", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])]
Literally = Annotated[bool, typer.Option("--literally", help="read no filters, times or parts into the words")]


@app.callback(no_args_is_help=True)
def options(
    home: Annotated[Path | None, typer.Option(help="the data folder [default: LORE_HOME or ~/.lore]")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="machine-readable output")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="a traceback with each error")] = False,
) -> None:
    """Take the options that stand before the verb."""
    GLOBALS.home, GLOBALS.as_json, GLOBALS.debug = home, as_json, debug


for _command, _example in (
    (ingesting.sources, "lore --json sources"),
    (ingesting.remove, "lore remove docs"),
    (ingesting.ingest, "lore ingest docs --full"),
    (experts.experts, "lore experts 'Kafka retention' -k 3 --as bo"),
    (glossary.glossary, "lore glossary CDM"),
    (related.similar, "lore similar ADR-0019 -k 5 --kind design-doc"),
    (deciding.decisions, "lore decisions kafka --status accepted --as-of 2024-03-01"),
    (onboarding.onboard, "lore onboard platform --as bo"),
    (health.gaps, "lore gaps --check"),
    (health.health, "lore health --weeks 4 --as ana"),
    (health.digest, "lore digest --team platform --send platform@tidewater.example"),
    (spending.spending, "lore spending --days 30 --as ana"),
    (spending.prompts, "lore prompts"),
    (chatting.chat, "lore chat --continue"),
    (tuning.tune, "lore tune --minutes 20 --use"),
    (slack.slack, "LORE_SLACK__BOT_TOKEN=xoxb-… LORE_SLACK__APP_TOKEN=xapp-… lore slack"),
):
    app.command(epilog=f"Example: {_example}")(_command)


@app.command(epilog="Example: lore search 'RFC 2119' --kind design-doc --after 2025-01-01 --as ana")
def search(
    text: str,
    k: Annotated[int, typer.Option("-k", help="how many chunks, 1 to 100")] = 10,
    kind: Kinds = [],  # noqa: B006 - typer copies it
    source: SourceNames = [],  # noqa: B006
    author: Authors = [],  # noqa: B006
    folder: Folders = [],  # noqa: B006
    status: Statuses = [],  # noqa: B006
    after: After = None,
    before: Before = None,
    as_user: AsUser = None,
    literally: Literally = False,
) -> None:
    """Find chunks by words and by meaning, best first."""
    from assistant.terminal.answers import show_hits

    filters = replace(_filters(kind, source, author, status, (after, before)), folders=tuple(folder))
    with opened() as lore:
        found = lore.find(replace(lore.query(text, k, filters, as_user), literally=literally, in_context=True))
    if GLOBALS.as_json:
        from assistant.web.schemas.answers import SearchOut

        print_json(SearchOut.of(found).model_dump(mode="json"))
    else:
        show_hits(OUT, found.result, found.understood)


@app.command(epilog="Example: lore ask 'why did we reject Protobuf?' --kind meeting")
def ask(
    question: str,
    kind: Kinds = [],  # noqa: B006
    source: SourceNames = [],  # noqa: B006
    author: Authors = [],  # noqa: B006
    folder: Folders = [],  # noqa: B006
    status: Statuses = [],  # noqa: B006
    after: After = None,
    before: Before = None,
    as_user: AsUser = None,
    literally: Literally = False,
    going_on: Annotated[bool, typer.Option("--continue", "-c", help="go on from the last conversation")] = False,
) -> None:
    """Answer a question with citations, or say that the answer is not there."""
    from assistant.domain.asked import Interface
    from assistant.domain.questions import Question
    from assistant.terminal.answers import show_answer, showing_steps

    filters = replace(_filters(kind, source, author, status, (after, before)), folders=tuple(folder))
    with opened() as lore, ERR.status("reading…"):
        scope = lore.query(question, filters=filters, as_user=as_user).scope
        last = conversations.last_one(lore, as_user).id if going_on else ""
        asked = Question(question, scope, last, Interface.COMMAND_LINE, literally=literally)
        answer = lore.answer_aloud(asked, showing_steps(ERR))
    if GLOBALS.as_json:
        from assistant.web.schemas.answers import AnswerOut

        print_json(AnswerOut.of(answer, "").model_dump(mode="json"))
    else:
        show_answer(OUT, answer)


@app.command(epilog="Example: lore serve --port 8080")
def serve(
    host: Annotated[str, typer.Option(help="the address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="the port to listen on", min=0, max=65535)] = 8080,
    watch: Annotated[bool, typer.Option("--watch", help="also keep the sources in step, by \\[schedule] of lore.toml")] = False,
    as_user: AsUser = None,
) -> None:
    """Serve the page and the HTTP interface, and take the webhooks of sources that have a webhook_secret."""
    from assistant.web.server import serve_app

    with opened() as lore, serving.in_step(lore, scheduled=watch) as routes:
        lore.check_embedder()
        services = replace(lore.services(as_user), routes=routes)
        serve_app(services, host, port, lambda address: OUT.print(f"Lore answers at {address}", highlight=False))


@app.command(epilog="Example: lore rebuild")
def rebuild() -> None:
    """Make both halves of the index anew from the catalogue, without embedding anything."""
    from ingest.bootstrap import ingest_lock

    with opened() as lore, ingest_lock(lore.home), ERR.status("rebuilding…"):
        lore.check_embedder()
        manifest = lore.publisher.publish()
    if GLOBALS.as_json:
        print_json({"documents": manifest.documents, "chunks": manifest.chunks, "sequence": manifest.sequence})
    else:
        OUT.print(f"Rebuilt: {manifest.documents} documents, {manifest.chunks} chunks.", highlight=False)


@app.command(epilog="Example: lore doctor")
def doctor() -> None:
    """Compare the catalogue, FAISS and tantivy by chunk, check every file of the index, and ask the language model one word."""
    from assistant.terminal.tables import show_agreement

    with opened() as lore:
        agreement = lore.doctor()
        trouble = lore.reranker_trouble()
        trial = lore.try_model()
    if GLOBALS.as_json:
        print_json(
            {
                "sound": agreement.sound,
                "reranker": trouble,
                "model": asdict(trial) if trial else None,
                **{k: sorted(v) if isinstance(v, frozenset) else v for k, v in asdict(agreement).items()},
            }
        )
    else:
        show_agreement(OUT, agreement)
        if trouble:
            OUT.print(f"searching without the reranker: {trouble}", style="red", markup=False, highlight=False)
        if trial:
            said = trial.said if trial.answers else f"answering without the language model: {trial.said}"
            OUT.print(said, style="" if trial.answers else "red", markup=False, highlight=False, soft_wrap=True)
    if not agreement.sound or trouble or (trial and not trial.answers):
        raise typer.Exit(1)


@app.command(epilog="Example: lore demo --port 8080")
def demo(
    port: Annotated[int, typer.Option(help="the port to listen on", min=0, max=65535)] = 8080,
    ingest_only: Annotated[bool, typer.Option("--ingest-only", help="prepare the data folder, and don't serve")] = False,
) -> None:
    """Ingest the sample corpus of an invented company, and serve it."""
    from assistant.adapters.shipped import shipped

    sample = shipped("deploy/demo", "demo")
    if GLOBALS.home is None:
        GLOBALS.home = Path(".demo")
    settings = GLOBALS.home / "lore.toml"
    if not settings.exists():
        try:
            GLOBALS.home.mkdir(parents=True, exist_ok=True)
            settings.write_bytes((sample / "lore.toml").read_bytes())
        except OSError as error:
            raise StorageError(f"{GLOBALS.home} can't be written ({error.strerror}): name another with --home") from error
    with opened() as lore:
        held = {state.entry.name for state in lore.catalogue.sources.states()}
        for name, folder, readers in (("tidewater", "corpus", "everyone"), ("security", "security", "group:security")):
            if name not in held:
                entry = SourceEntry(name, "folder", str(sample / folder), "", Readers.parse(readers), datetime.now(UTC))
                lore.catalogue.sources.add(entry)
        ingesting.run_ingest(lore, [])
        suggestion = next(iter(lore.settings.suggestions), "What was decided, and why?")
    command = f"{sys.argv[0]} --home {GLOBALS.home} ask '{suggestion}'"
    OUT.print(f"\nTry:  {command}\nor ask on the page.", highlight=False, soft_wrap=True)
    if not ingest_only:
        serve("127.0.0.1", port)


def _filters(
    kinds: list[str],
    names: list[str],
    authors: list[str],
    statuses: list[str],
    between: tuple[datetime | None, datetime | None],
) -> Filters:
    for kind in kinds:
        check_kind(kind)
    after, before = (when.replace(tzinfo=UTC) if when else None for when in between)
    return Filters(tuple(kinds), tuple(names), tuple(authors), tuple(statuses), after, before)


def main() -> NoReturn:
    """Run a command; errors that Lore raises on purpose are one line on standard error."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # standard output is the command's answer
    try:
        status = app(prog_name="lore", standalone_mode=False)
    except TyperException as error:
        _say_misused(error)
        sys.exit(error.exit_code)
    except UnicodeEncodeError:
        if all(argument.encode("utf-8", "replace").decode() == argument for argument in sys.argv[1:]):
            raise
        print("lore: an argument is not valid UTF-8: write it in the terminal's encoding", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except LoreError as error:
        if GLOBALS.debug:
            ERR.print_exception()
        print(without_orders(f"lore: {error}"), file=sys.stderr)  # noqa: T201
        sys.exit(2 if isinstance(error, UsageError) else 1)
    if status == _INTERRUPTED:
        print("lore: stopped; what was acknowledged is kept", file=sys.stderr)  # noqa: T201
    sys.exit(status or 0)


def _say_misused(error: TyperException) -> None:
    """What was wrong with the arguments, on one line; for no arguments at all the help is printed already."""
    if message := " ".join(error.format_message().split()).rstrip("."):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "lore"
        print(f"lore: {message}: see `{command} --help`", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
