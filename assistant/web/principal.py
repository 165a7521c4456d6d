"""Who is asking: the one place where requests will be authenticated."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Request

from assistant.domain.readers import Principal
from assistant.web.services import Services


def services_of(request: Request) -> Services:
    """The use cases that `create_app` was given."""
    services: Services = request.app.state.services
    return services


async def caller_of(request: Request) -> Principal:
    """The request's principal, never read from its body.

    Lore listens on a loopback address only for now, where whoever can connect is the person who started it.
    """
    return await to_thread.run_sync(services_of(request).caller)


ServicesDep = Annotated[Services, Depends(services_of)]
CallerDep = Annotated[Principal, Depends(caller_of)]
