"""`GET /v1/glossary` and the page `/glossary`: what terms and acronyms mean here."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assistant.domain.readers import Principal
from assistant.errors import NotFound
from assistant.knowledge.glossary import Entry
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.schemas.glossary import EntryOut, GlossaryOut, definition_path
from assistant.web.services import Services
from assistant.web.templating import page

router = APIRouter(tags=["glossary"])

MOST = 1000
WHOLE_PAGE = 300
"""A glossary with more entries than this is shown a letter at a time."""

Text = Annotated[str, Query(max_length=200)]
Initial = Annotated[str, Query(max_length=1)]


class Wanted(BaseModel):
    """`q` is looked for in names and meanings; `initial` is a letter, or # for digits and marks; `k` is how many at most."""

    q: str = Field("", max_length=200)
    initial: str = Field("", max_length=1)
    k: int = Field(100, ge=1, le=MOST)


@router.get("/v1/glossary")
async def glossary(
    request: Request, wanted: Annotated[Wanted, Query()], services: ServicesDep, caller: CallerDep
) -> GlossaryOut:
    """The terms that documents define which the caller may read."""
    entries, initials = await to_thread.run_sync(_found, services, caller, wanted)
    site = str(request.base_url).rstrip("/")
    return GlossaryOut(entries=[EntryOut.of(entry, site) for entry in entries], total=sum(initials.values()))


@router.get("/v1/glossary/{name:path}")
async def term(request: Request, name: str, services: ServicesDep, caller: CallerDep) -> EntryOut:
    """One term, however its name is written: with hyphens or spaces, in capitals or not, in the plural."""
    entry = await to_thread.run_sync(services.knowledge.glossary.lookup, caller, name)
    if entry is None:
        raise NotFound("No document that you may read defines this term.")
    return EntryOut.of(entry, str(request.base_url).rstrip("/"))


@router.get("/glossary", include_in_schema=False)
async def glossary_page(
    request: Request, services: ServicesDep, caller: CallerDep, q: Text = "", initial: Initial = ""
) -> Response:
    """The glossary by the alphabet, with a search; long ones a letter at a time."""
    entries, initials = await to_thread.run_sync(_for_page, services, caller, q, initial)
    shown: dict[str, object] = {
        "q": q,
        "initial": _shown_initial(initials, q, initial),
        "initials": initials,
        "total": sum(initials.values()),
        "groups": [("", entries)] if q else _by_initial(entries),
        "definition_path": definition_path,
        "paged": sum(initials.values()) > WHOLE_PAGE,
    }
    return page(request, "glossary.html", shown)


def _found(services: Services, caller: Principal, wanted: Wanted) -> tuple[tuple[Entry, ...], dict[str, int]]:
    entries = services.knowledge.glossary.terms(caller, wanted.q, wanted.k, wanted.initial)
    return entries, services.knowledge.glossary.initials(caller)


def _for_page(services: Services, caller: Principal, q: str, initial: str) -> tuple[tuple[Entry, ...], dict[str, int]]:
    initials = services.knowledge.glossary.initials(caller)
    entries = services.knowledge.glossary.terms(caller, q, MOST, _shown_initial(initials, q, initial))
    return entries, initials


def _shown_initial(initials: dict[str, int], q: str, initial: str) -> str:
    """The letter that is shown: the one asked for, and of a long glossary else the first; none means all."""
    if q or initial or sum(initials.values()) <= WHOLE_PAGE:
        return "" if q else initial.upper()
    return next(iter(initials))


def _by_initial(entries: tuple[Entry, ...]) -> list[tuple[str, list[Entry]]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.initial, []).append(entry)
    return list(groups.items())
