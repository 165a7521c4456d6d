"""The sentences in which decisions are told, in English and Chinese. Pure.

Titles and names are a document's own: they are put in without marks, so that no title makes a link, a list or a picture.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.answering.citing.links import visible
from assistant.answering.deciding.titles import bare_title
from assistant.domain.decisions import Origin
from assistant.domain.documents import Document
from assistant.domain.statuses import DecisionStatus
from assistant.knowledge.decisions.lineage import Entry
from assistant.knowledge.decisions.timeline import BY_THEN, PROPOSED_THEN
from assistant.knowledge.naming import label_of

_IDEOGRAPHS: Final = re.compile(r"[\u3400-\u9fff]")
_MARKS: Final = re.compile(r"[\[\]<>*`|\\]|!(?=\[)|_(?=\W|$)|(?<!\w)_|\w+://")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's. Fields in curly brackets are filled in; each sentence is followed by its markers."""

    statuses: dict[DecisionStatus, str]
    called: str
    is_status: str
    is_status_since: str
    stated_as: str
    corrected: str
    in_minutes: str
    replaced: str
    replaced_on: str
    replaced_it: str
    proposed_this: str
    no_successor: str
    names_none: str
    wants_to_replace: str
    current: str
    before: str
    from_until: str
    on_day: str
    in_period: str
    today: str
    was: str
    is_: str
    in_force: str
    not_in_force: str
    replaced_now: str
    part_in_force: str
    unsaid: str
    unsaid_when: str
    caveats: Mapping[str, str]
    not_yet: str
    never: str
    holds_since: str
    became_then: str
    became_else: str
    became_undated: str
    still: str
    proposed: str
    decided_by: str
    when_decided: str
    when_dated: str
    when_proposed: str
    alternatives: str
    not_taken: str
    no_reason: str
    changed: str
    more: str
    undated: str
    by: str
    and_more: str
    stand: str
    full_stop: str
    comma: str
    and_: str

    def day(self, day: date | None, sentence: str) -> str:
        """The sentence with the day; "" where there is no day."""
        return sentence.format(day=day.isoformat()) if day else ""


