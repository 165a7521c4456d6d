"""Links and code in a generator's words: what the constructs become, and that hostile ones end neither in an error nor late."""

from __future__ import annotations

import pytest

from assistant.answering.citing.links import LINK_REMOVED, Allowed, reduce_code, reduce_links

HOME = "https://docs.example/a"
ALLOWED = Allowed(frozenset({HOME}))


def reduced(text: str) -> str:
    found = reduce_links(text, ALLOWED)
    return found.restored(found.text)


@pytest.mark.parametrize(
    "url",
    ["https://a.example：8080/#y", "https://a.example﹫x#y", "https://a.example／x#y", "https://℀.example/#y", "http://[x#y"],
)
def test_an_address_that_cannot_be_read_leads_nowhere(url: str) -> None:
    assert not ALLOWED.leads_home(url)
    assert "example：" not in reduced(f"see {url} and [it]({url}) there")
    assert reduce_code(url, ALLOWED)[0].startswith(LINK_REMOVED)


def test_any_place_of_the_evidence_is_home() -> None:
    assert ALLOWED.leads_home(f"{HOME}#part")
    assert not ALLOWED.leads_home(f"{HOME}/b")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://evil.example/`rm -r x` it", f"{LINK_REMOVED}`rm -r x` it"),
        (f"{HOME}`rm -r x` it", f"{HOME}`rm -r x` it"),
        ("evil.example/a`b`c", f"{LINK_REMOVED}`b`c"),
        (f"[see `a` and `b`]({HOME})", f"[see `a` and `b`]({HOME})"),
    ],
)
def test_code_beside_an_address_and_in_a_label_stays(text: str, expected: str) -> None:
    assert reduced(text) == expected


@pytest.mark.parametrize("text", ["_tel:+49123", "日tel:+49123", "_www.evil.example", "日www.evil.example", "_xn--a.example"])
def test_an_address_begins_behind_a_line_and_behind_other_scripts(text: str) -> None:
    assert LINK_REMOVED in reduced(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a<!-- b --> c <!-- d", r"a c \<!-- d"),
        ("<script>x</script >y<SVG>z</svg>", "y"),
        ("<?x?>a<![CDATA[ b ]]>c<!doctype x>d", "acd"),
        ("https://evil.example/(a)) b", f"{LINK_REMOVED}) b"),
        ("&#00000065;&#x000041; &#99999999999;", "AA \ufffd"),
        ("a \\\\\\` b", "a \\` b"),
    ],
)
def test_constructs_go_and_the_words_stay(text: str, expected: str) -> None:
    assert reduced(text) == expected


@pytest.mark.parametrize(
    "unit",
    ["\\", "<svg>", "<!--", "<?", "<!a ", "a+", "[a](", '[a](b "', "[a]( ", ")", "https://a)", "&#1", "`a` ", "a."],
)
@pytest.mark.parametrize("tail", ["", " " * 20_000 + "x", ")" * 20_000, "1" * 20_000])
def test_forty_thousand_characters_of_anything_come_to_an_end(unit: str, tail: str) -> None:
    """Where the work grew with the square, these took minutes; a number of so many digits was an error."""
    text = unit * (20_000 // len(unit)) + tail
    assert len(reduced(text)) <= 6 * len(text)
