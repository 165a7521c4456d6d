"""The command that holds a conversation: question after question, each going on from the one before."""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from assistant.commands.conversations import last_one
from assistant.commands.session import ERR, GLOBALS, OUT, AsUser, opened
from assistant.domain.answers import Answer, AnswerEvent, Delta
from assistant.domain.asked import Interface
from assistant.domain.provenance import Step
from assistant.domain.queries import Scope
from assistant.domain.questions import Question, Turn
from assistant.errors import LoreError, UsageError

if TYPE_CHECKING:
    from assistant.bootstrap import Lore

# ruff: noqa: PLC0415 - as in session.py

_PROMPT: Final = "you> "
_MOST: Final = 40
"""Turns that are remembered here where nothing is kept."""
HELP: Final = """\
Ask anything; a further question goes on from the last answer. Plain words
work too: in more detail, as a list, in German, where does it say that?

/shorter   the answer in fewer words
/show [N]  what stands around its place, or source N
/new       begin a new conversation
/forget    delete this one, and begin a new one
/quit      end, as Ctrl-D does; Ctrl-C stops an answer"""
_SAYING: Final = {"/shorter": "shorter", "/forget": "forget this conversation", "/show": "show me the thread"}
"""What a command says in words."""


def chat(
    going_on: Annotated[bool, typer.Option("--continue", help="go on with the last conversation")] = False,
    as_user: AsUser = None,
) -> None:
    """Ask one question after another; each goes on from what was said. /help lists what else can be said."""
    if GLOBALS.as_json:
        raise UsageError("a chat is for people: use `lore --json ask QUESTION --continue`")
    with opened() as lore:
        lore.make_ready()
        talk = _Talk(lore, lore.query("", as_user=as_user).scope)
        if going_on:
            talk.conversation = last_one(lore, as_user).id
        _greet(lore)
        with asyncio.Runner() as runner:
            while (words := _heard()) is not None and words != "/quit":
                _answer(runner, talk, words)
    if sys.stdin.isatty():
        OUT.print()


@dataclass(slots=True)
class _Talk:
    """What is known while a chat lasts. `said` is used where conversations are not kept."""

    lore: Lore
    scope: Scope
    conversation: str = ""
    said: list[Turn] = field(default_factory=list)

    def question(self, words: str) -> Question:
        """The words as the next question of the conversation."""
        asked = Question(words, self.scope, self.conversation, Interface.COMMAND_LINE)
        return asked if self.lore.conversations.is_kept else replace(asked, conversation_id="", said=tuple(self.said))

    def heard(self, words: str, answer: Answer) -> None:
        """Go on from this answer."""
        self.conversation = answer.conversation_id
        self.said = [*self.said, Turn("You", words), Turn("Lore", answer.text, ours=True)][-_MOST:]

    def begin_anew(self) -> None:
        """The next question goes on from nothing."""
        self.conversation, self.said = "", []


def _greet(lore: Lore) -> None:
    if sys.stdin.isatty():
        kept = "" if lore.conversations.is_kept else " Nothing of this is kept."
        ERR.print(f"Ask a question, or /help. Ctrl-D ends.{kept}", style="dim", markup=False, highlight=False)


def _heard() -> str | None:
    """The next line that says something; None at the end."""
    while True:
        try:
            line = input(_PROMPT if sys.stdin.isatty() else "")
        except EOFError:
            return None
        except KeyboardInterrupt:
            ERR.print("\nCtrl-D ends.", style="dim")
            continue
        if line.strip():
            return line.strip()


def _answer(runner: asyncio.Runner, talk: _Talk, words: str) -> None:
    command, _, rest = words.partition(" ")
    if command == "/help":
        OUT.print(HELP, markup=False, highlight=False)
    elif command == "/new":
        talk.begin_anew()
        OUT.print("A new conversation.", highlight=False)
    elif command.startswith("/") and command not in _SAYING:
        OUT.print(f"There is no {command}: /help lists what can be said.", markup=False, highlight=False)
    elif command in _SAYING and not (talk.conversation or talk.said):
        OUT.print("Nothing was said yet: ask a question first.", highlight=False)
    else:
        said = f"show source {rest}" if command == "/show" and rest.isdigit() else _SAYING.get(command, words)
        _ask(runner, talk, said)


def _ask(runner: asyncio.Runner, talk: _Talk, words: str) -> None:
    """One question. What goes wrong with it is said, and the chat goes on."""
    from assistant.terminal.answers import show_sources

    try:
        answer = runner.run(_streamed(talk, words))
    except KeyboardInterrupt:
        ERR.print("\nStopped.", style="dim")
        return
    except LoreError as error:
        ERR.print(f"lore: {error}", style="red", markup=False, highlight=False)
        return
    if answer is not None:
        show_sources(OUT, answer)
        talk.heard(words, answer)


async def _streamed(talk: _Talk, words: str) -> Answer | None:
    async with aclosing(talk.lore.asker.answer(talk.question(words))) as events:
        async for event in events:
            if isinstance(event, Answer):
                OUT.print("\n")
                return event
            _show(event)
    return None


def _show(event: AnswerEvent) -> None:
    from assistant.terminal.answers import showing_steps

    if isinstance(event, Delta):
        OUT.print(event.text, end="", markup=False, highlight=False, soft_wrap=True)
    elif isinstance(event, Step):
        showing_steps(ERR)(event)
