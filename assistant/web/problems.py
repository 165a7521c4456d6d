"""Every error as `application/problem+json` (RFC 9457), or as a page where a person is looking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import Scope

from assistant.errors import ConversationEnded, Forbidden, LoreError, NotFound, UsageError
from assistant.web.templating import render_error_page

PROBLEM = "application/problem+json"
API_PREFIXES = ("/v1/", "/livez", "/readyz", "/openapi.json")
UNEXPECTED = "Something went wrong inside Lore. The server's log has the details under this request id."

_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": HTTPStatus(status).phrase, "content": {PROBLEM: {"schema": _SCHEMA}}}
    for status in (400, 403, 404, 409, 413, 421, 422, 500, 503)
}
"""What the API's description says about errors; every route has them."""

log = structlog.get_logger(__name__)


def request_id(scope: Scope) -> str:
    """The id that the guard gave this request; it is in the response's X-Request-ID and in the log."""
    return str(scope.get("state", {}).get("request_id", ""))


def status_of(error: LoreError) -> int:
    """The HTTP status for an error that Lore raises on purpose."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Forbidden):
        return 403
    if isinstance(error, ConversationEnded):
        return 409
    return 400 if isinstance(error, UsageError) else 503


def problem(request: Request, status: int, detail: str, errors: Sequence[dict[str, Any]] = ()) -> Response:
    """The response for an error: JSON for programs, a page for a browser that was opening one.

    `type` is `about:blank`: the status says what sort of problem it is (RFC 9457, section 4.2.1).
    """
    title = HTTPStatus(status).phrase
    if _is_for_a_person(request):
        return render_error_page(request, status=status, title=title, detail=detail, request_id=request_id(request.scope))
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        "request_id": request_id(request.scope),
    }
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(body, status_code=status, media_type=PROBLEM)


def unexpected(request: Request, error: Exception) -> Response:
    """The response for a defect: a plain 500 outside, the traceback in the log."""
    log.error("request_failed", path=request.url.path, request_id=request_id(request.scope), exc_info=error)
    return problem(request, 500, UNEXPECTED)


def add_problem_handlers(app: FastAPI) -> None:
    """Make the app answer every error in this one way."""
    app.exception_handler(LoreError)(_on_lore_error)
    app.exception_handler(HTTPException)(_on_http_exception)
    app.exception_handler(RequestValidationError)(_on_invalid_request)


async def _on_lore_error(request: Request, error: LoreError) -> Response:
    status = status_of(error)
    if status >= 500:
        log.warning("request_unavailable", path=request.url.path, request_id=request_id(request.scope), reason=str(error))
    return problem(request, status, str(error))


async def _on_http_exception(request: Request, error: HTTPException) -> Response:
    response = problem(request, error.status_code, _worded(error))
    response.headers.update(error.headers or {})
    return response


async def _on_invalid_request(request: Request, error: RequestValidationError) -> Response:
    errors = [
        {"pointer": "/".join(["", *(str(part) for part in each["loc"][1:])]), "detail": _said(each)} for each in error.errors()
    ]
    first = errors[0]
    return problem(request, 422, f"{first['pointer'].lstrip('/') or 'body'}: {first['detail']}", errors)


def _said(invalid: Mapping[str, Any]) -> str:
    if invalid["type"] == "string_too_short" and invalid["ctx"]["min_length"] == 1:
        return "must not be empty"
    return str(invalid["msg"])


def _worded(error: HTTPException) -> str:
    if error.status_code == 404 and error.detail == HTTPStatus.NOT_FOUND.phrase:
        return "There is nothing at this address."
    if error.status_code == 405 and error.detail == HTTPStatus.METHOD_NOT_ALLOWED.phrase:
        return "This address does not take that method."
    return str(error.detail)


def _is_for_a_person(request: Request) -> bool:
    path = request.url.path
    if f"{path}/".startswith(API_PREFIXES):
        return False
    return "text/html" in request.headers.get("accept", "")
