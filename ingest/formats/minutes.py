"""What minutes state about a meeting: who was there, who speaks, the agenda, what was decided, who does what next.

Minutes are written by people, in Markdown, Word or as a wiki page, and have no format. What is read are the habits that
most share: a heading or a label (`Attendees`, `Present`, `Agenda`, `Decisions`, `Conclusion`, `Action items`, 与会者, 决定,
待办) with a list, a table or a paragraph below it, and marks within the text (`Decision:`, `Resolved that …`, `TODO:`,
`- [ ]`). Only what is stated is taken, in the words of the minutes; nothing is concluded from how a discussion went.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ingest.formats.attendance import Attendance, is_attendance_table, speaker_of
from ingest.formats.fields import plain
from ingest.formats.items import Item, items_of
from ingest.parsed import Block, BlockKind

MAX_VALUES = 200
MAX_VALUE = 500
MAX_UNMARKED = 80
MAX_MARKED = 4000
SHORT = 3
"""A conclusion of at most this many words, such as "Consensus", says nothing without the topic that it is about."""

_ROLES = {
    "absent": r"(?:with |sent )?(?:regrets|apologies|absent|absentees)|缺席(?:人员)?",
    "attendees": r"(?:(?:meeting|remote|physical|local|in[- ]person|virtual|other|voting|tsc|team|people|members|also|those|in|"
    r"and|list|of|the)[ /]+){0,4}(?:attendees|attendance|present|participants|roll call)|attending|invited|"
    r"与会(?:者|人员)|参会(?:者|人员|人)|出席(?:者|人员)?",
    "agenda": r"(?:(?:meeting|today['’]?s|draft|proposed|tentative)\s+)?agenda(?: items| topics)?|(?:会议)?议[程题]",
    "decisions": r"(?:(?:speaker['’]?s|summary|of|key|points|final|main|and|discussion)[\s,/&]+)*"
    r"(?:conclusions?|decisions?(?: made)?|resolutions?|agreements?|consensus)"
    r"(?:[\s,/&]+(?:conclusions?|decisions?|resolutions?|summary|and))*|决[定议](?:事项)?|结论",
    "action_items": r"(?:(?:open|new|suggested|my|the)\s+)?(?:action items?|actions|to-?dos?(?: list)?|next steps|"
    r"follow[- ]?ups?)|待办(?:事项)?|行动项",
}
_ROLE = {role: re.compile(pattern, re.IGNORECASE) for role, pattern in _ROLES.items()}
_NO_TOPIC = re.compile(
    r"(?:relevant |useful )?links|minutes|notes(?: and minutes)?|meeting (?:details|roles|notes|minutes)|discussions?|"
    r"(?:speaker['’]?s )?(?:summary(?: of key points)?|key points)|next meetings?|upcoming meetings|q ?[&/] ?a(?:[,\s]+other)?|"
    r"transcript|recording|attachments|details|table of contents|overview|review of (?:the )?(?:last|previous) meeting|other|"
    r"\d{1,2}:\d\d(?::\d\d)?|meeting ended after .*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\s{0,8}(?:[-*+>•]\s+)?[*_#]{0,4}\s*([^:：\n*_]{2,40}?)\s*[*_]{0,3}\s*[:：]\s*[*_]{0,3}\s*(.*)", re.DOTALL)
_DECISION = re.compile(
    r"\W{0,4}(?:(?:decisions?|decided|resolutions?|resolved|conclusions?|agreed|agreements?|consensus|决[定议]|结论)"
    r"(?:\s*\([^)]{0,60}\))?[*_]{0,3}\s*[:：][*_]{0,3}\s*(?P<colon>.*)"
    r"|(?P<whole>(?:(?:it was|we|the \w+) )?(?:agreed|decided|resolved|consensus)\s+(?:that|to|on|is|was|for|reached)\b.*))",
    re.IGNORECASE | re.DOTALL,
)
_ACTION = re.compile(
    r"\W{0,4}(?:(?i:action items?|actions?|to-?do)(?:\s*\([^)]{0,60}\)|\s+(?:for|on)\s+[^:：]{1,40})?|待办(?:事项)?|行动项|"
    r"(?P<ai>AIs?))[*_]{0,3}\s*[:：][*_]{0,3}\s*(?P<colon>.*)",
    re.DOTALL,
)
_SPOKEN_MARK = re.compile(
    r"(?:\A|(?<=[.!?。！？])\s*)(?:(?P<decision>(?i:decision|resolution|resolved|conclusion|agreed)|决[定议]|结论)"
    r"|(?i:action items?|to-?do)|待办|行动项)\s*[:：]\s*(?P<text>[^\n]+?(?:[.!?](?=\s|\Z)|[。！？]|\Z|(?=\n)))"
)
_NOTHING = re.compile(r"\W*(?:none|no|n/?a|tb[dac]|nothing|no action items?|-+|…|\.+|无)?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Minutes:
    """The blocks, with speakers in the anchors of those that are somebody's words, and the fields of a meeting."""

    blocks: tuple[Block, ...]
    fields: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class _Found:
    attendance: Attendance = field(default_factory=Attendance)
    agenda: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    action_items: list[str] = field(default_factory=list)
    topic: str = ""
    """The heading above, if it is one that names a topic."""
    within: bool = False
    """Below a heading that is itself an item of the agenda."""

    def decide(self, text: str, *, concludes: bool = False) -> None:
        """A statement; where it `concludes` a topic and is very short, with the topic."""
        statement = _clean(text)
        if not _NOTHING.fullmatch(statement):
            short = concludes and self.topic and len(statement.split()) <= SHORT and statement.isascii()
            self.decisions.append(f"{self.topic}: {statement}" if short else statement)

    def act(self, text: str) -> None:
        """Something that is to be done."""
        statement = _clean(text)
        if not _NOTHING.fullmatch(statement):
            self.action_items.append(statement)


