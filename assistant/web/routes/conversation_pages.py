"""The pages of one's conversations: a list, one of them, and deleting, which is asked about. They work without a script."""

from __future__ import annotations

from typing import Annotated, Final

from anyio import to_thread
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from assistant.web.conversation_view import view_turns
from assistant.web.guard import OWN_SITE
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.routes.conversations import kept_by
from assistant.web.templating import page

router = APIRouter(include_in_schema=False)
PER_PAGE: Final = 50


@router.get("/conversations")
async def conversations_page(
    request: Request,
    services: ServicesDep,
    caller: CallerDep,
    at: Annotated[int, Query(ge=1, le=10_000)] = 1,
    delete: Annotated[str, Query(max_length=3)] = "",
) -> Response:
    """One's own conversations, newest first; with `delete=all`, the question whether all are to go."""
    kept = kept_by(services)
    found = await to_thread.run_sync(kept.of, caller)
    if delete == "all" and found:
        return page(request, "conversation_delete.html", {"dialogue": None, "count": len(found)})
    pages = max(1, -(-len(found) // PER_PAGE))
    start = (min(at, pages) - 1) * PER_PAGE
    context: dict[str, object] = {
        "dialogues": found[start : start + PER_PAGE],
        "total": len(found),
        "at": min(at, pages),
        "pages": pages,
        "is_kept": kept.is_kept,
    }
    return page(request, "conversations.html", context)


@router.get("/conversations/{conversation_id}")
async def conversation_page(
    request: Request,
    conversation_id: str,
    services: ServicesDep,
    caller: CallerDep,
    delete: Annotated[str, Query(max_length=3)] = "",
) -> Response:
    """One conversation; with `delete=yes`, the question whether it is to go."""
    whole = await to_thread.run_sync(kept_by(services).get, caller, conversation_id)
    if delete:
        return page(request, "conversation_delete.html", {"dialogue": whole.dialogue, "count": 1})
    return page(request, "conversation.html", {"dialogue": whole.dialogue, "turns": view_turns(whole.told)})


@router.post("/conversations/{conversation_id}/end")
async def end(request: Request, conversation_id: str, services: ServicesDep, caller: CallerDep) -> Response:
    """End it, and show it."""
    _check_own(request)
    await to_thread.run_sync(kept_by(services).end, caller, conversation_id)
    return RedirectResponse(request.url_for("conversation_page", conversation_id=conversation_id), 303)


@router.post("/conversations/{conversation_id}/delete")
async def delete_one(request: Request, conversation_id: str, services: ServicesDep, caller: CallerDep) -> Response:
    """Delete it, and show what is left."""
    _check_own(request)
    await to_thread.run_sync(kept_by(services).forget, caller, conversation_id)
    return RedirectResponse(request.url_for("conversations_page"), 303)


@router.post("/conversations")
async def delete_all(request: Request, services: ServicesDep, caller: CallerDep) -> Response:
    """Delete all; the form on the page of confirmation sends nothing else."""
    _check_own(request)
    await to_thread.run_sync(kept_by(services).forget_all, caller)
    return RedirectResponse(request.url_for("conversations_page"), 303)


def _check_own(request: Request) -> None:
    if request.headers.get("sec-fetch-site", "none") not in OWN_SITE:
        raise HTTPException(403, "Requests from other websites are refused.")
