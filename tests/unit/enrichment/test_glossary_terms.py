"""Terms and acronyms in the blocks of documents."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.glossary import Term
from ingest.enrichment.glossary.acronyms import MAX_PHRASES
from ingest.enrichment.glossary.extracting import MAX_FINDS, MAX_TERMS, terms_in
from ingest.enrichment.glossary.letters import agree, allowed, is_short_form, singular
from ingest.enrichment.glossary.markup import MAX_QUOTE, Prose, prose_of
from ingest.formats.registry import parse
from ingest.parsed import Block, BlockKind, Parsed


def of(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> tuple[Term, ...]:
    return terms_in(Parsed("A title", (Block(kind, text, 1, text.count("\n") + 1),)))


def pairs(terms: tuple[Term, ...]) -> list[tuple[str, str]]:
    return [(term.name, term.meaning) for term in terms]


def of_file(text: str, path: str = "docs/a.md") -> list[tuple[str, str]]:
    return pairs(terms_in(parse(text.encode(), path)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("the Position Loss Rate (PLR) is low", ("PLR", "Position Loss Rate"), id="first letters"),
        pytest.param("through PLR (position loss rate) only", ("PLR", "position loss rate"), id="the other way round"),
        pytest.param("the application binary interfaces (ABIs)", ("ABI", "application binary interfaces"), id="plural"),
        pytest.param("a Benevolent Dictator for Life (BDFL) said", ("BDFL", "Benevolent Dictator for Life"), id="stop word"),
        pytest.param("the Department of Health (DH) asked", ("DH", "Department of Health"), id="stop word without a letter"),
        pytest.param("a HyperText Markup Language (HTML) page", ("HTML", "HyperText Markup Language"), id="camel case"),
        pytest.param("an eXtensible Markup Language (XML) file", ("XML", "eXtensible Markup Language"), id="inner capital"),
        pytest.param("by ahead-of-time (AOT) compilation", ("AOT", "ahead-of-time"), id="hyphens"),
        pytest.param("the World Wide Web Consortium (W3C)", ("W3C", "World Wide Web Consortium"), id="digit repeats"),
        pytest.param("the Simple Storage Service (S3) of theirs", ("S3", "Simple Storage Service"), id="letter and digit"),
        pytest.param("a peer-to-peer (P2P) network", ("P2P", "peer-to-peer"), id="digit as a sound"),
        pytest.param("for internationalization (i18n) we", ("i18n", "internationalization"), id="letters counted"),
        pytest.param("on the Python Package Index (PyPI) now", ("PyPI", "Python Package Index"), id="small letters inside"),
        pytest.param("by cross-site scripting (XSS) only", ("XSS", "cross-site scripting"), id="X for cross"),
        pytest.param("The **Berth Prediction Feed (BPF)** is", ("BPF", "Berth Prediction Feed"), id="emphasis around"),
        pytest.param('the "Berth Prediction Feed" ("BPF") is', ("BPF", "Berth Prediction Feed"), id="quotation marks"),
        pytest.param("the Berth Prediction\nFeed (BPF) is", ("BPF", "Berth Prediction Feed"), id="over two lines"),
        pytest.param("use ``PLR`` (position loss rate) here", ("PLR", "position loss rate"), id="type of code"),
        pytest.param(
            "the Jupyter Enhancement Proposal process (JEP)",
            ("JEP", "Jupyter Enhancement Proposal"),
            id="a word follows the name",
        ),
        pytest.param("the berth feed (hereafter BF)", ("BF", "berth feed"), id="hereafter"),
        pytest.param("CDM (i.e. the Canonical Dock Model, see below)", ("CDM", "Canonical Dock Model"), id="more inside"),
        pytest.param("PLR, which stands for position loss rate.", ("PLR", "position loss rate"), id="stands for"),
        pytest.param("PLR is short for position loss rate, as", ("PLR", "position loss rate"), id="short for"),
        pytest.param("PLR is an acronym for position loss rate.", ("PLR", "position loss rate"), id="an acronym for"),
        pytest.param("我们采用数据标准模型（CDM）作为", ("CDM", "数据标准模型"), id="Chinese name"),
        pytest.param("所有系统使用CDM（数据标准模型）。", ("CDM", "数据标准模型"), id="Chinese meaning"),
        pytest.param("see :abbr:`PLR (Position Loss Rate)` there", ("PLR", "Position Loss Rate"), id="reST abbr"),
        pytest.param("*[PLR]: Position Loss Rate", ("PLR", "Position Loss Rate"), id="Markdown abbreviation"),
        pytest.param('<abbr title="Position Loss Rate">PLR</abbr>', ("PLR", "Position Loss Rate"), id="HTML abbr"),
    ],
)
def test_an_acronym_is_found_beside_its_full_name(text: str, expected: tuple[str, str]) -> None:
    (term,) = of(text)
    assert (term.name, term.meaning, term.is_acronym) == (*expected, True)
    assert term.quote.text in text


@pytest.mark.parametrize(
    "text",
    [
        "the loss of positions (PLR) is low",
        "as it says (RFC 2119) and",
        "as it was decided (ADR-0019)",
        "a file of the usual size (10 MB)",
        "they fixed it (TODO) then",
        "call `resolve(source, code, AT)` now",
        "see https://example.org/Full_Name_(FN) for it",
        "at eight o'clock in the morning (UTC)",
        "the members of the council (Smith 2003)",
        "a Transport Layer. Security (TLS)",
        "PLR (see below)",
        "API (which we need)",
        "the JSON (JSON) file",
        "每周一早上 8 点(UTC)发出",
        "延迟（中位数）很低",
        "(A)",
        "((((PLR))))",
        "MUST stands for a requirement",
    ],
    ids=lambda text: text[:40],
)
def test_what_only_stands_in_parentheses_is_no_acronym(text: str) -> None:
    assert of(text) == ()


def test_code_blocks_define_nothing() -> None:
    assert of("Position Loss Rate (PLR)", BlockKind.CODE) == ()


def test_changed_lines_of_a_review_define_nothing_but_its_words_do() -> None:
    text = "@@ -1 +1 @@\n+ Position Loss Rate (PLR)\n\n@ana: the berth prediction feed (BPF) has it"
    assert pairs(of(text, BlockKind.COMMENT)) == [("BPF", "berth prediction feed")]


@pytest.mark.parametrize("label", ["Presenter: Ana Ruiz (AR)", "**Attendees**: Ana Ruiz (AR), Bo", "Note-taker: Ana Ruiz (AR)"])
def test_initials_of_people_are_no_terms(label: str) -> None:
    assert of(label) == ()


def test_initials_of_who_attended_are_no_terms_anywhere() -> None:
    blocks = (Block(BlockKind.PARAGRAPH, "Then Ana Ruiz (AR) showed the Berth Feed (BF)."),)
    assert pairs(terms_in(Parsed("Weekly", blocks, fields={"attendees": ("Ana Ruiz, Apps",)}))) == [("BF", "Berth Feed")]


GLOSSARY_ROWS = [("PLR", "Share of positions that were lost."), ("Thinned", "One position per tracking; see below.")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(
            "a.md",
            "## Glossary\n\n| Term | Meaning |\n|---|---|\n| **PLR** | Share of positions that were lost. |\n"
            "| Thinned | One position per tracking; see [below](x.md). |",
            id="table",
        ),
        pytest.param(
            "a.md",
            "## Anything\n\n| Term | Meaning |\n|---|---|\n| **PLR** | Share of positions that were lost. |\n"
            "| Thinned | One position per tracking; see below. |",
            id="table whose head says so",
        ),
        pytest.param(
            "a.md",
            "## Terminology\n\n- **PLR**: Share of positions that were "
            "lost.\n- **Thinned**: One position per tracking; see below.",
            id="items with emphasis",
        ),
        pytest.param(
            "a.md",
            "# Terms used here\n\n- PLR — Share of positions that were"
            " lost.\n- Thinned – One position per tracking; see below.",
            id="items with dashes",
        ),
        pytest.param(
            "a.md",
            "## 3. Definitions\n\n**PLR**: Share of positions that were "
            "lost.\n\n**Thinned:** One position per tracking; see below.",
            id="paragraphs",
        ),
        pytest.param(
            "a.md",
            "## Acronyms\n\nPLR: Share of positions that were lost.\n\nThinned: One position per tracking; see below.",
            id="plain lines",
        ),
        pytest.param(
            "a.adoc",
            "= T\n\n== Glossary\n\nPLR:: Share of positions that were lost.\nThinned:: One position per tracking; see below.\n",
            id="AsciiDoc list",
        ),
        pytest.param(
            "a.adoc",
            "= T\n\n== Glossary\n\n|===\n|Term |Meaning\n\n|PLR\n|Share of positions that were lost.\n\n|Thinned\n"
            "|One position per tracking; see below.\n|===\n",
            id="AsciiDoc table",
        ),
        pytest.param(
            "a.rst",
            "T\n=\n\nGlossary\n--------\n\nPLR\n    Share of positions\n    that"
            " were lost.\n\nThinned\n    One position per tracking; see below.\n",
            id="reST definition list",
        ),
        pytest.param(
            "a.rst",
            "T\n=\n\nElsewhere\n---------\n\n.. list-table::\n\n   * - Term\n   "
            "  - Meaning\n   * - PLR\n     - Share of positions that were lost.\n"
            "   * - Thinned\n     - One position per tracking; see below.\n",
            id="reST list table",
        ),
        pytest.param(
            "a.rst",
            "T\n=\n\nTerms\n-----\n\n========  ======================================\nTerm      Meaning\n"
            "========  ======================================\nPLR       Share of positions that were lost.\n"
            "Thinned   One position per tracking; see below.\n========  ======================================\n",
            id="reST simple table",
        ),
        pytest.param(
            "a.html",
            "<h1>T</h1><h2>Glossary</h2><table><tr><th>Term</th><th>Meaning</th></tr><tr><td>PLR</td><td>Share of positions "
            "that were lost.</td></tr><tr><td>Thinned</td><td>One position per tracking; see below.</td></tr></table>",
            id="HTML table",
        ),
    ],
)
def test_the_rows_of_a_glossary_are_terms(path: str, text: str) -> None:
    assert of_file(text, path) == GLOSSARY_ROWS


def test_a_chinese_glossary_is_read() -> None:
    text = "# 文档\n\n## 术语\n\n- **跟踪号**：一个集装箱的一段时间\n- CDM：数据标准模型"
    assert of_file(text) == [("跟踪号", "一个集装箱的一段时间"), ("CDM", "数据标准模型")]


def test_a_document_that_is_a_glossary_needs_no_heading() -> None:
    assert of_file("# Glossary\n\n| A | B |\n|---|---|\n| Lane | The usual line between ports. |")[-1] == (
        "Lane",
        "The usual line between ports.",
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("## Steps\n\n- **Build**: run the script\n- Ship — push it to all", id="no glossary"),
        pytest.param("## Glossary\n\n### Words we avoid\n\n- *Shipment*: a booking to some", id="words to avoid"),
        pytest.param("## Terminology\n\n- **MUST**: this word means a requirement\n- SHOULD NOT: the contrary", id="RFC 2119"),
        pytest.param("## Terminology\n\n- Note: this is long\n- Example: nothing of the kind", id="generic words"),
        pytest.param("## Terminology\n\n- `f(x)`: applies the function\n- a = b: it is equal", id="code"),
        pytest.param("## Terminology\n\n[PLR]: ./plr.md\n[BPF]: ./bpf.md", id="targets of links"),
        pytest.param("## Levels\n\n| Level | Meaning |\n|---|---|\n| 1 | very bad indeed |", id="another table"),
        pytest.param("## Terminology\n\nThis document says what happens: everything moves at once.", id="a sentence"),
    ],
)
def test_what_looks_like_a_row_and_is_none_is_left_out(text: str) -> None:
    assert of_file(f"# T\n\n{text}\n") == []


@pytest.mark.parametrize(
    ("text", "name", "meaning"),
    [
        ('By a "late position" we mean one that arrives after its block was closed.', "late position", "one that arrives"),
        ("A source tree is defined as a directory that holds the files of a release.", "source tree", "a directory that holds"),
    ],
)
def test_a_sentence_defines_a_term(text: str, name: str, meaning: str) -> None:
    (term,) = of(text)
    assert (term.name, term.is_acronym) == (name, False)
    assert term.meaning.startswith(meaning)
    assert term.quote.text == text


def test_the_acronym_of_a_title_is_borne_out_by_the_text_below() -> None:
    text = "# Canonical Dock Model (CDM)\n\nIt has six kinds.\n\nThe Canonical Dock Model is our own description of places.\n"
    (term,) = terms_in(parse(text.encode(), "design/cdm.md"))
    assert (term.name, term.meaning) == ("CDM", "Canonical Dock Model")
    assert (term.quote.text, term.quote.line) == ("The Canonical Dock Model is our own description of places.", 5)


def test_what_an_acronym_means_is_told_behind_its_full_name() -> None:
    text = "# ETA confidence (ETA-C)\n\n## Definition\n\n**ETA-C** is the width of the interval in hours.\n"
    assert of_file(text) == [("ETA-C", "ETA confidence: the width of the interval in hours.")]


def test_a_quote_is_the_sentence_of_a_long_line_and_has_its_line() -> None:
    filler = "Nothing is said here about anything at all. " * 20
    (term,) = of(f"First line.\n{filler}The Position Loss Rate (PLR) is low. {filler}")
    assert (term.quote.text, term.quote.line) == ("The Position Loss Rate (PLR) is low.", 2)


def test_a_term_is_told_once_and_with_three_meanings_at_most() -> None:
    names = ("Position Loss Rate", "Position Loss Rate", "Public Lending Right", "Press Light Red", "Pay Later Rent")
    text = " ".join(f"{name} (PLR)." for name in names)
    assert [meaning for _, meaning in pairs(of(text))] == ["Position Loss Rate", "Public Lending Right", "Press Light Red"]


def test_a_document_has_three_hundred_terms_at_most() -> None:
    rows = "\n".join(f"- **term {number} of many**: what it means" for number in range(2 * MAX_TERMS))
    assert len(of_file(f"# Glossary\n\n{rows}")) == MAX_TERMS


@pytest.mark.parametrize(
    "text",
    [
        "(" * 200_000,
        "(A" * 100_000,
        "A(" + "a " * 100_000,
        ("Position Loss Rate (PLR) " * 10_000),
        "X stands for " * 20_000,
        "By we mean " * 20_000,
        "- **" * 50_000,
        "|" * 200_000,
        "`" * 200_001,
        ("a" * 300 + " ") * 500 + "(" + "A" * 10 + ")",
        "（" + "数" * 200_000,
        "a\n b\n" * 40_000,
        "TERM:: " * 30_000,
        ":abbr:`" * 30_000,
        "[" * 100_000 + "](" * 1000,
        "<abbr title=" * 20_000,
    ],
    ids=lambda text: repr(text[:12]),
)
@pytest.mark.parametrize("kind", [BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.LIST, BlockKind.COMMENT])
def test_hostile_text_is_read_to_its_end(text: str, kind: BlockKind) -> None:
    blocks = (Block(BlockKind.HEADING, "Glossary", 1, 1, 1), Block(kind, text, 2, 2))
    assert len(terms_in(Parsed(text[:200], blocks))) <= MAX_TERMS


class Watched(str):
    """A text that knows how far it was searched."""

    __slots__ = ()
    searched: ClassVar[list[int]] = []

    def find(self, sub: str, start: int = 0, end: int | None = None, /) -> int:  # type: ignore[override]
        return super().find(sub, start, self._noted(start, end))

    def rfind(self, sub: str, start: int = 0, end: int | None = None, /) -> int:  # type: ignore[override]
        return super().rfind(sub, start, self._noted(start, end))

    def _noted(self, start: int, end: int | None) -> int:
        end = len(self) if end is None else end
        self.searched.append(end - start)
        return end


def test_a_quote_searches_a_few_hundred_characters_of_a_long_line() -> None:
    text = Watched("Foo Bar (FB) " * 3000)
    Watched.searched.clear()
    quote = Prose(text, text, 1, ()).quote(13_000, 13_012)
    assert "Foo Bar (FB)" in quote.text
    assert len(quote.text) <= MAX_QUOTE
    assert Watched.searched
    assert max(Watched.searched) <= 2 * MAX_QUOTE


@given(
    st.text(st.sampled_from(list("ab . !\n。")), max_size=60),
    st.integers(0, 3),
    st.integers(0, 900),
    st.text(st.sampled_from(list("ab . !\n。")), max_size=60),
)
def test_a_quote_holds_what_it_is_for_and_has_its_line(before: str, gap: int, filler: int, after: str) -> None:
    text = f"{'x' * filler}{before}{' ' * gap}Foo Bar (FB){after}{'y' * filler}"
    at = text.index("Foo")
    quote = prose_of(Block(BlockKind.PARAGRAPH, text, 5, 5)).quote(at, at + 12)
    assert "Foo Bar (FB)" in quote.text
    assert quote.text in text
    assert quote.line == 5 + text.count("\n", 0, text.index(quote.text))


LAST = "\n\nThe Position Loss Rate (PLR) is low."


@pytest.mark.parametrize(
    ("unit", "few", "many"),
    [
        pytest.param("Foo Bar (FB) ", 1000, MAX_FINDS, id="one acronym over and over"),
        pytest.param("AB stands for alpha beta. ", 1000, MAX_FINDS, id="one sentence over and over"),
        pytest.param('<abbr title="Alpha Beta">AB</abbr> ', 1000, MAX_FINDS, id="one abbr over and over"),
        pytest.param("AaBa AaCa AaDa (AAAAAAAAAA) ", 50, MAX_PHRASES, id="phrases that never agree"),
    ],
)
def test_a_document_made_of_definitions_is_read_until_enough_is(unit: str, few: int, many: int) -> None:
    def names(count: int) -> set[str]:
        blocks = [Block(BlockKind.PARAGRAPH, unit * 50, 1, 1) for _ in range(count // 50)]
        return {term.name for term in terms_in(Parsed("T", (*blocks, Block(BlockKind.PARAGRAPH, LAST, 2, 2))))}

    assert "PLR" in names(few)
    assert "PLR" not in names(many + 50)


@pytest.mark.parametrize(
    ("text", "short"),
    [("PLR", True), ("PyPI", True), ("S3", True), ("i18n", True), ("TCP/IP", True), ("plr", False), ("Plr", False),
     ("10MB", False),
     ("RFC3339", False), ("P", False), ("ABCDEFGHIJKLMN", False), ("a b", False)],
)  # fmt: skip
def test_a_short_form_has_capitals_and_few_letters(text: str, short: bool) -> None:
    assert is_short_form(text) is short


@pytest.mark.parametrize(("plural", "one"), [("ADRs", "ADR"), ("API's", "API"), ("DNS", "DNS"), ("OS", "OS"), ("PoCs", "PoC")])
def test_a_plural_loses_its_s(plural: str, one: str) -> None:
    assert singular(plural) == one


@pytest.mark.parametrize(
    ("short", "phrase"),
    [
        ("PLR", "Rate Loss Position"),
        ("PLR", "Position Loss"),
        ("PLR", "Position of the Great Loss Day"),
        ("TLS", "Totally Unsafe"),
        ("AB", "about"),
    ],
)
def test_letters_that_a_phrase_does_not_give_are_refused(short: str, phrase: str) -> None:
    assert agree(short, phrase.split()) > allowed(short)
