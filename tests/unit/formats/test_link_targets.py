"""Where links lead."""

from __future__ import annotations

import pytest

from ingest.formats.link_targets import target_of


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("b.md", "docs/b.md"),
        ("./b.md?x=1#y", "docs/b.md"),
        ("../b.md", "b.md"),
        ("/b.md", "b.md"),
        ("b%20c.md", "docs/b c.md"),
        ("<b.md>", "docs/b.md"),
        ("https://example.org/a?b=1#c", "https://example.org/a?b=1#c"),
        ("../../b.md", ""),
        ("/../b.md", ""),
        ("%2e%2e/%2e%2e/b.md", ""),
        ("a.md", ""),
        ("#part", ""),
        ("..", ""),
        ("b.png", ""),
        ("https://example.org/b.png", ""),
        ("mailto:ana@example.org", ""),
        ("javascript:alert(1)", ""),
        ("//example.org/b", ""),
        ("file:///etc/passwd", ""),
        ("c:\\b.md", ""),
        ("b\0.md", ""),
        ("http://[bad", ""),
        ("x" * 501, ""),
        ("", ""),
    ],
)
def test_a_target_is_an_address_or_a_path_within_the_source(written: str, target: str) -> None:
    assert target_of(written, "docs/a.md") == target


def test_a_page_with_an_address_is_followed_from_there() -> None:
    assert target_of("../b", "files/1.html", "https://example.org/x/a/") == "https://example.org/x/b"
    assert target_of("#part", "files/1.html", "https://example.org/x") == ""
