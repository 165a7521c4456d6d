"""`/v1/conversations`: one's own conversations, listed, read, exported, ended and deleted."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from assistant.answering.conversing.conversations import Conversations
from assistant.answering.conversing.export import as_markdown
from assistant.domain.dialogue import Dialogue
from assistant.domain.readers import Principal
from assistant.errors import NotFound
from assistant.web.cursors import Page, Place, page_of
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.schemas.answers import chunk_path
from assistant.web.schemas.conversations import (
    ConversationOut,
    ConversationsIn,
    ConversationsOut,
    DeletedOut,
    ExportIn,
    WholeConversationOut,
)
from assistant.web.services import Services

router = APIRouter(prefix="/v1", tags=["conversations"])


@router.get("/conversations")
async def conversations(
    wanted: Annotated[ConversationsIn, Query()], services: ServicesDep, caller: CallerDep
) -> ConversationsOut:
    """Your own conversations, a page at a time, the newest first."""
    kept = kept_by(services)
    found = await to_thread.run_sync(kept.of, caller)
    about = f"conversations of {caller.user}"
    shown, following = page_of(found, Page(wanted.limit, wanted.cursor, about), newest_first, is_sorted=True)
    listed = [ConversationOut.of(one) for one in shown]
    return ConversationsOut(conversations=listed, total=len(found), next=following, kept=kept.is_kept)


@router.delete("/conversations")
async def forget_all(services: ServicesDep, caller: CallerDep) -> DeletedOut:
    """Delete all of your conversations, and what is recorded of their questions."""
    return DeletedOut(deleted=await to_thread.run_sync(kept_by(services).forget_all, caller))


@router.get("/conversations/{conversation_id}")
async def conversation(
    conversation_id: str, services: ServicesDep, caller: CallerDep, request: Request
) -> WholeConversationOut:
    """A conversation of yours with what was said. Somebody else's is the same 404 as one that does not exist."""
    whole = await to_thread.run_sync(kept_by(services).get, caller, conversation_id)
    return WholeConversationOut.whole(whole, site_of(request))


@router.get(
    "/conversations/{conversation_id}/export",
    response_class=Response,
    responses={200: {"content": {"text/markdown": {}, "application/json": {}}}},
)
async def export(
    conversation_id: str,
    wanted: Annotated[ExportIn, Query()],
    services: ServicesDep,
    caller: CallerDep,
    request: Request,
) -> Response:
    """A conversation of yours as a file, Markdown or JSON, with links to its sources."""
    text, media_type, ending = await to_thread.run_sync(
        _exported, kept_by(services), caller, conversation_id, wanted.format, site_of(request)
    )
    name = f'attachment; filename="conversation.{ending}"'
    return Response(text, media_type=media_type, headers={"Content-Disposition": name})


@router.post("/conversations/{conversation_id}/end")
async def end(conversation_id: str, services: ServicesDep, caller: CallerDep) -> ConversationOut:
    """End a conversation of yours: it can still be read, and a question that names it is a 409."""
    return ConversationOut.of(await to_thread.run_sync(kept_by(services).end, caller, conversation_id))


@router.delete("/conversations/{conversation_id}", status_code=204, response_class=Response)
async def forget(conversation_id: str, services: ServicesDep, caller: CallerDep) -> Response:
    """Delete a conversation of yours, and what is recorded of its questions."""
    await to_thread.run_sync(kept_by(services).forget, caller, conversation_id)
    return Response(status_code=204)


def kept_by(services: Services) -> Conversations:
    """The use case. Raises NotFound where there is none."""
    if services.conversations is None:
        raise NotFound("Conversations are not kept here.")
    return services.conversations


def newest_first(dialogue: Dialogue) -> Place:
    """Where a conversation stands in the list."""
    return (-int(dialogue.last_at.timestamp() * 1_000_000), "", dialogue.id)


def site_of(request: Request) -> str:
    """The server's address, without a slash at its end."""
    return str(request.base_url).rstrip("/")


def _exported(kept: Conversations, caller: Principal, conversation_id: str, form: str, site: str) -> tuple[str, str, str]:
    """The text, its media type, and the ending of its file's name. Blocks."""
    whole = kept.get(caller, conversation_id)
    if form == "json":
        return WholeConversationOut.whole(whole, site).model_dump_json(indent=1), "application/json", "json"
    return as_markdown(whole, lambda one: site + chunk_path(one.document, one.chunk)), "text/markdown", "md"
