"""Which addresses in a payload are answered at."""

from __future__ import annotations

import pytest

from assistant.slack.wording.privately import is_slacks

API = "http://127.0.0.1:4711/api/"


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://hooks.slack.com/actions/T1/2/3", True),
        ("https://hooks.slack-gov.com/commands/T1/2", True),
        ("http://127.0.0.1:4711/response/1", True),
        ("http://127.0.0.1:4712/response/1", False),
        ("http://hooks.slack.com/actions/T1", False),
        ("https://hooks.slack.com.evil.example/actions", False),
        ("https://hooks.slack.com@evil.example/", False),
        ("http://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_slacks_own_addresses_are(url: str, may: bool) -> None:
    assert is_slacks(url, API) is may
