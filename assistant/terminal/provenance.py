"""Answers opened again, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markdown import Markdown
from rich.text import Text

from assistant.domain.answer_records import AnswerRecord
from assistant.domain.asked import Asked, Rating, complaint_in_words
from assistant.domain.documents import Document
from assistant.domain.provenance import Making
from assistant.knowledge.provenance import wording
from assistant.knowledge.provenance.opened import ChunkSince, OpenedAnswer, Since

SHORT_ID = 8
"""Characters of an id that are shown: enough to name one of the newest by."""
_FOUND = 10


def show_asked(console: Console, asked: Sequence[Asked]) -> None:
    """A line for each question, the newest first."""
    if not asked:
        console.print("Nothing is kept yet: ask something, or see whether knowledge.record_questions is on.")
    for one in asked:
        when = Text(f"{one.id[:SHORT_ID]}  {one.asked_at:%Y-%m-%d %H:%M}  ", style="cyan")
        who = Text(f"  {one.asker}" if one.asker else "", style="dim")
        console.print(
            when + Text(_flat(one.question), style="bold") + who + Text(f"  {one.outcome}", style="dim"), soft_wrap=True
        )


def show_opened(console: Console, opened: OpenedAnswer) -> None:
    """Everything that is known of one answer, as far as it may be told."""
    asked, record = opened.asked, opened.record
    own = record.said if record else ""
    console.print(Text(_flat(own or asked.question), style="bold"), soft_wrap=True)
    if own:
        console.print(Text(f"Understood as: {_flat(asked.question)}", style="dim"), soft_wrap=True)
    told = [
        wording.OUTCOMES[asked.outcome],
        f"{asked.asked_at:%Y-%m-%d %H:%M} UTC",
        f"asked by {asked.asker}" if asked.asker else "",
        wording.INTERFACES.get(asked.interface, ""),
    ]
    console.print(Text(" · ".join(part for part in told if part), style="dim"))
    if record is None:
        console.print("An earlier version of Lore gave this answer, and how it was made was not kept.")
    else:
        _show_record(console, opened, record)
    _show_ratings(console, opened)


def _show_record(console: Console, opened: OpenedAnswer, record: AnswerRecord) -> None:
    if withheld := wording.withheld_words(opened):
        console.print(Text(withheld, style="yellow"))
    _show_reading(console, record)
    _heading(console, "What was shown")
    if record.failure:
        console.print(Text(f"There was no answer: {record.failure}."))
    elif record.shown:
        console.print(Markdown(record.shown))
    elif not withheld:
        console.print("Lore said that it found nothing that answers this, and named the nearest documents.")
    _show_facts(console, opened, record)
    if record.making is not None:
        _show_making(console, record.making, is_withheld=opened.is_withheld)
    for one in opened.documents:
        _line(console, one.document, wording.since_in_words(one) or ["as it was"], "cited")
    _show_chunks(console, "What the model was sent, as it reads now", opened.sent)
    if opened.trail:
        _heading(console, "How it looked further")
        for step in opened.trail:
            brought = ", ".join(_flat(document.title) for document in step.found)
            line = f"{wording.LOOKS[step.look]} {step.about}".strip()
            console.print(Text(f"  {line}") + Text(f"  {step.why}  {brought}".rstrip(), style="dim"), soft_wrap=True)
    _show_chunks(console, "What was found, best first", opened.found[:_FOUND])
    if len(opened.found) > _FOUND:
        console.print(Text(f"… and {len(opened.found) - _FOUND} more; --json has them all", style="dim"))


def _show_reading(console: Console, record: AnswerRecord) -> None:
    reading = record.reading
    if reading is None:
        return
    parts = [*reading.words, *(f"“{part}”" for part in reading.parts)]
    parts += [f"as of {reading.as_of}"] if reading.as_of else []
    console.print(Text(reading.note or f"Understood: {' · '.join(parts) or reading.text}", style="dim"), soft_wrap=True)


def _show_facts(console: Console, opened: OpenedAnswer, record: AnswerRecord) -> None:
    facts = [f"worded by {wording.worded_by(record)}" if record.generator else ""]
    facts += [f"confidence {opened.asked.confidence:.2f}"] if not record.failure else []
    facts += [f"{name.casefold()} {took}" for name, took in wording.stages_in_words(record.stages, record.making)]
    console.print(Text(" · ".join(fact for fact in facts if fact), style="dim"), soft_wrap=True)


def _show_making(console: Console, making: Making, *, is_withheld: bool) -> None:
    facts = [f"prompt {making.prompt}, version {making.prompt_version}"]
    facts += [f"tokens: {told}"] if (told := wording.tokens_in_words(making)) else []
    facts += [f"cost: {told}"] if (told := wording.cost_in_words(making)) else []
    console.print(Text(" · ".join(facts), style="dim"), soft_wrap=True)
    if making.failure:
        console.print(Text(f"The model failed: {making.failure}", style="yellow"))
    for repair in wording.repairs_in_words(making.repairs):
        console.print(Text(f"  {repair}"))
    if making.returned and not is_withheld:
        _heading(console, "What the model returned, before anything was checked")
        console.print(Text(making.returned), soft_wrap=True)


def _show_chunks(console: Console, title: str, chunks: Sequence[ChunkSince]) -> None:
    if not chunks:
        return
    _heading(console, title)
    for one in chunks:
        notes = [one.chunk.heading] if one.chunk and one.chunk.heading else []
        notes += [wording.SINCE[one.since]] if one.since is not Since.SAME else []
        lead = f"[{one.number}]" if one.number is not None else f"{one.score:.3f}" if one.score is not None else "-"
        _line(console, one.document, notes, lead)


def _line(console: Console, document: Document, notes: Iterable[str], lead: str) -> None:
    place = Text(f"  {document.source}/{document.path}", style="cyan")
    said = Text("  " + " · ".join(notes), style="dim")
    console.print(Text(f"  {lead:>5}  ") + Text(_flat(document.title), style="bold") + place + said, soft_wrap=True)


def _show_ratings(console: Console, opened: OpenedAnswer) -> None:
    ratings = [*([opened.rating] if opened.rating else []), *opened.others]
    if not ratings:
        return
    _heading(console, "What was said of it")
    for rating in ratings:
        console.print(Text(f"  {_rated(rating)}"), soft_wrap=True)
    if opened.better is not None:
        _line(console, opened.better, ["named as the better source"], "")


def _rated(rating: Rating) -> str:
    parts = ["👍" if rating.helpful else "👎", complaint_in_words(rating.complaint), _flat(rating.reason)]
    parts += [f"expected: {_flat(rating.expected)}"] if rating.expected else []
    return "  ".join(part for part in parts if part)


def _heading(console: Console, title: str) -> None:
    console.print(Text(f"\n{title}", style="bold underline"))


def _flat(text: str) -> str:
    return " ".join(text.split())
