"""What models cost, and the prompts that they are asked with, in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.answering.wording.prompting import PromptTemplate
from assistant.domain.spending import BILLION, Spent
from assistant.knowledge.spending import LimitToday, SpendingReport

_NOBODY = "(this machine)"


def show_spending(console: Console, report: SpendingReport) -> None:
    """A table by day, person and model, with the sum, and what is left of today's budget."""
    whose = "everybody's use" if report.whole else "your use"
    console.print(Text(f"{report.first} to {report.last}, {whose}; days begin at 00:00 ({report.zone})", style="dim"))
    if report.rows:
        console.print(_table(report))
    else:
        console.print("No language model was asked in these days.")
    for limit in report.limits:
        console.print(Text(_limit(limit, report)), soft_wrap=True)
    if any(row.estimated for row in report.rows):
        console.print(Text("~ estimated in part: the provider did not tell all its counts", style="dim"), soft_wrap=True)


def show_prompts(console: Console, prompts: Sequence[tuple[PromptTemplate, str]]) -> None:
    """Each prompt with its version and where it is from."""
    table = Table(box=SIMPLE_HEAD)
    for heading in ("prompt", "version", "from", "what it does"):
        table.add_column(heading, overflow="fold")
    for template, place in prompts:
        table.add_row(template.name, str(template.version), Text(place), Text(template.description))
    console.print(table)


def _table(report: SpendingReport) -> Table:
    table = Table(box=SIMPLE_HEAD)
    table.add_column("day")
    table.add_column("person")
    table.add_column("model", overflow="fold")
    for heading in ("calls", "sent", "returned", report.currency):
        table.add_column(heading, justify="right")
    for row in report.rows:
        table.add_row(str(row.day), Text(row.user or _NOBODY), Text(row.model), *_figures(row))
    if len(report.rows) > 1:
        table.add_section()
        table.add_row("together", "", "", *_figures(_together(report.rows)))
    return table


def _figures(row: Spent) -> tuple[str, str, str, str]:
    about = "~" if row.estimated else ""
    cost = f"{row.cost / BILLION:,.4f}" if row.priced else "no price"
    return f"{row.calls:,}", f"{about}{row.input_tokens:,}", f"{about}{row.output_tokens:,}", cost


def _together(rows: Sequence[Spent]) -> Spent:
    return Spent(
        day=rows[0].day,
        user="",
        model="",
        input_tokens=sum(row.input_tokens for row in rows),
        output_tokens=sum(row.output_tokens for row in rows),
        cost=sum(row.cost for row in rows),
        calls=sum(row.calls for row in rows),
        estimated=sum(row.estimated for row in rows),
        priced=any(row.priced for row in rows),
    )


def _limit(limit: LimitToday, report: SpendingReport) -> str:
    whose = "Your own budget" if limit.limit.is_personal else "The whole budget"
    if limit.limit.is_money:
        figures = f"{limit.used / BILLION:,.4f} of {limit.allowed / BILLION:,.2f} {report.currency}"
    else:
        figures = f"{limit.used:,} of {limit.allowed:,} tokens"
    return f"{whose} today: {figures}; fresh again at 00:00 ({report.zone})"
