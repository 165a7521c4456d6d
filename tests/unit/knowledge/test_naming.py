"""Documents are found by what others call them, and never by what others call something else."""

import pytest

from assistant.domain.documents import Document, Kind
from assistant.knowledge.naming import Label, Names, label_of, numbers_in


def document(path: str, title: str = "", source: str = "docs", url: str = "") -> Document:
    return Document(f"{source}:{path}", source, path, title or path, Kind.DESIGN_DOC, content_hash="", url=url)


HELD = [
    document("peps/pep-0734.rst", "PEP 734 – Multiple Interpreters in the Stdlib"),
    document("peps/pep-0554.rst", "PEP 554 – Multiple Interpreters in the Stdlib"),
    document("adr/0015-dns-infrastructure.md", "15. DNS Infrastructure"),
    document("adr/0004-dns.md", "4. DNS definitions"),
    document("rfcs/1974-global-allocators.md"),
    document("rfcs/1183-swap-out-jemalloc.md"),
    document("rfcs/2119-keywords.md"),
    document("jeps/91-kernel-subshells/kernel-subshells.md", "Jupyter kernel subshells"),
    document("keps/sig-node/7044-drain-hook/README.md", "Drain hook"),
    document("adr/0019-kafka.md", "ADR-0019: Kafka"),
    document("adr/0019-kafka.md", "ADR-0019: Kafka", source="elsewhere"),
    document("flags/20220301-flags-in-config.md", "Flags in the configuration"),
    document("pages/wiki.md", "Wiki", url="https://wiki.example.org/x/1"),
]
BY_PATH = {(one.source, one.path): one for one in HELD}


@pytest.mark.parametrize(
    ("origin", "target", "path"),
    [
        pytest.param("peps/pep-0554.rst", "734", "peps/pep-0734.rst", id="a bare number is of one's own series"),
        pytest.param("adr/0004-dns.md", "PEP 734", "peps/pep-0734.rst", id="a number of another series"),
        pytest.param(
            "adr/0004-dns.md", "https://peps.python.org/pep-0734/", "peps/pep-0734.rst", id="an address with a number"
        ),
        pytest.param("adr/0004-dns.md", "0015-dns-infrastructure.md", "adr/0015-dns-infrastructure.md", id="a file beside it"),
        pytest.param(
            "adr/0004-dns.md", "../adr/0015-dns-infrastructure.md#decision", "adr/0015-dns-infrastructure.md", id="a path"
        ),
        pytest.param(
            "adr/0004-dns.md", "DNS Infrastructure", "adr/0015-dns-infrastructure.md", id="a title without its number"
        ),
        pytest.param("adr/0004-dns.md", "ADR #0015", "adr/0015-dns-infrastructure.md", id="a number after a mark"),
        pytest.param(
            "rfcs/1183-swap-out-jemalloc.md", "#1974", "rfcs/1974-global-allocators.md", id="the number of its request"
        ),
        pytest.param(
            "rfcs/1183-swap-out-jemalloc.md", "RFC 1974", "rfcs/1974-global-allocators.md", id="a number by the folder"
        ),
        pytest.param("adr/0004-dns.md", "JEP 91", "jeps/91-kernel-subshells/kernel-subshells.md", id="a number of a folder"),
        pytest.param(
            "adr/0004-dns.md", "/keps/sig-node/7044-drain-hook", "keps/sig-node/7044-drain-hook/README.md", id="a folder"
        ),
        pytest.param("flags/x.md", "20220301-flags-in-config", "flags/20220301-flags-in-config.md", id="a name without ending"),
        pytest.param("adr/0004-dns.md", "https://wiki.example.org/x/1", "pages/wiki.md", id="an address"),
        pytest.param("adr/0004-dns.md", "ADR-0019", "adr/0019-kafka.md", id="the one in its own source"),
    ],
)
def test_what_a_document_calls_another_leads_to_it(origin: str, target: str, path: str) -> None:
    found = Names(HELD).resolve(target, document(origin))
    assert found is not None
    assert (found.source, found.path) == ("docs", path)


@pytest.mark.parametrize(
    ("origin", "target"),
    [
        pytest.param(
            "rfcs/1183-swap-out-jemalloc.md", "https://www.rfc-editor.org/rfc/rfc2119", id="the IETF's of that number"
        ),
        pytest.param(
            "rfcs/1183-swap-out-jemalloc.md", "https://datatracker.ietf.org/doc/html/rfc2119", id="the IETF's tracker"
        ),
        pytest.param("peps/pep-0554.rst", "15", id="a number of another series"),
        pytest.param("peps/pep-0554.rst", "Multiple Interpreters", id="a part of a title"),
        pytest.param("peps/pep-0554.rst", "0015-dns-infrastructure.md", id="a file that is not beside it"),
        pytest.param("adr/0004-dns.md", "../../etc/passwd", id="a path out of the source"),
        pytest.param("adr/0004-dns.md", "", id="nothing"),
    ],
)
def test_what_names_nothing_leads_nowhere(origin: str, target: str) -> None:
    assert Names(HELD).resolve(target, document(origin)) is None


def test_a_name_that_two_documents_have_leads_nowhere() -> None:
    far = document("notes.md", source="third")
    assert Names(HELD).resolve("ADR-0019", far) is None
    assert len(Names(HELD).titled("Multiple interpreters in the stdlib")) == 2


@pytest.mark.parametrize(
    ("path", "title", "label"),
    [
        ("peps/pep-0554.rst", "PEP 554 – Interpreters", Label("pep", 554)),
        ("notes/x.md", "ADR-0019: Kafka", Label("adr", 19)),
        ("adr/0019-kafka.md", "Kafka", Label("adr", 19)),
        ("govuk-adr/0035-bouncer.md", "3. Bouncer", Label("adr", 35)),
        ("jeps/91-subshells/subshells.md", "Subshells", Label("jep", 91)),
        ("docs/7-things.md", "7 things", Label("", 7)),
        ("docs/guide.md", "Guide", None),
        ("flags/20220301-flags.md", "Flags", None),
    ],
)
def test_a_documents_number_is_in_its_title_or_its_place(path: str, title: str, label: Label | None) -> None:
    assert label_of(document(path, title)) == label


def test_numbers_are_found_in_order() -> None:
    assert numbers_in("See ADR-0019, RFC 4 and pep-8; not ADR.") == [Label("adr", 19), Label("rfc", 4), Label("pep", 8)]
