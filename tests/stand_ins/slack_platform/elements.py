"""Block Kit's elements: buttons, menus, fields, texts. Limits are those of Slack's reference of block elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.stand_ins.slack_platform.shapes import (
    Check,
    anything,
    boolean,
    one_of,
    plain,
    several,
    shape,
    string,
    text,
    url,
    whole,
)

ACTION_ID = string(255)
CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
OPTION = shape({"text": text(75), "value": string(150)}, {"description": text(75), "url": url})
PLAIN_OPTION = shape({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": url})
OPTION_GROUP = shape({"label": plain(75), "options": several(PLAIN_OPTION, 100)})
FEEDBACK_BUTTON = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
DISPATCH = shape({"trigger_actions_on": several(one_of("on_enter_pressed", "on_character_entered"), 2)})
FILTER = shape(
    {},
    {
        "include": several(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)

_ACTING = {"action_id": ACTION_ID}
_FIELD = {"placeholder": plain(150), "focus_on_load": boolean}
_MENU = {**_FIELD, "confirm": CONFIRM}
_MANY = {**_MENU, "max_selected_items": whole}


def _field(**optional: Check) -> Check:
    return shape(_ACTING, {**_FIELD, **optional})


def _menu(required: dict[str, Check] | None = None, **optional: Check) -> Check:
    return shape({**_ACTING, **(required or {})}, {**_MENU, **optional})


def _many(required: dict[str, Check] | None = None, **optional: Check) -> Check:
    return shape({**_ACTING, **(required or {})}, {**_MANY, **optional})


def _choices(most: int) -> Check:
    initial = {"initial_options": several(OPTION, most), "initial_option": OPTION}
    return shape({**_ACTING, "options": several(OPTION, most)}, {"confirm": CONFIRM, "focus_on_load": boolean, **initial})


def _static(*, initial: dict[str, Check]) -> Check:
    """A menu with a list of its own: options or option_groups, one of them."""
    optional = {"options": several(PLAIN_OPTION, 100), "option_groups": several(OPTION_GROUP, 100), **initial}
    known = shape(_ACTING, {**_MANY, **optional})

    def check(value: Any, where: str) -> Iterator[str]:
        yield from known(value, where)
        if ("options" in value) == ("option_groups" in value):
            yield f"{where}: either options or option_groups is wanted"

    return check


ELEMENTS: dict[str, Check] = {
    "button": shape(
        {**_ACTING, "text": plain(75)},
        {
            "url": url, "value": string(2000), "style": one_of("primary", "danger"), "confirm": CONFIRM,
            "accessibility_label": string(75), "agent_prompt": string(4000),
        },
    ),
    "checkboxes": _choices(10),
    "radio_buttons": _choices(10),
    "datepicker": _menu(initial_date=string(10)),
    "timepicker": _menu(initial_time=string(5), timezone=string(100)),
    "datetimepicker": _menu(initial_date_time=whole),
    "email_text_input": _field(initial_value=anything, dispatch_action_config=DISPATCH),
    "number_input": _field(is_decimal_allowed=boolean, initial_value=anything, min_value=anything, max_value=anything),
    "url_text_input": _field(initial_value=anything, dispatch_action_config=DISPATCH),
    "plain_text_input": _field(
        initial_value=string(3000), multiline=boolean, min_length=whole, max_length=whole, dispatch_action_config=DISPATCH
    ),
    "static_select": _static(initial={"initial_option": PLAIN_OPTION}),
    "multi_static_select": _static(initial={"initial_options": several(PLAIN_OPTION, 100)}),
    "external_select": _menu(min_query_length=whole, initial_option=PLAIN_OPTION),
    "multi_external_select": _many(min_query_length=whole, initial_options=several(PLAIN_OPTION, 100)),
    "users_select": _menu(initial_user=string(20)),
    "multi_users_select": _many(initial_users=several(string(20), 100)),
    "conversations_select": _menu(
        initial_conversation=string(20), default_to_current_conversation=boolean, response_url_enabled=boolean, filter=FILTER
    ),
    "multi_conversations_select": _many(
        initial_conversations=several(string(20), 100), default_to_current_conversation=boolean, filter=FILTER
    ),
    "channels_select": _menu(initial_channel=string(20), response_url_enabled=boolean),
    "multi_channels_select": _many(initial_channels=several(string(20), 100)),
    "overflow": shape({**_ACTING, "options": several(PLAIN_OPTION, 5)}, {"confirm": CONFIRM}),
    "image": shape({"alt_text": string(2000)}, {"image_url": url, "slack_file": anything}),
    "mrkdwn": text(3000),
    "plain_text": text(3000),
    "feedback_buttons": shape({**_ACTING, "positive_button": FEEDBACK_BUTTON, "negative_button": FEEDBACK_BUTTON}),
    "icon_button": shape(
        {**_ACTING, "icon": one_of("trash"), "text": plain(75)},
        {
            "accessibility_label": string(75), "value": string(2000), "visible_to_user_ids": several(string(20), 10),
            "confirm": CONFIRM,
        },
    ),
    "url": shape({"url": url, "text": string(3000)}),
}  # fmt: skip

ACTING = (
    "button", "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker", "static_select",
    "multi_static_select",
    "external_select", "multi_external_select", "users_select", "multi_users_select", "conversations_select",
    "multi_conversations_select", "channels_select", "multi_channels_select", "overflow",
)  # fmt: skip
"""What stands in an actions block or beside a section."""

ENTRIES = (*(name for name in ACTING if name not in {"button", "overflow"}), "email_text_input", "number_input",
           "url_text_input", "plain_text_input")  # fmt: skip
"""What stands in an input block."""