ENGLISH: Final = Phrases(
    statuses={
        DecisionStatus.PROPOSED: "only proposed",
        DecisionStatus.ACCEPTED: "accepted",
        DecisionStatus.REJECTED: "rejected",
        DecisionStatus.WITHDRAWN: "withdrawn",
        DecisionStatus.DEFERRED: "deferred",
        DecisionStatus.SUPERSEDED: "superseded",
        DecisionStatus.DEPRECATED: "deprecated",
        DecisionStatus.UNSTATED: "without a stated status",
    },
    called="“{title}”",
    is_status="{name} is {status}",
    is_status_since=" (dated {day})",
    stated_as="; its status is “{stated}”",
    corrected=" (as corrected by {by})",
    in_minutes="On {name}, {document} has this",
    replaced="{newer} replaced {older}",
    replaced_on=" on {day}",
    replaced_it="It replaced {older}, which is no longer in force",
    proposed_this="This is what it proposed",
    no_successor="Nothing that you may read replaced {name}",
    names_none="{name} is {status}, and no document that you may read is the one that replaced it",
    wants_to_replace="{newer} would replace it, and is {status}",
    current="What holds now is {name}",
    before="Before {newer} there was {older}, which is no longer in force",
    from_until=" (in force {span})",
    on_day="on {label}",
    in_period="in {label}",
    today="today",
    was="was",
    is_="is",
    in_force="Yes: {name} {was} in force {period}",
    not_in_force="No: {name} {was} not in force {period}",
    replaced_now="No: {newer} replaced {older}, which {was} not in force {period}",
    part_in_force="Not all the time {period}: {name} was in force {span}",
    unsaid="The documents that you may read don't say whether {name} {was} in force {period}",
    unsaid_when="The documents that you may read don't say on which day that was",
    caveats={PROPOSED_THEN: PROPOSED_THEN, BY_THEN: BY_THEN},
    not_yet="it dates from {day}",
    never="it was {status}",
    holds_since="it dates from {day}, and nothing that you may read had replaced it",
    became_then="Yes: {name} was {status} on {day}",
    became_else="No, not {period}: {name} was {status} on {day}",
    became_undated="The documents that you may read don't say when {name} was {status}",
    still="{name} is still in force",
    proposed="proposed",
    decided_by="{name} was decided by {people}",
    when_decided="{name} is {status} as of {day}",
    when_dated="{name} is {status}; it is dated {day}, and does not say when that was settled",
    when_proposed="{name} was proposed on {day}",
    alternatives="For {name} these were considered and not taken:",
    not_taken="{alternative} was considered for {name}, and not taken",
    no_reason="no reason is given",
    changed="Since {day} these decisions were made or changed:",
    more="… and {count} more",
    undated="undated",
    by="by {people}",
    and_more="{people} and {count} more",
    stand="How these stand: {lines}.",
    full_stop=". ",
    comma=", ",
    and_=" and ",
)
CHINESE: Final = Phrases(
    statuses={
        DecisionStatus.PROPOSED: "仅为提议",
        DecisionStatus.ACCEPTED: "已接受",
        DecisionStatus.REJECTED: "已拒绝",
        DecisionStatus.WITHDRAWN: "已撤回",
        DecisionStatus.DEFERRED: "已推迟",
        DecisionStatus.SUPERSEDED: "已被取代",
        DecisionStatus.DEPRECATED: "已弃用",
        DecisionStatus.UNSTATED: "未注明状态",
    },
    called="“{title}”",
    is_status="{name} 的状态：{status}",
    is_status_since="（日期 {day}）",
    stated_as="，原文为“{stated}”",
    corrected="（由 {by} 更正）",
    in_minutes="关于 {name}，{document} 记载如下",
    replaced="{newer} 取代了 {older}",
    replaced_on="（{day}）",
    replaced_it="它取代了 {older}，后者已不再有效",
    proposed_this="它提议的内容",
    no_successor="在您可阅读的文档中，没有文档取代 {name}",
    names_none="{name} {status}，但您可阅读的文档中没有取代它的那一份",
    wants_to_replace="{newer} 拟取代它，{status}",
    current="现在有效的是 {name}",
    before="在 {newer} 之前是 {older}，后者已不再有效",
    from_until="（有效期 {span}）",
    on_day="在 {label} ",
    in_period="在 {label} ",
    today="目前",
    was="",
    is_="",
    in_force="是：{name} {period}有效",
    not_in_force="否：{name} {period}无效",
    replaced_now="否：{newer} 取代了 {older}，后者{period}无效",
    part_in_force="{period}并非一直有效：{name} 的有效期为 {span}",
    unsaid="您可阅读的文档没有说明 {name} {period}是否有效",
    unsaid_when="您可阅读的文档没有说明是哪一天",
    caveats={PROPOSED_THEN: "这是取代者提出的日期", BY_THEN: "最迟在这一天"},
    not_yet="它的日期是 {day}",
    never="它{status}",
    holds_since="它的日期是 {day}，在您可阅读的文档中当时没有文档取代它",
    became_then="是：{name} {status}（{day}）",
    became_else="否，不是{period}：{name} {status}（{day}）",
    became_undated="您可阅读的文档没有说明 {name} 何时{status}",
    still="{name} 目前仍然有效",
    proposed="提出",
    decided_by="{name} 由 {people} 决定",
    when_decided="{name} {status}，日期 {day}",
    when_dated="{name} {status}，文档日期 {day}，未说明何时确定",
    when_proposed="{name} 于 {day} 提出",
    alternatives="{name} 考虑过而未采用的方案：",
    not_taken="{name} 考虑过 {alternative}，但没有采用",
    no_reason="未给出理由",
    changed="自 {day} 以来作出或改变的决定：",
    more="……还有 {count} 项",
    undated="未注明日期",
    by="{people}",
    and_more="{people} 等 {count} 人",
    stand="各自的状况：{lines}。",
    full_stop="。",
    comma="，",
    and_="和",
)


def phrases_for(question: str) -> Phrases:
    """Those of the question's language."""
    return CHINESE if _IDEOGRAPHS.search(question) else ENGLISH


def safe(text: str) -> str:
    """A document's words within a sentence: on one line, without what Markdown or HTML would read as more than words."""
    return " ".join(_MARKS.sub("", visible(text)).split())[:_LONGEST].strip()


def quoted(text: str) -> str:
    """A document's words as a quote of their own."""
    return "\n".join(f"> {line.strip()}" for line in text.strip().splitlines() if line.strip())


def tidy(text: str) -> str:
    """An answer without blank lines and spaces that nobody needs."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()


def name_of(entry: Entry) -> str:
    """What people call a decision: its number and its title."""
    document = entry.document
    if document is None or entry.decision.origin in {Origin.MINUTES, Origin.PERSON}:
        return f"“{safe(entry.decision.title)}”"
    return name_of_document(document)


def name_of_document(document: Document) -> str:
    """`ADR-0019 “Kafka as the message bus”`; without a number, the title."""
    title, own = document.title.strip(), number_of(document)
    return f"{safe(own)} “{safe(bare_title(title))}”" if own else f"“{safe(title)}”"


def number_of(document: Document) -> str:
    """`ADR-0019`, `PEP 734`: as its title begins, else by its series and number; "" where it has none."""
    label = label_of(document)
    if label is None or not label.series:
        return ""
    title = document.title.strip()
    own = title.removesuffix(bare_title(title)).strip(" :.)–—-")
    return own if own.casefold().startswith(label.series) else f"{label.series.upper()} {label.number}"


def shortened(text: str, most: int = 140) -> str:
    """Its first words."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