def read_minutes(blocks: Sequence[Block]) -> Minutes:
    """The fields that these blocks of minutes state, and the blocks with their speakers."""
    found = _Found()
    found.attendance.hear_presenters(blocks)
    role, level, next_only = "", 0, False
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            own = role_of(block.text)
            if own or not role or block.level <= level or next_only:
                role, level, next_only, found.within = own, block.level, False, False
            elif role == "agenda":
                found.agenda.append(_clean(block.text))
                found.within = True
            found.topic = found.topic if own or _NO_TOPIC.fullmatch(block.text.strip(" :")) else _clean(block.text)
            continue
        if block.kind is BlockKind.CODE and role != "attendees":
            continue
        labelled = _label_alone(block)
        if labelled:
            role, next_only = labelled, True
            continue
        headed, below = _headed(block)
        _read(below, headed or role, found)
        if next_only and not is_attendance_table(block.text):
            role, next_only = "", False
    return Minutes(tuple(_with_speakers(blocks, found.attendance)), _fields(found, blocks))


@lru_cache(maxsize=4096)
def role_of(heading: str) -> str:
    """What stands below a heading or label of these words: attendees, absent, agenda, decisions, action_items or ""."""
    words = " ".join(plain(heading).strip(" :：.#\t").split())
    return next((role for role, pattern in _ROLE.items() if len(words) <= 60 and pattern.fullmatch(words)), "")


def is_topic(heading: str) -> bool:
    """Whether a heading names what was talked about, rather than a part of the minutes."""
    return not role_of(heading) and not _NO_TOPIC.fullmatch(heading.strip(" :"))


def decision_marked(text: str) -> str | None:
    """What an item that begins with a mark such as `Decision:` or `Agreed that …` states; "" where that is nested below the
    mark, None for an item without one."""
    match = _DECISION.match(text[:MAX_MARKED])
    if match is None:
        return None
    stated = text if match["whole"] else match["colon"]
    return "" if re.fullmatch(r"\s*\([^)]*\)\s*", stated) else stated.strip()  # who settled it, not what


def says_nothing(statement: str) -> bool:
    """Whether a statement is `None`, `N/A`, `-` or the like."""
    return bool(_NOTHING.fullmatch(statement[:MAX_MARKED]))


def begins_statement(line: str) -> bool:
    """Whether a line of a paragraph states something of its own."""
    return _begins(line)


def marked_in_speech(words: str) -> Iterator[tuple[str, str]]:
    """Decisions and action items that somebody marks aloud: `Decision: we stay with Kafka.`, as (field, statement)."""
    for match in _SPOKEN_MARK.finditer(words):
        statement = _clean(match["text"])
        if not _NOTHING.fullmatch(statement):
            yield "decisions" if match["decision"] else "action_items", statement


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """Each value once, in order, without empty ones."""
    return tuple(dict.fromkeys(value for value in values if value))[:MAX_VALUES]


def _label_alone(block: Block) -> str:
    """The role of a block that is only a label, such as `**Attendees:**` above a table."""
    text = block.text.strip()
    is_label = (
        "\n" not in text and len(text) <= 60 and (text.endswith((":", "：", ":**", "**")) or role_of(text) == "attendees")
    )
    return role_of(text.strip("*_ ")) if is_label and block.kind is BlockKind.PARAGRAPH else ""


def _headed(block: Block) -> tuple[str, Block]:
    """The role of a paragraph's first line, if that is only a label, with what stands below it."""
    first, _, below = block.text.partition("\n")
    role = role_of(first) if below and block.kind is BlockKind.PARAGRAPH else ""
    return (role, replace(block, text=below, line=block.line + 1)) if role else ("", block)


def _read(block: Block, role: str, found: _Found) -> None:
    """Take what a block states: as a whole where its heading gives it a role, and by its labels and marks."""
    if role == "attendees" or (block.kind is BlockKind.TABLE and is_attendance_table(block.text)):
        _read_attendance(block, found)
        return
    if block.kind is BlockKind.TABLE:
        return
    for item in items_of(block, _begins):
        if role == "absent" or _read_label(item, found):
            continue
        if role == "agenda":
            _read_agenda(item, found)
        elif role == "decisions" and not _read_marks(item, found, taken=True):
            found.decide(item.whole, concludes=True)
        elif role == "action_items" and not _read_marks(item, found, taken=True):
            found.act(item.whole)
        if role not in {"decisions", "action_items"}:
            _read_marks(item, found, taken=False)


