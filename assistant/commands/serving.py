"""What `lore serve` does beside serving: it brings sources in step, on a schedule or when a webhook says so."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog

from assistant.commands.ingesting import wired_watch
from assistant.domain.sources import Coverage
from assistant.errors import UsageError

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from assistant.bootstrap import Lore
    from ingest.webhooks import Hooked

# ruff: noqa: PLC0415 - as in session.py

_ENDS_WITHIN_S = 30.0


@contextmanager
def in_step(lore: Lore, *, scheduled: bool) -> Iterator[tuple[BaseRoute, ...]]:
    """Routes for the webhooks; a thread of this process looks at what they name, and with `scheduled` at what is due.

    Without webhooks and schedule there is neither a route nor a thread.
    """
    from ingest.webhooks import webhook_route

    if not scheduled and not any(given.webhook_secret.get_secret_value() for given in lore.settings.sources.values()):
        yield ()
        return
    watch, stopping = wired_watch(lore, []), threading.Event()
    thread = threading.Thread(
        target=watch.run, args=(stopping, _report, _complain), kwargs={"scheduled": scheduled}, name="in-step", daemon=True
    )
    thread.start()
    try:
        yield (webhook_route(lambda name: _hooked(lore, name), watch.nudge),)
    finally:
        stopping.set()
        thread.join(_ENDS_WITHIN_S)


def _hooked(lore: Lore, name: str) -> Hooked | None:
    from ingest.webhooks import Hooked

    try:
        entry = lore.catalogue.sources.get(name)
    except UsageError:
        return None
    return Hooked(entry.type, lore.settings.source(name).webhook_secret.get_secret_value())


def _report(coverage: Coverage) -> None:
    if not (coverage.indexed or coverage.renamed or coverage.removed or coverage.failed or coverage.stopped):
        return
    structlog.get_logger().info(
        "looked at a source",
        source=coverage.source,
        indexed=len(coverage.indexed),
        removed=len(coverage.removed),
        failed=len(coverage.failed),
        stopped=coverage.stopped,
    )


def _complain(reason: str) -> None:
    structlog.get_logger().error("a source could not be brought in step, will try again", reason=reason)
