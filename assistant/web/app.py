"""The web application: routes, errors, the guard around them, and static files."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from assistant.web.guard import Guard
from assistant.web.problems import RESPONSES, add_problem_handlers
from assistant.web.routes import (
    answers,
    ask,
    conversation_pages,
    conversations,
    decision_pages,
    decisions,
    documents,
    experts,
    feedback,
    gaps,
    glossary,
    health,
    onboarding,
    pages,
    related,
    search,
    sources,
    spending,
)
from assistant.web.services import Services
from assistant.web.templating import STATIC

ROUTERS = (
    search.router,
    ask.router,
    decisions.router,
    documents.router,
    related.router,
    glossary.router,
    onboarding.router,
    experts.router,
    sources.router,
    spending.router,
    health.router,
    gaps.router,
    feedback.router,
    answers.router,
    conversations.router,
    conversation_pages.router,
    pages.router,
    decision_pages.router,
)


def create_app(services: Services) -> FastAPI:
    """The ASGI application over these services; nothing is started or opened here."""
    app = FastAPI(
        title="Lore",
        summary="Answers from your design docs, code reviews and meetings, with citations that hold",
        version="1",
        docs_url=None,  # FastAPI's own pages load scripts from other sites; routes/pages.py has one that does not
        redoc_url=None,
    )
    app.state.services = services
    add_problem_handlers(app)
    app.add_middleware(Guard, hosts=services.hosts)
    for router in ROUTERS:
        app.include_router(router, responses=RESPONSES)
    app.router.routes.extend(services.routes)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app
