"""What becomes of a job that failed: which failures pass, which never will, and which an apology can't get around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from assistant.errors import Forbidden, LoreError, NotFound, UsageError

_PASSING: Final = frozenset(
    "ratelimited rate_limited internal_error fatal_error service_unavailable request_timeout timeout server_error "
    "team_added_to_org external_channel_migrating".split()
)
"""Error codes of Slack's that mean: ask again later (https://docs.slack.dev/reference/methods/chat.postMessage, errors)."""

_CUT_OFF: Final = frozenset(
    "account_inactive invalid_auth not_authed token_expired token_revoked org_login_required team_access_not_granted "
    "access_denied ekm_access_denied not_allowed_token_type no_permission".split()
)
"""Those that mean that Lore reaches nobody there any more."""

_HOPELESS: Final = _CUT_OFF | frozenset(
    "not_in_channel channel_not_found is_archived user_not_found users_not_found user_not_in_channel user_is_bot "
    "cannot_dm_bot messages_tab_disabled missing_scope restricted_action restricted_action_read_only_channel "
    "restricted_action_thread_only_channel restricted_action_non_threadable_channel restricted_action_thread_locked "
    "cannot_reply_to_message message_not_found cant_update_message cant_delete_message edit_window_closed "
    "method_not_supported_for_channel_type unknown_method invalid_arguments invalid_arg_name invalid_blocks "
    "invalid_blocks_format invalid_metadata_format msg_too_long msg_blocks_too_long no_text view_too_large "
    "expired_trigger_id exchanged_trigger_id invalid_trigger_id trigger_expired trigger_exchanged".split()
)
"""Those that come back whenever the same call is made."""


NOT_THERE: Final = frozenset({"not_in_channel", "channel_not_found"})
"""What Slack says of a channel that Lore is not in."""

CLOSED: Final = NOT_THERE | {"missing_scope", "method_not_supported_for_channel_type"}
"""And of conversations that it can't look into wherever it is, such as those of a few people."""


class Prospect(Enum):
    """Whether another attempt may end better."""

    PASSING = "passing"
    HOPELESS = "hopeless"
    DEFECT = "defect"
    """Of ours, as far as one can tell: it may have been a coincidence, once."""


@dataclass(frozen=True, slots=True)
class Failure:
    """How a job failed. `name` is an error code of Slack's or an error's type: never its message, which may quote people.
    `wait_s` is how long the other side asked to be left alone; `reachable`, whether anybody can be told."""

    name: str
    prospect: Prospect
    wait_s: float = 0.0
    reachable: bool = True


def failure_of(error: BaseException) -> Failure:
    """What this error means for the job that raised it."""
    if isinstance(error, SlackApiError):
        return _of_slack(error)
    name = type(error).__name__
    if isinstance(error, UsageError | Forbidden | NotFound):
        return Failure(name, Prospect.HOPELESS)
    if isinstance(error, LoreError | ClientError | OSError):  # TimeoutError is an OSError
        return Failure(name, Prospect.PASSING)
    return Failure(name, Prospect.DEFECT)


def code_of(error: SlackApiError) -> str:
    """Slack's word for what went wrong, or the HTTP status as `http_500` where it said none."""
    response = error.response
    said = getattr(response, "data", response)  # what can't be read as JSON comes as text, bytes or aiohttp's own response
    code = said.get("error") if isinstance(said, Mapping) else None
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    return code if isinstance(code, str) and code else f"http_{status}"


def is_cut_off(error: SlackApiError) -> bool:
    """Whether Slack doesn't accept the token, or not any more."""
    return code_of(error) in _CUT_OFF


def _of_slack(error: SlackApiError) -> Failure:
    code, wait_s = code_of(error), retry_after(getattr(error.response, "headers", None) or {})
    if code in _HOPELESS:
        return Failure(code, Prospect.HOPELESS, reachable=code not in _CUT_OFF)
    if code in _PASSING or code.startswith("http_"):
        return Failure(code, Prospect.PASSING, wait_s or 0.0)
    return Failure(code, Prospect.DEFECT)


def retry_after(headers: Mapping[str, str | list[str]]) -> float | None:
    """The seconds that a server asked to wait, None where it named none that can be read."""
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    first = said[0] if isinstance(said, list) and said else said
    return float(first) if isinstance(first, str) and first.isdecimal() else None
