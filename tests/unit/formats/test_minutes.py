from datetime import UTC, datetime

import pytest

from assistant.domain.documents import Kind
from ingest.formats.assembling import call_in_path, dated
from ingest.formats.minutes import marked_in_speech, role_of
from ingest.formats.registry import parse
from ingest.parsed import BlockKind, Parsed

COMMITTEE = """\
# 110th meeting of the committee

Day two, 23 September 2025

**Remote and in-person attendees:**

| Name            | Abbreviation | Organization |
|-----------------|--------------|--------------|
| Aki Rose Braun  | AKI          | Tidewater    |
| Mark S. Miller  | MM           | Harbour Ltd  |

## Opening

Presenter: Rob Palmer (RPR)

RPR: Good morning.

AKI: Thanks. Two things: first, the minutes.

MM: Fine.

XYZ: Who am I?

XYZ: I speak twice.

### Conclusion

- Consensus
- The minutes are approved as they stand

## Decimal for stage 2

NOTE: this is no person.

NOTE: nor is this.

### Speaker's Summary of Key Points

- Not a decision

### Conclusion/Resolution

No consensus was reached on the representation.
"""

STEERING = """\
# Steering committee 2024-04-24

## Present

* Antoine du Hamel @aduh95 (voting member)
* Сковорода Никита Андреевич @ChALkeR (TSC)
* [Colin Ihrig](https://example.org/cjihrig) (TSC)
* @ana - joined at 16:23 UTC
* Joe Sepi @joesepi (Guest - CPC rep), Igalia

## Regrets

* Rich Trott @Trott

## Agenda

*Extracted from labelled issues prior to the meeting.

### Announcements

* Version 22 is being released today.

### storage

* lib: remove the old policy [#52583](https://example.org/issues/52583)
  * Richard: we should deprecate it in the documentation.
  * Agreed to remove it in the next major release
  * ACTION ITEM: Rafael to open the pull request

## Upcoming meetings

* Next week
"""

TEAM = """\
---
title: Triage meeting
attendees:
  - not read from here
---
# Team minutes

* Meeting date: 2021-01-26

## Attendance

* Team members: niko, Josh Triplett, scott and Felix
* Others: oliver, lcnr

## Meeting roles

* Action item scribe:

## Notes

josh: I would rather wait.

* [ ] ping the author
* [x] done already
* AI: everyone to read the draft
* Decision: we keep two replicas.
* Decision:
    * no third region
    * no new queue
* TODO(ana): none

Resolved that the retention is 13 months.

We agreed to meet again on Friday.

```
Decision: this is a sample of code
```
"""

PLAIN = """\
Weekly sync

Date: 14 November 2024
Attendees: Ana Ruiz (AR), Bo Lindqvist, Chen Wei
Regrets: Dana
Agenda:
1. Budget
2. Hiring

AR: Shall we begin?
"""

CHINESE = """\
# 周会纪要 2024年11月14日

## 与会者

- 王芳
- 李雷

## 议题

- 预算

## 决定

- 采用双副本

## 待办

- 王芳：测量延迟
"""


def minutes(text: str, path: str = "meetings/x.md") -> Parsed:
    parsed = parse(text.encode(), path)
    assert parsed.kind is Kind.MEETING
    return parsed


def test_a_table_of_attendees_names_them_and_expands_their_initials() -> None:
    parsed = minutes(COMMITTEE, "2025-09/september-23.md")
    assert parsed.fields["attendees"] == ("Aki Rose Braun", "Mark S. Miller")
    assert parsed.fields["speakers"] == ("Rob Palmer", "Aki Rose Braun", "Mark S. Miller", "XYZ")
    turns = [(block.anchor.speaker, block.text, block.anchor.line) for block in parsed.blocks if block.kind is BlockKind.TURN]
    assert turns[1] == ("Aki Rose Braun", "AKI: Thanks. Two things: first, the minutes.", 18)


