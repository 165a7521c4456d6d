"""The commands about one's own conversations: list, show, export, end, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from assistant.commands.session import GLOBALS, OUT, AsUser, opened, print_json
from assistant.domain.dialogue import Dialogue
from assistant.errors import NotFound, UsageError

if TYPE_CHECKING:
    from assistant.bootstrap import Lore

# ruff: noqa: PLC0415 - as in session.py

conversations = typer.Typer(
    help="What you asked and what was answered: list, show, export, end, delete.  Example: lore conversations"
)
_FORMATS: Final = ("markdown", "json")

Id = Annotated[
    str, typer.Argument(metavar="ID", help="a conversation's id, or the beginning of one, as `lore conversations` lists it")
]


@conversations.callback(invoke_without_command=True)
def listed(context: typer.Context, as_user: AsUser = None) -> None:
    """Your conversations, the newest first."""
    if context.invoked_subcommand is None:
        list_(as_user)


@conversations.command("list", epilog="Example: lore conversations list --as ana")
def list_(as_user: AsUser = None) -> None:
    """Your conversations, the newest first."""
    with opened() as lore:
        found, is_kept = lore.conversations.of(lore.principal(as_user)), lore.conversations.is_kept
    if GLOBALS.as_json:
        from assistant.web.schemas.conversations import ConversationOut

        print_json({"conversations": [ConversationOut.of(one).model_dump(mode="json") for one in found]})
    else:
        from assistant.terminal.conversations import show_conversations

        show_conversations(OUT, found, is_kept=is_kept)


@conversations.command(epilog="Example: lore conversations show 3f9a01c2")
def show(conversation: Id, as_user: AsUser = None) -> None:
    """What was said in a conversation, as you may read it now."""
    with opened() as lore:
        whole = lore.conversations.get(lore.principal(as_user), _meant(lore, conversation, as_user).id)
    if GLOBALS.as_json:
        from assistant.web.schemas.conversations import WholeConversationOut

        print_json(WholeConversationOut.whole(whole, "").model_dump(mode="json"))
    else:
        from assistant.terminal.conversations import show_conversation

        show_conversation(OUT, whole)


@conversations.command(epilog="Example: lore conversations export 3f9a01c2 --format json > conversation.json")
def export(
    conversation: Id,
    form: Annotated[str, typer.Option("--format", help="markdown or json")] = "markdown",
    as_user: AsUser = None,
) -> None:
    """A conversation as Markdown or JSON, on standard output."""
    if form not in _FORMATS:
        raise UsageError(f"'{form}' is no format: choose {' or '.join(_FORMATS)}")
    from assistant.answering.conversing.export import as_markdown
    from assistant.web.schemas.answers import chunk_path
    from assistant.web.schemas.conversations import WholeConversationOut

    with opened() as lore:
        site = lore.settings.site.rstrip("/")
        whole = lore.conversations.get(lore.principal(as_user), _meant(lore, conversation, as_user).id)
    if form == "json" or GLOBALS.as_json:
        print_json(WholeConversationOut.whole(whole, site).model_dump(mode="json"))
    else:
        text = as_markdown(whole, lambda one: site + chunk_path(one.document, one.chunk))
        OUT.print(text, end="", markup=False, highlight=False, soft_wrap=True)


@conversations.command(epilog="Example: lore conversations end 3f9a01c2")
def end(conversation: Id, as_user: AsUser = None) -> None:
    """End a conversation: it can be read, and is not gone on with."""
    with opened() as lore:
        ended = lore.conversations.end(lore.principal(as_user), _meant(lore, conversation, as_user).id)
    _said({"ended": ended.id}, "Ended.")


@conversations.command(epilog="Example: lore conversations delete 3f9a01c2")
def delete(
    conversation: Annotated[str, typer.Argument(metavar="[ID]", help="as of `show`; or --all")] = "",
    every: Annotated[bool, typer.Option("--all", help="all of yours")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="without asking")] = False,
    as_user: AsUser = None,
) -> None:
    """Delete a conversation, or all, with what is recorded of its questions."""
    if every == bool(conversation):
        raise UsageError("name a conversation, or say --all: `lore conversations` lists them")
    with opened() as lore:
        principal, kept = lore.principal(as_user), lore.conversations
        meant = [] if every else [_meant(lore, conversation, as_user)]
        about = f"“{meant[0].title}”" if meant else f"all {len(kept.of(principal))} conversations"
        if not yes and not GLOBALS.as_json and not typer.confirm(f"Delete {about} for good?"):
            raise typer.Exit(1)
        if meant:
            kept.forget(principal, meant[0].id)
        count = 1 if meant else kept.forget_all(principal)
    _said({"deleted": count}, f"Deleted {count} conversation{'' if count == 1 else 's'}.")


def last_one(lore: Lore, as_user: str | None) -> Dialogue:
    """The conversation that `--continue` goes on with. Raises UsageError where there is none."""
    last = lore.conversations.last(lore.principal(as_user))
    if last is None:
        raise UsageError("there is no conversation to go on with: leave --continue out, and one begins")
    return last


def _meant(lore: Lore, words: str, as_user: str | None) -> Dialogue:
    """The one conversation whose id is this or begins so. Raises NotFound for none, UsageError for several."""
    mine = lore.conversations.of(lore.principal(as_user))
    found = [one for one in mine if one.id == words] or [one for one in mine if one.id.startswith(words)]
    if not found:
        raise NotFound(f"no conversation of yours is '{words}': `lore conversations` lists them")
    if len(found) > 1:
        raise UsageError(f"{len(found)} conversations begin with '{words}': write more of the id")
    return found[0]


def _said(told: dict[str, object], words: str) -> None:
    if GLOBALS.as_json:
        print_json(told)
    else:
        OUT.print(words, highlight=False)
