"""A channel's settings as a form and in words."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.domain.conversations import ChannelSettings
from assistant.slack.acting.settings_form import AS_ASKED, Choices, applied, changed_in, described, differences, fields_of
from assistant.slack.wording import modals
from assistant.slack.wording.modals import Filled
from tests.stand_ins.slack_platform.links import links_in

CHOICES = Choices(("handbook", "vault"), ("storage",))
SET = ChannelSettings(("handbook", "board"), True, ("storage", "gone"), "German", True, True)


def sent(settings: ChannelSettings, **values: Any) -> Filled:
    """The form as it comes back: what was chosen beforehand, but for these."""
    blocks = fields_of(settings, CHOICES)
    state: dict[str, Any] = {}
    for block in blocks:
        name, element = block["block_id"], block["element"]
        value = values.get(name, element.get("initial_options", element.get("initial_option")))
        kept = "selected_options" if element["type"] == "multi_static_select" else "selected_option"
        if name in values:
            value = [{"value": one} for one in value] if kept == "selected_options" else {"value": value}
        state[name] = {name: {kept: value}}
    return Filled(modals.form("x", "x", blocks, "Save", {}) | {"state": {"values": state}})


@pytest.mark.parametrize("settings", [ChannelSettings(), SET], ids=["the defaults", "all set"])
def test_a_form_that_nobody_touched_changes_nothing(settings: ChannelSettings) -> None:
    assert changed_in(sent(settings)) == {}


@pytest.mark.parametrize(
    ("name", "value", "change"),
    [
        ("sources", ["vault"], ["vault"]),
        ("sources", [], []),
        ("askers", [], []),
        ("listening", "mention", False),
        ("private", "public", False),
        ("digest", "off", False),
        ("language", AS_ASKED, ""),
        ("language", "Korean", "Korean"),
    ],
)
def test_each_field_is_a_change_of_its_own(name: str, value: Any, change: Any) -> None:
    assert changed_in(sent(SET, **{name: value})) == {name: change}


def test_a_value_that_the_form_never_offered_changes_nothing() -> None:
    assert changed_in(sent(SET, listening="always")) == {}


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ({"sources": ["vault"]}, ("vault", "board")),
        ({"sources": []}, ()),
        ({"language": ""}, ("handbook", "board")),
    ],
    ids=["another source", "every source", "something else"],
)
def test_a_source_that_is_not_seen_stays_unless_all_are_wanted(changes: dict[str, Any], after: tuple[str, ...]) -> None:
    assert applied(changes, SET, CHOICES.sources).sources == after


def test_a_group_that_is_gone_from_lore_toml_can_still_be_taken_out() -> None:
    (field,) = (one for one in fields_of(SET, CHOICES) if one["block_id"] == "askers")
    assert [one["value"] for one in field["element"]["options"]] == ["storage", "gone"]


def test_a_language_that_is_not_on_the_list_stays_chosen() -> None:
    (field,) = (one for one in fields_of(ChannelSettings(language="Klingon"), CHOICES) if one["block_id"] == "language")
    assert field["element"]["initial_option"]["value"] == "Klingon"


def test_without_sources_or_groups_there_is_no_empty_menu() -> None:
    names = [one["block_id"] for one in fields_of(ChannelSettings(), Choices((), ()))]
    assert names == ["listening", "private", "language", "digest"]


def test_settings_are_told_in_six_lines() -> None:
    assert described(ChannelSettings(), CHOICES.sources) == [
        "*What I answer from:* Everything that may be read here",
        "*When I answer:* Only when I am mentioned",
        "*Who may ask me here:* Everybody in the channel whom I know",
        "*In which language:* The one of the question",
        "*Who sees my answers:* Everybody in the channel",
        "*Weekly digest:* Not here",
    ]


def test_a_source_that_is_not_seen_is_counted_and_not_named() -> None:
    assert described(SET, ("handbook",))[0] == "*What I answer from:* handbook and 1 source that you may not see"


def test_only_what_differs_is_told() -> None:
    assert differences(ChannelSettings(), ChannelSettings(digest=True), ()) == ["*Weekly digest:* Here, once a week"]
    assert differences(SET, SET, ()) == []


def test_names_are_words_and_nothing_else() -> None:
    told = "\n".join(
        described(ChannelSettings(("<!here>",), askers=("<@U1>",), language="<https://evil.example|x>"), ("<!here>",))
    )
    assert "<" not in told


def test_many_sources_and_groups_are_counted_and_no_line_is_longer_than_a_field() -> None:
    names = tuple(f"source-{number}&&&.example" for number in range(200))
    lines = described(ChannelSettings(names, askers=names), names)
    assert lines[0].endswith(" more")
    assert sum(len(line) + 1 for line in lines) < 3000
    assert links_in({"text": "\n".join(lines)}) == []
