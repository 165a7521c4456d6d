"""Who took part in a conversation that a service keeps: by their accounts, how often, and when last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.domain.extracted import Extracted
from assistant.domain.people import Contribution, Role
from ingest.formats.dates import parse_date
from ingest.formats.threads import Thread


@dataclass(slots=True)
class Contributors:
    """Gathers contributions under accounts such as `github:ana-r`.

    `names` tells by login what people are called and their addresses, where the service says it.
    """

    service: str
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    _found: dict[tuple[Role, str], Contribution] = field(default_factory=dict)

    def add(self, role: Role, login: str, when: datetime | None = None, count: int = 1) -> None:
        """One more thing that somebody did."""
        if not login:
            return
        name, email = self.names.get(login, ("", ""))
        known = self._found.get((role, login))
        if known is None:
            account = f"{self.service}:{login.casefold()}" if " " not in login else ""
            self._found[role, login] = Contribution(
                role, name or login, email.casefold(), account, count, when, label=login if name and name != login else ""
            )
            return
        last = max(filter(None, (known.last_at, when)), default=None)
        self._found[role, login] = replace(known, count=known.count + count, last_at=last)

    def hear(self, threads: Iterable[Thread], author: str) -> None:
        """Who says something in these threads is a reviewer, unless it is the author."""
        for thread in threads:
            for remark in thread.remarks:
                role = Role.AUTHOR if remark.author == author else Role.REVIEWER
                self.add(role, remark.author, parse_date(remark.when) if remark.when else None)

    @property
    def extracted(self) -> Extracted:
        """For `Parsed.extracted`."""
        return Extracted(contributions=tuple(self._found.values()))
