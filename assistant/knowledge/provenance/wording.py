"""How an answer came about, in words: for the page, the command line and whoever else tells it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from assistant.domain.answer_records import AnswerRecord, Stages
from assistant.domain.asked import Interface, Outcome
from assistant.domain.provenance import Look, Making, Repairs
from assistant.knowledge.provenance.opened import CitedSince, OpenedAnswer, Since

INTERFACES: Final[Mapping[str, str]] = {
    Interface.PAGE: "on the page",
    Interface.API: "over HTTP",
    Interface.COMMAND_LINE: "on the command line",
    Interface.SLACK: "in Slack",
    Interface.CHECK: "by Lore itself, to see whether a gap is closed",
}
OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.ANSWERED: "Answered",
    Outcome.ABSTAINED: "Not answered: the documents do not say",
    Outcome.FAILED: "Failed",
}
LOOKS: Final[Mapping[Look, str]] = {
    Look.SEARCHED: "Searched",
    Look.FOLLOWED: "Followed links of",
    Look.READ: "Opened",
}
SINCE: Final[Mapping[Since, str]] = {
    Since.SAME: "",
    Since.CHANGED: "has changed since; this is how it reads now",
    Since.GONE: "is gone",
}
_EXTRACTIVE: Final = "extractive"
_REPAIRS: Final = (
    ("dangling_markers", "marker was removed: it pointed to no source", "markers were removed: they pointed to no source"),
    ("moved_markers", "marker was moved to the source that says so", "markers were moved to the sources that say so"),
    (
        "unsupported_markers",
        "marker was removed: its source does not say so",
        "markers were removed: their sources do not say so",
    ),
    ("removed_links", "link was removed: it led elsewhere", "links were removed: they led elsewhere"),
    ("unsupported_sentences", "sentence had no support in the sources", "sentences had no support in the sources"),
)


def withheld_words(opened: OpenedAnswer) -> str:
    """Why its words are not shown; "" where they are. Who does not administer isn't told which of the two it is."""
    if not opened.is_withheld:
        return ""
    if opened.is_emptied:
        return "This answer drew on a document that is gone. Its words were deleted with it."
    return (
        "This answer drew on a document that you may not read, or that is gone. Its words, and those of that document, are "
        "withheld. Ask again to get an answer from what you may read now."
    )


def worded_by(record: AnswerRecord) -> str:
    """Who chose the words."""
    if not record.generator:
        return ""
    return "the built-in reader, no model" if record.generator == _EXTRACTIVE else record.generator


def repairs_in_words(repairs: Repairs) -> list[str]:
    """`2 markers were removed: they pointed to no source`; nothing where nothing was mended."""
    counts = [(getattr(repairs, name), one, several) for name, one, several in _REPAIRS]
    return [f"{count} {one if count == 1 else several}" for count, one, several in counts if count]


def tokens_in_words(making: Making) -> str:
    """`1,234 sent, 96 returned`, and the cost where there is a price; "" where nothing was told."""
    if making.usage is None:
        return ""
    about = "about " if making.usage.estimated else ""
    return f"{about}{making.usage.input_tokens:,} sent, {making.usage.output_tokens:,} returned"


def cost_in_words(making: Making) -> str:
    """`0.0012 EUR`; "" where the price table has no price for the model."""
    if making.cached:
        return "nothing: the words were kept from the same question"
    return "" if making.cost is None else f"{making.cost:.4f} {making.currency}".strip()


def stages_in_words(stages: Stages, making: Making | None) -> list[tuple[str, str]]:
    """Each stage with how long it took."""
    first = making.first_words_ms if making else None
    told = (
        ("Search", stages.search),
        ("Research", stages.research),
        ("Reading", stages.read),
        ("Model's first words", first),
        ("In all", stages.total),
    )
    return [(name, _duration(ms)) for name, ms in told if ms is not None]


def since_in_words(one: CitedSince) -> list[str]:
    """What became of a cited document; nothing where it is as it was."""
    return list(_since(one))


def _since(one: CitedSince) -> Iterator[str]:
    if one.is_changed:
        yield "changed since"
    if one.replaced_by:
        yield "replaced since by " + " and ".join(entry.decision.title for entry in one.replaced_by)
    elif one.is_past:
        yield "no longer in force"


def _duration(ms: float) -> str:
    return f"{ms / 1000:.1f} s" if ms >= 1000 else f"{ms:.0f} ms"
