"""`GET /v1/experts`, `/v1/people` and their pages: whom to ask, and who somebody is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from assistant.domain.people import Role
from assistant.domain.readers import Principal
from assistant.errors import NotFound
from assistant.knowledge.people.experts import NOBODY, Expert
from assistant.knowledge.people.identities import Identity
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.schemas.answers import chunk_path
from assistant.web.schemas.experts import ExpertsOut, PairIn, PeopleOut, PersonOut, ProfileOut, person_path, place_path
from assistant.web.services import Services
from assistant.web.templating import page

router = APIRouter(tags=["experts"])

MOST = 20
WORKS = 100
"""So many documents of a person are shown on their page."""
DID = {
    Role.AUTHOR: "Wrote",
    Role.REVIEWER: "Reviewed",
    Role.DECIDER: "Decided",
    Role.SPEAKER: "Spoke",
    Role.ATTENDEE: "Was there",
    Role.OWNER: "Owns",
}

Topic = Annotated[str, Query(min_length=1, max_length=500, pattern=r"\S", description="what somebody should know about")]
MaybeTopic = Annotated[str, Query(max_length=500)]
Alias = Annotated[str, Form(min_length=1, max_length=200)]


@router.get("/v1/experts")
async def experts(
    request: Request, services: ServicesDep, caller: CallerDep, q: Topic, k: Annotated[int, Query(ge=1, le=MOST)] = 5
) -> ExpertsOut:
    """Whom to ask about a topic, by what they wrote, reviewed, decided and said in what the caller may read."""
    found = await to_thread.run_sync(services.knowledge.experts.suggest, caller, q, k)
    return ExpertsOut.of(q, found, _site(request))


@router.get("/v1/people")
async def people(
    request: Request, services: ServicesDep, caller: CallerDep, q: Annotated[str, Query(min_length=1, max_length=200)]
) -> PeopleOut:
    """Those whom a name, an address, an account or a key of lore.toml means."""
    found = await to_thread.run_sync(services.knowledge.people.called, caller, q)
    return PeopleOut(people=[PersonOut.of(one, _site(request)) for one in found])


@router.get("/v1/people/{person_id}")
async def person(person_id: str, request: Request, services: ServicesDep, caller: CallerDep) -> ProfileOut:
    """Who somebody is, what they did, and why their aliases are theirs."""
    found = await to_thread.run_sync(services.knowledge.people.profile, caller, person_id)
    return ProfileOut.of(found, _site(request))


@router.post("/v1/people/same")
async def same(body: PairIn, request: Request, services: ServicesDep, caller: CallerDep) -> PersonOut:
    """Say that two are one person. For administrators and curators."""
    joined = await to_thread.run_sync(services.knowledge.people.same, caller, body.one, body.other)
    return PersonOut.of(joined, _site(request))


@router.post("/v1/people/different")
async def different(body: PairIn, request: Request, services: ServicesDep, caller: CallerDep) -> PersonOut:
    """Say that the alias `one` is not the person `other`. For administrators and curators."""
    parted = await to_thread.run_sync(services.knowledge.people.different, caller, body.one, body.other)
    return PersonOut.of(parted, _site(request))


@router.get("/people", include_in_schema=False)
@router.get("/experts", include_in_schema=False)
async def experts_page(request: Request, services: ServicesDep, caller: CallerDep, q: MaybeTopic = "") -> Response:
    """A box for a topic or a name, and below it who knows, with the reasons."""
    found = await to_thread.run_sync(_found, services, caller, q.strip())
    shown = {"q": q.strip(), "experts": found.experts, "called": found.called, "nobody": NOBODY}
    return page(request, "experts.html", shown | _words())


@router.get("/people/{person_id}", include_in_schema=False)
async def person_page(request: Request, person_id: str, services: ServicesDep, caller: CallerDep) -> Response:
    """A person's documents and decisions, and who they are known as."""
    profile = await to_thread.run_sync(services.knowledge.people.profile, caller, person_id)
    shown = {"profile": profile, "works": profile.works[:WORKS], "may_rule": services.knowledge.people.permits(caller)}
    return page(request, "person.html", shown | _words())


@router.post("/people/{person_id}/same", include_in_schema=False)
async def same_form(person_id: str, services: ServicesDep, caller: CallerDep, other: Alias) -> Response:
    """Say on the page that somebody else is this person too."""
    return await to_thread.run_sync(_rule, services, caller, person_id, (other, True))


@router.post("/people/{person_id}/different", include_in_schema=False)
async def different_form(person_id: str, services: ServicesDep, caller: CallerDep, other: Alias) -> Response:
    """Say on the page that an alias is not this person's."""
    return await to_thread.run_sync(_rule, services, caller, person_id, (other, False))


@dataclass(frozen=True, slots=True)
class _Found:
    experts: tuple[Expert, ...] = ()
    called: tuple[Identity, ...] = ()


def _found(services: Services, caller: Principal, q: str) -> _Found:
    if not q:
        return _Found()
    try:
        called = tuple(services.knowledge.people.called(caller, q))[:MOST]
    except NotFound:
        called = ()
    return _Found(services.knowledge.experts.suggest(caller, q), called)


def _rule(services: Services, caller: Principal, person_id: str, ruling: tuple[str, bool]) -> Response:
    known, (other, is_same) = services.knowledge.people, ruling
    key = known.profile(caller, person_id).person.key
    if is_same:
        return RedirectResponse(person_path(known.same(caller, key, other)), 303)
    known.different(caller, other, key)
    return RedirectResponse(f"/people/{person_id}", 303)


def _words() -> dict[str, object]:
    return {"did": DID, "person_path": person_path, "chunk_path": chunk_path, "place_path": place_path}


def _site(request: Request) -> str:
    return str(request.base_url).rstrip("/")