def test_conclusions_are_decisions_and_a_bare_one_names_its_topic() -> None:
    assert minutes(COMMITTEE).fields["decisions"] == (
        "Opening: Consensus",
        "The minutes are approved as they stand",
        "No consensus was reached on the representation.",
    )


def test_without_a_list_of_it_the_topics_are_the_agenda() -> None:
    assert minutes(COMMITTEE).fields["agenda"] == ("Opening", "Decimal for stage 2")


def test_people_are_listed_without_roles_handles_and_links_and_those_who_were_away_not_at_all() -> None:
    assert minutes(STEERING).fields["attendees"] == (
        "Antoine du Hamel",
        "Сковорода Никита Андреевич",
        "Colin Ihrig",
        "@ana",
        "Joe Sepi",
    )


def test_the_agenda_is_its_headings_and_the_issues_below_them_not_what_was_said() -> None:
    assert minutes(STEERING).fields["agenda"] == ("Announcements", "storage", "lib: remove the old policy #52583")


def test_marks_within_nested_notes_are_read() -> None:
    parsed = minutes(STEERING)
    assert parsed.fields["decisions"] == ("Agreed to remove it in the next major release",)
    assert parsed.fields["action_items"] == ("Rafael to open the pull request",)


def test_notes_of_a_team_give_all_that_they_mark() -> None:
    fields = minutes(TEAM).fields
    assert fields["attendees"] == ("niko", "Josh Triplett", "scott", "Felix", "oliver", "lcnr")
    assert fields["speakers"] == ("josh",)
    assert fields["action_items"] == ("ping the author", "everyone to read the draft")
    assert fields["decisions"] == (
        "we keep two replicas.",
        "no third region",
        "no new queue",
        "Resolved that the retention is 13 months.",
        "We agreed to meet again on Friday.",
    )


def test_labels_of_plain_text_are_read() -> None:
    parsed = minutes(PLAIN, "notes/weekly.txt")
    assert parsed.fields["attendees"] == ("Ana Ruiz", "Bo Lindqvist", "Chen Wei")
    assert parsed.fields["agenda"] == ("Budget", "Hiring")
    assert parsed.fields["speakers"] == ("Ana Ruiz",)
    assert parsed.created_at == datetime(2024, 11, 14, tzinfo=UTC)


def test_chinese_minutes_are_read() -> None:
    fields = minutes(CHINESE, "周会/纪要.md").fields
    assert fields["attendees"] == ("王芳", "李雷")
    assert (fields["agenda"], fields["decisions"], fields["action_items"]) == (("预算",), ("采用双副本",), ("王芳：测量延迟",))


@pytest.mark.parametrize(
    ("attendees", "names"),
    [
        pytest.param("Present: Ana Ruiz, Bo and Chen Wei", ("Ana Ruiz", "Bo", "Chen Wei"), id="label"),
        pytest.param("Present: Ana Ruiz (Igalia, remote), Bo", ("Ana Ruiz", "Bo"), id="comma in brackets"),
        pytest.param("**Attendees**: @ana, @bo-l", ("@ana", "@bo-l"), id="handles"),
        pytest.param("Attendees: Ana <ana@example.org>; Bo <bo@example.org>", ("Ana", "Bo"), id="addresses"),
        pytest.param("**Attendees**\n\n- Ana Ruiz, Tidewater\n- Bo\n", ("Ana Ruiz", "Bo"), id="bold line above a list"),
        pytest.param("## Attendees\n\nAna Ruiz\nBo\n", ("Ana Ruiz", "Bo"), id="lines"),
        pytest.param("## Participants\n\n1. Ana Ruiz – chair\n2. Bo\n", ("Ana Ruiz", "Bo"), id="numbers"),
        pytest.param("## Attendees\n\n```\n| Name | Initials |\n|--|--|\n| Ana | A1 |\n```\n", ("Ana",), id="table as code"),
        pytest.param("Attendees: none\n", None, id="nobody"),
        pytest.param("People in attendance: forgot to record :)", None, id="not a name"),
    ],
)
def test_attendance_is_read_however_it_is_written(attendees: str, names: tuple[str, ...] | None) -> None:
    assert minutes(f"# Minutes 2024-01-02\n\n{attendees}\n\n## Topic\n\nText.\n").fields.get("attendees") == names


