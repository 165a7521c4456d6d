"""The steps of a research in a terminal, while they are made."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from assistant.domain.answers import Delta, SourcesFound
from assistant.domain.provenance import Look, Step
from assistant.terminal.answers import showing_steps
from tests.stand_ins.linked_library import KAFKA


def test_each_step_is_a_line_and_nothing_else_is() -> None:
    out = StringIO()
    show = showing_steps(Console(file=out, width=100))
    show(SourcesFound(()))
    show(Step(Look.FOLLOWED, "ADR-0001", "what replaced it", (KAFKA,)))
    show(Delta("words"))
    show(Step(Look.SEARCHED, "[red]flink[/red]", ""))
    assert out.getvalue().splitlines() == [
        "Followed ADR-0001 → what replaced it: ADR-0002",
        "Searched for “[red]flink[/red]”: nothing new",
    ]


def test_a_step_is_dim() -> None:
    out = StringIO()
    showing_steps(Console(file=out, width=100, force_terminal=True, color_system="standard"))(Step(Look.READ, "ADR-0002", ""))
    assert out.getvalue().startswith("\x1b[2m")
