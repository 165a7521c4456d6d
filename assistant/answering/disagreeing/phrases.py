"""The words in which sides are told, in English and Chinese. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assistant.answering.deciding.words import CHINESE as CHINESE_DECISIONS
from assistant.answering.deciding.words import ENGLISH as ENGLISH_DECISIONS
from assistant.answering.deciding.words import Phrases
from assistant.answering.disagreeing.sides import Role
from assistant.domain.documents import Kind

_IDEOGRAPHS: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class SidePhrases:
    """One language's. Fields in curly brackets are filled in."""

    roles: Mapping[Role, str]
    words: Phrases
    kinds: Mapping[Kind, str]
    no_status: str
    or_: str
    line: str
    disagree: str
    ordered: str
    named: str
    unordered: str
    ask: str
    then: str
    not_yet: str
    still: str
    over: str


ENGLISH: Final = SidePhrases(
    roles={
        Role.NOW: "Now",
        Role.AMENDMENT: "Amended since",
        Role.AMENDED: "Before that",
        Role.NEWER: "Newer",
        Role.BEFORE: "Before",
        Role.OLDER: "Older",
        Role.OPEN: "Only proposed",
        Role.REFUSED: "Not adopted",
        Role.EITHER: "One",
    },
    words=ENGLISH_DECISIONS,
    kinds={Kind.MEETING: "minutes", Kind.THREAD: "a conversation", Kind.CODE_REVIEW: "a review"},
    no_status="states no status",
    or_=" or ",
    line="**{role}**: {name} ({standing})",
    disagree="**Sources disagree**:",
    ordered="*The newer one stands first; neither names the other.{ask}*",
    named="*The newer one stands first.{ask}*",
    unordered="*Neither says which one holds.{ask}*",
    ask=" To be sure, ask {people}.",
    then="As of {day}",
    not_yet="Not yet in force as of {day}",
    still="still in force",
    over="no longer in force",
)
CHINESE: Final = SidePhrases(
    roles={
        Role.NOW: "现在",
        Role.AMENDMENT: "修订后",
        Role.AMENDED: "修订前",
        Role.NEWER: "较新",
        Role.BEFORE: "以前",
        Role.OLDER: "较旧",
        Role.OPEN: "仅为提议",
        Role.REFUSED: "未采纳",
        Role.EITHER: "其一",
    },
    words=CHINESE_DECISIONS,
    kinds={Kind.MEETING: "会议纪要", Kind.THREAD: "讨论", Kind.CODE_REVIEW: "评审"},
    no_status="未注明状态",
    or_="或",
    line="**{role}**：{name}（{standing}）",
    disagree="**来源说法不一**：",
    ordered="*较新的在前，两者互不提及。{ask}*",
    named="*较新的在前。{ask}*",
    unordered="*两者都没有说明哪一个有效。{ask}*",
    ask="请向 {people} 确认。",
    then="截至 {day}",
    not_yet="截至 {day} 尚未生效",
    still="至今有效",
    over="现已失效",
)


def side_phrases_for(question: str) -> SidePhrases:
    """Those of the question's language."""
    return CHINESE if _IDEOGRAPHS.search(question) else ENGLISH