@pytest.mark.parametrize(
    ("text", "field", "statements"),
    [
        pytest.param("Decision: keep it.", "decisions", ("keep it.",), id="mark"),
        pytest.param("**Decision (2024-01-02)**: keep it.", "decisions", ("keep it.",), id="bold and dated"),
        pytest.param("> Resolution: keep it.", "decisions", ("keep it.",), id="quoted"),
        pytest.param("The committee agreed that it stays.", "decisions", ("The committee agreed that it stays.",), id="said"),
        pytest.param("决定：采用双副本。", "decisions", ("采用双副本。",), id="chinese"),
        pytest.param("They discussed whether to decide.", "decisions", None, id="talk of deciding"),
        pytest.param("Nobody agreed to anything.", "decisions", None, id="nobody agreed"),
        pytest.param("## Decisions\n\nNone.\n", "decisions", None, id="none"),
        pytest.param("## Decisions\n\n- One,\n  on two lines\n- Two\n  - with a part\n", "decisions",
                     ("One, on two lines", "Two; with a part"), id="list"),
        pytest.param("## Action items\n\n- [x] sent the draft\n- Bo: book a room\n", "action_items",
                     ("sent the draft", "Bo: book a room"), id="items below a heading"),
        pytest.param("Action items:\n\n- Ana to measure\n", "action_items", ("Ana to measure",), id="items below a label"),
        pytest.param("ACTION for Bo: book a room", "action_items", ("book a room",), id="action for somebody"),
        pytest.param("* Ai: I am a person", "action_items", None, id="a person called Ai"),
        pytest.param("Action item review went well.", "action_items", None, id="talk of action items"),
    ],
)  # fmt: skip
def test_marks_are_read_and_talk_is_not(text: str, field: str, statements: tuple[str, ...] | None) -> None:
    assert minutes(f"# Minutes 2024-01-02\n\n## Topic\n\n{text}\n").fields.get(field) == statements


def test_initials_that_read_ai_are_a_person_where_the_list_says_so() -> None:
    text = "# Minutes 2024-01-02\n\nAttendees: Ana Ibarra (AI), Bo Lindqvist (BL)\n\nAI: Good morning.\n"
    fields = minutes(text).fields
    assert fields["speakers"] == ("Ana Ibarra",)
    assert "action_items" not in fields


def test_letters_behind_several_names_are_a_role_and_no_initials() -> None:
    text = "# Minutes 2024-01-02\n\n## Present\n\n* Trevor Norris (TSC)\n* Bert Belder (TSC)\n\n## Topic\n\nTSC: vote.\n"
    assert minutes(text).fields.get("speakers") is None


def test_a_page_that_is_no_meeting_has_no_fields_of_one() -> None:
    assert parse(b"# Setup\n\nAttendees: none\n\nDecision: use make.\n", "docs/setup.md").fields == {}


