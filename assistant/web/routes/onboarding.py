"""`GET /v1/onboarding`, what was read of a path, and the page for somebody who is new."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from assistant.knowledge.onboarding.guide import Guide
from assistant.knowledge.onboarding.reading_time import SAID
from assistant.knowledge.onboarding.relevance import LONGEST_TOPIC
from assistant.web.guard import OWN_SITE
from assistant.web.principal import CallerDep, ServicesDep
from assistant.web.schemas.answers import document_path
from assistant.web.schemas.glossary import definition_path
from assistant.web.schemas.onboarding import Id, OnboardingOut, ProgressIn, Topic, TopicsOut
from assistant.web.templating import page

router = APIRouter(tags=["onboarding"])

NEWS = {"new": "New", "changed": "Changed", "decided": "Decided", "replaced": "Replaced"}

TopicDep = Annotated[str, Query(max_length=LONGEST_TOPIC)]


class ProgressForm(BaseModel):
    """The check boxes of a page: `shown` are all of them, `read` those that are ticked."""

    topic: Topic
    since: Annotated[str, Field(max_length=20)] = ""
    shown: Annotated[list[Id], Field(max_length=200)] = []
    read: Annotated[list[Id], Field(max_length=200)] = []


@router.get("/v1/onboarding/topics")
async def topics(services: ServicesDep, caller: CallerDep) -> TopicsOut:
    """What a path can be asked for: a topic can be any words, these are known to have documents."""
    return TopicsOut.of(await to_thread.run_sync(services.knowledge.onboarding.topics, caller))


@router.get("/v1/onboarding")
async def onboarding(
    request: Request,
    services: ServicesDep,
    caller: CallerDep,
    topic: Annotated[str, Query(min_length=1, max_length=LONGEST_TOPIC)],
    since: date | None = None,
) -> OnboardingOut:
    """What somebody who is new to a team or a topic reads, in which order and why, with the decisions in force, the terms,
    the people, and what changed since a day."""
    guide = await to_thread.run_sync(services.knowledge.onboarding.guide, caller, topic, since)
    return OnboardingOut.of(guide, str(request.base_url).rstrip("/"))


@router.post("/v1/onboarding/progress", status_code=204)
async def progress(body: ProgressIn, services: ServicesDep, caller: CallerDep) -> None:
    """Keep what the caller has read, and what not."""
    await to_thread.run_sync(services.knowledge.onboarding.mark, caller, body.topic, body.read, body.unread)


@router.get("/onboarding", include_in_schema=False)
async def onboarding_page(
    request: Request, services: ServicesDep, caller: CallerDep, topic: TopicDep = "", since: str = ""
) -> Response:
    """A path with check boxes; without a topic, what there is to choose from."""
    shown: dict[str, object] = {"topic": topic.strip(), "guide": None, "since": since}
    if not topic.strip():
        found = await to_thread.run_sync(services.knowledge.onboarding.topics, caller)
        return page(request, "onboarding.html", shown | {"topics": found})
    guide = await to_thread.run_sync(services.knowledge.onboarding.guide, caller, topic, _day(since))
    return page(request, "onboarding.html", shown | _shown(guide))


@router.get("/onboarding/path.md", include_in_schema=False)
async def export(services: ServicesDep, caller: CallerDep, topic: TopicDep) -> Response:
    """The path as a file for the team's repository."""
    text = await to_thread.run_sync(services.knowledge.onboarding.export, caller, topic)
    headers = {"Content-Disposition": 'attachment; filename="reading-path.md"'}
    return PlainTextResponse(text, media_type="text/markdown; charset=utf-8", headers=headers)


@router.post("/onboarding/progress", include_in_schema=False)
async def progress_form(
    request: Request, form: Annotated[ProgressForm, Form()], services: ServicesDep, caller: CallerDep
) -> Response:
    """The same as the API's, from the page's form."""
    if request.headers.get("sec-fetch-site", "none") not in OWN_SITE:
        raise HTTPException(403, "Requests from other websites are refused.")
    unread = sorted(set(form.shown) - set(form.read))
    await to_thread.run_sync(services.knowledge.onboarding.mark, caller, form.topic, form.read, unread)
    kept = {"topic": form.topic} | ({"since": form.since} if form.since else {})
    return RedirectResponse(f"/onboarding?{urlencode(kept)}#path", 303)


def _day(since: str) -> date | None:
    """A day from the page's address; anything else is none, since a link must not fail by it."""
    try:
        return date.fromisoformat(since) if since else None
    except ValueError:
        return None


def _shown(guide: Guide) -> dict[str, object]:
    today = datetime.now(UTC).date()
    starts = {day.first: day for day in guide.days}
    stages = [(stage, list(items)) for stage, items in groupby(guide.items, key=lambda item: item.stage)]
    links = {
        item.number: f"{document_path(item.document)}#c-{item.key}" if item.key else document_path(item.document)
        for item in guide.items
    }
    return {
        "guide": guide,
        "topics": guide.topics,
        "stages": stages,
        "starts": starts,
        "links": links,
        "speed": SAID,
        "definition_path": definition_path,
        "news": NEWS,
        "week_ago": (today - timedelta(7)).isoformat(),
        "quarter_ago": (today - timedelta(90)).isoformat(),
    }
