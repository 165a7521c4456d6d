"""The pages' templates: Jinja with escaping on, and the few words that they need."""

from __future__ import annotations

from pathlib import Path

from fastapi import Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.domain.asked import COMPLAINTS, complaint_in_words
from assistant.knowledge.provenance.wording import OUTCOMES
from assistant.web import health_view, views
from assistant.web.rendering import render_markdown
from assistant.web.schemas.answers import document_path

PAGES = Path(__file__).parent / "pages"
STATIC = PAGES / "static"
OTHERS_SHOWN = 5
"""How many documents that are not cited are shown unfolded."""


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        kind_label=views.kind_label,
        caution=views.caution,
        by=views.by,
        render_markdown=render_markdown,
        age=views.age,
        day=views.day,
        audience=views.audience,
        document_path=document_path,
        with_code=views.with_code,
        outcome=OUTCOMES.get,
        complaint=complaint_in_words,
        share=lambda value: health_view.share(value).said,
    )
    environment.globals["shown"] = OTHERS_SHOWN
    environment.globals["complaints"] = [(complaint.value, words) for complaint, words in COMPLAINTS.items()]
    environment.globals["kinds"] = [(kind.value, label) for kind, label in views.KINDS.items()]
    return environment


_templates = Jinja2Templates(env=_environment())


def page(request: Request, name: str, context: dict[str, object], status: int = 200) -> Response:
    """A whole page. `organisation` comes from the services."""
    organisation = request.app.state.services.organisation if "app" in request.scope else ""
    return _templates.TemplateResponse(request, name, {"organisation": organisation, **context}, status_code=status)


def fragment(name: str, context: dict[str, object]) -> str:
    """A part of a page, for the stream that the script reads."""
    return _templates.get_template(name).render(context)


def render_error_page(request: Request, *, status: int, title: str, detail: str, request_id: str) -> Response:
    """An error in the look of the pages."""
    context: dict[str, object] = {"status": status, "heading": title, "detail": detail, "request_id": request_id}
    return page(request, "error.html", context, status)