def _read_attendance(block: Block, found: _Found) -> None:
    if block.kind in {BlockKind.TABLE, BlockKind.CODE}:
        found.attendance.add_table(block.text)
        return
    for item in items_of(block, _begins):
        label = _LABEL.fullmatch(item.text)
        if label and role_of(label[1]) == "absent":
            continue
        found.attendance.add(item.text, many=block.kind is not BlockKind.LIST)
        for nested in item.nested if label and not label[2].strip() else ():
            found.attendance.add(nested.text, many=False)


def _read_label(item: Item, found: _Found) -> bool:
    """Take `Attendees: Ana, Bo`, `Agenda: …` and the like, with what is nested below; whether it was such a line."""
    label = _LABEL.fullmatch(item.text)
    role = role_of(label[1]) if label else ""
    if label is None or role not in {"attendees", "absent", "agenda"}:
        return False
    below = [nested.text for nested in item.nested]
    if role == "attendees":
        found.attendance.add(label[2], many=True)
        for name in below:
            found.attendance.add(name, many=False)
    elif role == "agenda":
        found.agenda += [_clean(text) for text in (*re.split(r"[;；]", label[2]), *below)]
    return True


def _read_agenda(item: Item, found: _Found) -> None:
    """An item of the agenda; below a heading of its own only one that links to an issue, since the rest is what was said.
    A whole sentence is a remark on the agenda."""
    if not item.marked and (len(item.text) > MAX_UNMARKED or item.text.rstrip("*_ ").endswith((".", ":"))):
        return
    if not found.within or re.search(r"\]\(\S+/(?:issues|pull|pulls)/\d+|[\w./-]*#\d+", item.text):
        found.agenda.append(_clean(item.text.split("\n", 1)[0]))


def _read_marks(item: Item, found: _Found, *, taken: bool) -> bool:
    """Take what is marked as a decision or an action item, here and in what is nested; whether this item itself was.

    `taken` says that the whole item will be taken unless it is marked: then what is nested belongs to it.
    """
    action, decision = _ACTION.match(item.text), _DECISION.match(item.text)
    if action and action["ai"] and found.attendance.expanded("AI") != "AI":
        action = None  # somebody's initials
    if action:
        for text in [action["colon"]] if action["colon"].strip() else [nested.whole for nested in item.nested]:
            found.act(text)
    elif decision and decision["whole"]:
        found.decide(item.whole)
    elif decision:
        for text in [decision["colon"]] if decision["colon"].strip() else [nested.whole for nested in item.nested]:
            found.decide(text)
    elif item.open_task and not taken:
        found.act(item.text)
    is_marked = bool(action or decision)
    if not is_marked and not taken:
        for nested in item.nested:
            _read_marks(nested, found, taken=False)
    return is_marked


def _begins(line: str) -> bool:
    """Whether a line of a paragraph states something of its own."""
    return bool(_LABEL.match(line[:80]) or _DECISION.match(line[:80]))


def _clean(text: str) -> str:
    """A statement on one line, without marks."""
    words = " ".join(plain(text).lstrip("#>-–— ").split())
    return words if len(words) <= MAX_VALUE else words[: MAX_VALUE - 1] + "…"


def _with_speakers(blocks: Sequence[Block], attendance: Attendance) -> Iterator[Block]:
    """Paragraphs that are somebody's words become turns; a heading that is a time dates those below it."""
    known = speaker_of(blocks, attendance)
    seconds: float | None = None
    for block in blocks:
        clock = re.fullmatch(r"(\d{1,2}):(\d\d):(\d\d)", block.text.strip()) if block.kind is BlockKind.HEADING else None
        if clock:
            seconds = int(clock[1]) * 3600.0 + int(clock[2]) * 60 + int(clock[3])
        speaker = known(block)
        if not speaker:
            yield block
            continue
        anchor = replace(block.anchor, line=block.line, last_line=block.last_line, speaker=speaker, seconds=seconds)
        yield replace(block, kind=BlockKind.TURN, anchor=anchor)


def _fields(found: _Found, blocks: Sequence[Block]) -> Mapping[str, tuple[str, ...]]:
    known = speaker_of(blocks, found.attendance)
    fields = {
        "attendees": distinct(found.attendance.names),
        "speakers": distinct(known(block) for block in blocks),
        "agenda": distinct(found.agenda) or distinct(_topics(blocks)),
        "decisions": distinct(found.decisions),
        "action_items": distinct(found.action_items),
    }
    return {name: values for name, values in fields.items() if values}


def _topics(blocks: Sequence[Block]) -> Iterator[str]:
    """The outermost headings that are topics: the agenda of minutes that have no list of it."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    topics = [block for block in headings if not role_of(block.text) and not _NO_TOPIC.fullmatch(block.text.strip(" :"))]
    counts = Counter(block.level for block in topics)
    outermost = min((level for level in counts if counts[level] > 1), default=min(counts, default=0))
    return (_clean(block.text) for block in topics if block.level == outermost)
