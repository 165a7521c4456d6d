"""`lore answers`: answers that were given, and how each came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from assistant.commands.session import GLOBALS, OUT, AsUser, opened, print_json
from assistant.errors import NotFound, UsageError

if TYPE_CHECKING:
    from assistant.bootstrap import Lore
    from assistant.domain.readers import Principal

# ruff: noqa: PLC0415 - as in session.py

LAST: Final = "last"
_WHOLE: Final = 32
"""Characters of an id."""

answers = typer.Typer(
    invoke_without_command=True,
    help="Open answers that were given: what was asked, found, sent to a model and returned, and what became of the sources.\n"
    "\nWithout a command: `list`.",
    epilog="Example: lore answers;  lore answers show last;  lore answers show 3f2a9c1b --as ana",
)


@answers.callback(invoke_without_command=True)
def lately(context: typer.Context) -> None:
    """List the newest ones where no command is said."""
    if context.invoked_subcommand is None:
        list_answers()


@answers.command("list", epilog="Example: lore answers list -n 50 --as ana")
def list_answers(
    most: Annotated[int, typer.Option("-n", help="how many, the newest", min=1, max=200)] = 20,
    as_user: AsUser = None,
) -> None:
    """List the newest questions with the ids of their answers: your own (--as), for administrators everybody's."""
    from assistant.terminal.provenance import show_asked
    from assistant.web.schemas.provenance import AnswersOut, AskedOut

    with opened() as lore:
        found = lore.knowledge.provenance.lately(lore.principal(as_user), most)
    if GLOBALS.as_json:
        print_json(AnswersOut(answers=[AskedOut.of(one) for one in found]).model_dump(mode="json"))
    else:
        show_asked(OUT, found)


@answers.command(epilog="Example: lore answers show last;  lore --json answers show 3f2a9c1b")
def show(
    answer: Annotated[str, typer.Argument(metavar="ID", help="an id, its beginning, or 'last'")],
    as_user: AsUser = None,
) -> None:
    """Show how an answer came about. Its words are withheld where it drew on what may not be read now, or is gone."""
    from assistant.terminal.provenance import show_opened
    from assistant.web.schemas.provenance import OpenedAnswerOut

    with opened() as lore:
        principal = lore.principal(as_user)
        found = lore.knowledge.provenance.open(principal, _meant(lore, principal, answer))
    if GLOBALS.as_json:
        print_json(OpenedAnswerOut.opened(found).model_dump(mode="json"))
    else:
        show_opened(OUT, found)


def _meant(lore: Lore, principal: Principal, answer: str) -> str:
    """The id that is meant: of the newest ones, where it is not whole."""
    from assistant.knowledge.provenance.opening import MOST_LISTED

    if len(answer) >= _WHOLE:
        return answer
    held = [one.id for one in lore.knowledge.provenance.lately(principal, MOST_LISTED)]
    found = held[:1] if answer == LAST else [id_ for id_ in held if id_.startswith(answer)]
    if len(found) > 1:
        raise UsageError(f"'{answer}' begins {len(found)} ids: write more of it (`lore answers` lists them)")
    if not found:
        raise NotFound(f"no answer that you may open is called '{answer}': `lore answers` lists the newest with their ids")
    return found[0]
