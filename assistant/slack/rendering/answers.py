"""An answer as messages: its text, the sources, and what one can do with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from assistant.domain.answers import Answer, Colleague
from assistant.domain.hits import Hit
from assistant.slack.actions import ASK_PERSON, DOWN, FEEDBACK, SHARE, UP
from assistant.slack.rendering.escaping import cut, mrkdwn, plain
from assistant.slack.rendering.markdown import messages_of
from assistant.slack.rendering.runs import Run, Style, to_markdown
from assistant.slack.rendering.sources import age, context, context_blocks, links_of, source_blocks, url_of_hit
from assistant.slack.rendering.splitting import Placed
from assistant.slack.rendering.tables import block_of
from assistant.slack.rendering.trails import trail_lines
from assistant.slack.rendering.units import Rows

UNSURE: Final = 0.5
"""Below this the answer is as likely wrong as right (see answering/reading/confidence.py); at 0 its notice says so."""
NOT_SURE: Final = "Check the sources: I am not sure of this one."
_FALLBACK: Final = 150
_NEAREST: Final = 3
_NOTE: Final = 500
_BESIDE: Final = 12_000
"""Characters of text and sources in one message; above it the sources get a message of their own."""
_YOURS, _ALL_HERE = "you may read", "everybody here may read"
_MARKERS: Final = re.compile(r"\s*\[\d{1,3}\]")

Blocks = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Around:
    """Where and to whom an answer is said.

    `site` is the address of Lore's pages, without a slash at the end, "" where nobody reaches them. `private` answers are for
    the asker alone, and `because` says why ("not everybody in this channel may read the sources"); `shareable` ones may be
    shown to the channel. `filtered` says what the search was narrowed to ("Looked only in #incidents"). `company` is
    true where others read along, so that only what all of them may read was searched.
    """

    site: str
    today: date
    private: bool = False
    shareable: bool = False
    filtered: str = ""
    because: str = ""
    company: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """One message: `text` is what notifications show, in mrkdwn."""

    text: str
    blocks: Blocks = field(default_factory=list)


def posts_of(answer: Answer, around: Around) -> list[Post]:
    """One message or several, each within Slack's limits; sources and buttons stand below the last."""
    messages = [_abstention(answer, around)] if answer.abstained else _messages(answer, around)
    closing = closing_blocks(answer, around)
    if _length(messages[-1].blocks) + _length(closing) > _BESIDE:
        messages.append(Post(f"Sources: {mrkdwn(cut(answer.question, _FALLBACK))}"))
    messages[-1].blocks.extend([*context_blocks(trail_lines(answer.trail)), *closing])
    if around.private and around.because:  # that only they see it, Slack itself says
        messages[0].blocks.insert(0, context([f"For you alone: {mrkdwn(around.because)}"]))
    return messages


def closing_blocks(answer: Answer, around: Around) -> Blocks:
    """What stands below the text: sources, what to know of them, and the buttons. An abstention has no sources."""
    sources = [] if answer.abstained else source_blocks(answer.citations, around.site, around.today)
    lines = [*_notes(answer, around), *_next(answer)]
    if answer.aside:  # it is no answer of its own, to be rated or shared
        return [*sources, *context_blocks(lines)]
    return [*sources, *context_blocks(lines), _feedback(answer), *_buttons(answer, around)]


# ---- the text ----


def _messages(answer: Answer, around: Around) -> list[Post]:
    messages = messages_of(answer.text, links_of(answer.citations, around.site))
    return [Post(_fallback(" ".join(one.unit.words for one in message)), _blocks(message)) for message in messages]


def _blocks(message: Sequence[Placed]) -> Blocks:
    """A message's text, with its table as Slack's own block where there is one only, and fits."""
    tables = [(at, one.unit.table) for at, one in enumerate(message) if isinstance(one.unit, Rows)]
    if len(tables) != 1 or not tables[0][1].fits_block:
        return _markdown("".join(one.text for one in message))
    [(at, table)] = tables
    before, behind = ("".join(one.text for one in part) for part in (message[:at], message[at + 1 :]))
    return [*_markdown(before), block_of(table), *_markdown(behind)]