def test_stamps_as_headings_date_the_turns_below() -> None:
    text = "# Weekly 2024-11-14 meeting\n\n## Attendees\n\nAna Ruiz, Bo\n\n### 00:05:00\n\nAna Ruiz: Hello.\n\nBo: Hi.\n"
    turns = [block for block in minutes(text).blocks if block.kind is BlockKind.TURN]
    assert [(turn.anchor.speaker, turn.anchor.seconds) for turn in turns] == [("Ana Ruiz", 300.0), ("Bo", 300.0)]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Attendees", "attendees"), ("People present:", "attendees"), ("In attendance", "attendees"), ("Apologies", "absent"),
        ("Today's agenda", "agenda"), ("Conclusions", "decisions"), ("Summary and conclusion", "decisions"),
        ("Suggested next steps", "action_items"), ("TODO", "action_items"), ("行动项", "action_items"),
        ("Present state of Rust", ""), ("Decision tree", ""), ("Action item review", ""), ("Participants' handbook", ""),
    ],
)  # fmt: skip
def test_headings_have_the_roles_that_their_words_say(heading: str, role: str) -> None:
    assert role_of(heading) == role


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("So. Decision: we stay with Kafka. Next topic.", [("decisions", "we stay with Kafka.")]),
        ("Action item: Ana measures it", [("action_items", "Ana measures it")]),
        ("I made a decision: nothing changes.", []),
        ("Decision: none.", []),
    ],
)
def test_what_is_marked_aloud_counts(words: str, found: list[tuple[str, str]]) -> None:
    assert list(marked_in_speech(words)) == found


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("zoom/2024-11-14 10.03.05 Platform weekly 81234567890/meeting_saved_closed_caption.txt", "2024-11-14 Platform weekly"),
        ("Platform weekly/GMT20241114-100305_Recording.transcript.vtt", "Platform weekly 20241114"),
        ("calls/Platform weekly-20241114_100305-Meeting Recording.vtt", "Platform weekly 20241114"),
        ("calls/Platform weekly (2024-11-14 10:00 GMT+1) - Transcript.txt", "Platform weekly (2024-11-14)"),
        ("calls/platform-weekly_otter_ai.txt", "platform weekly"),
        ("calls/20241114.vtt", "calls 20241114"),
        ("Bed002.txt", "Bed002"),
    ],
)
def test_a_call_is_named_by_its_file_or_folder_without_what_the_recorder_added(path: str, name: str) -> None:
    assert call_in_path(path) == name


@pytest.mark.parametrize(
    ("title", "with_day"),
    [
        ("Weekly", "Weekly, 2024-11-14"),
        ("Weekly 2024-11-14", "Weekly 2024-11-14"),
        ("14th November 2024 | Weekly", "14th November 2024 | Weekly"),
        ("Weekly 20241114", "Weekly 20241114"),
    ],
)
def test_a_title_that_says_no_day_gets_it(title: str, with_day: str) -> None:
    assert dated(title, datetime(2024, 11, 14, tzinfo=UTC)) == with_day
    assert dated(title, None) == title


def test_a_decision_deep_in_nested_notes_keeps_what_is_below_it() -> None:
    text = "# Minutes 2024-01-02\n\n* Storage\n  * Ana spoke\n  * Decision:\n    * two replicas\n    * one queue\n"
    assert minutes(text).fields["decisions"] == ("two replicas", "one queue")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\n".join(" " * n + "- deeper" for n in range(500)), id="a list five hundred deep"),
        pytest.param("Attendees: " + "Ana, " * 20_000, id="twenty thousand names"),
        pytest.param("| " * 20_000 + "\n|--|\n" + "| x | " * 10_000, id="a wide table"),
        pytest.param("Decision: " + "( " * 50_000, id="open brackets"),
        pytest.param("**" * 50_000 + ": x", id="stars"),
        pytest.param("A" * 100_000 + ": words", id="a very long name"),
        pytest.param("- [ ] " * 20_000, id="boxes"),
        pytest.param("- item\n" + "  goes on\n" * 3_000, id="an item of three thousand lines"),
    ],
)
def test_hostile_minutes_are_read(text: str) -> None:
    for form in ("## Attendees", "## Agenda", "## Decisions", "## Action items"):
        parsed = minutes(f"# Minutes 2024-01-02\n\n{form}\n\n{text}\n")
        assert all(len(values) <= 200 and all(len(value) <= 500 for value in values) for values in parsed.fields.values())