def _markdown(text: str) -> Blocks:
    return [{"type": "markdown", "text": text.strip("\n")}] if text.strip() else []


def _fallback(words: str) -> str:
    words = " ".join(_MARKERS.sub("", words[: 10 * _FALLBACK]).split())
    return mrkdwn(cut(words, _FALLBACK)) or "Here is what I found."


# ---- abstentions ----


def _abstention(answer: Answer, around: Around) -> Post:
    """Says that the answer is not there, what is nearest, and who may know."""
    read = _ALL_HERE if around.company else _YOURS
    nearest = list({hit.document.id: hit for hit in reversed(answer.sources)}.values())[::-1][:_NEAREST]
    if not nearest:
        said = f"I found nothing about this in what {read}."
        lines = [said]
    else:
        said = f"I found nothing that answers this in what {read}."
        lines = [f"{said} The nearest documents:", "", *(_near(hit, around) for hit in nearest)]
    if answer.colleagues:
        lines += ["", "Who may know:", "", *(_colleague(one) for one in answer.colleagues)]
    return Post(said, _markdown("\n".join(lines)))


def _near(hit: Hit, around: Around) -> str:
    document = hit.document
    moment = document.updated_at or document.created_at
    title = Run(plain(cut(document.title, 2 * _FALLBACK)) or "untitled", url=url_of_hit(hit, around.site))
    details = [document.kind.replace("-", " "), *([age(moment, around.today)] if moment else [])]
    return "- " + to_markdown((title, Run(f" · {' · '.join(details)}")))


def _colleague(colleague: Colleague) -> str:
    name, why = plain(cut(colleague.name, _FALLBACK)), plain(cut(colleague.why, 2 * _FALLBACK))
    return "- " + to_markdown((Run(name, Style.BOLD), Run(f": {why}" if why else "")))


# ---- around it ----


def _notes(answer: Answer, around: Around) -> list[str]:
    """What the reader should know besides, a line each."""
    is_unsure = not answer.abstained and 0 < answer.confidence < UNSURE
    filtered = mrkdwn(cut(around.filtered, _NOTE))
    notice = mrkdwn(cut(answer.notice, _NOTE))
    understood = mrkdwn(cut(_understood(answer), _NOTE))
    return [line for line in (NOT_SURE if is_unsure else "", notice, filtered, understood) if line]


def _understood(answer: Answer) -> str:
    """What was read into the question besides what `filtered` tells; "" where nothing was."""
    if answer.understood is None:
        return ""
    return answer.understood.note or (f"Understood: {answer.understood.told}" if answer.understood.told else "")


def _next(answer: Answer) -> list[str]:
    """What to ask next, on one line: a question is asked by writing it."""
    asked = " · ".join(mrkdwn(cut(question, _FALLBACK)) for question in answer.follow_ups)
    return [f"Ask next: {asked}"] if asked else []


def _feedback(answer: Answer) -> dict[str, Any]:
    def button(face: str, label: str, value: str) -> dict[str, Any]:
        text = {"type": "plain_text", "text": face, "emoji": True}
        return {"text": text, "accessibility_label": label, "value": f"{value}{answer.id}"}

    buttons = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": button("👍", "This helped", UP),
        "negative_button": button("👎", "This did not help", DOWN),
    }
    return {"type": "context_actions", "elements": [buttons]}


def _buttons(answer: Answer, around: Around) -> Blocks:
    share = [_button("Share with the channel", SHARE, answer)] if around.private and around.shareable else []
    ask = _button("Ask a person", ASK_PERSON, answer)
    return [{"type": "actions", "elements": [*share, {**ask, "style": "primary"} if answer.abstained else ask]}]


def _button(label: str, action: str, answer: Answer) -> dict[str, Any]:
    return {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": label}, "value": answer.id}


def _length(blocks: Blocks) -> int:
    """Characters that a reader sees, and of addresses."""
    texts = [block.get("text", "") for block in blocks]
    texts += [element.get("text", "") for block in blocks for element in block.get("elements", [])]
    return sum(len(text) for text in texts if isinstance(text, str))
