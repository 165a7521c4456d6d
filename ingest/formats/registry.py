"""Which parser reads a document: by the form that its source names, else by the extension of its path.

A new format is one module beside this one and one line in `_FORMS`. Modules are loaded when they are used: some bring a
large library, and most runs need few of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any, Final, cast

from assistant.errors import UnreadableDocument
from ingest.formats.decode import MAX_LINE, decode
from ingest.parsed import Parsed


@dataclass(frozen=True, slots=True)
class _Form:
    """`module:function`, which takes (text, path), or (bytes, path) where `binary`; the extensions that mean this form.

    `any_line` is set where programs write everything on one line; such texts are cut at line ends of their own.
    """

    parser: str
    extensions: tuple[str, ...] = ()
    binary: bool = False
    any_line: bool = False


_FORMS: Final[Mapping[str, _Form]] = {
    "markdown": _Form("markdown:parse_markdown", (".md", ".markdown", ".mdx")),
    "restructured": _Form("restructured:parse_restructured", (".rst", ".rest")),
    "asciidoc": _Form("asciidoc:parse_asciidoc", (".adoc", ".asciidoc")),
    "html": _Form("html:parse_html", (".html", ".htm", ".xhtml")),
    "text": _Form("text:parse_text", (".txt", ".text")),
    "captions": _Form("webvtt:parse_webvtt", (".vtt", ".srt")),
    "pdf": _Form("pdf:parse_pdf", (".pdf",), binary=True),
    "word": _Form("word:parse_word", (".docx",), binary=True),
    "presentation": _Form("presentation:parse_presentation", (".pptx", ".pptm"), binary=True),
    "notebook": _Form("notebook:parse_notebook", (".ipynb",), any_line=True),
    "openapi": _Form("openapi:parse_openapi", (".yaml", ".yml"), any_line=True),
    "json": _Form("json_forms:parse_json", (".json",), any_line=True),
}
_FORM_OF: Final = {extension: name for name, form in _FORMS.items() for extension in form.extensions}

SUPPORTED: Final = frozenset(_FORM_OF)
"""The extensions that can be read, in lower case and with their dot."""


def parse(data: bytes, path: str, form: str = "") -> Parsed:
    """The document that these bytes hold. Raises UnreadableDocument with a short reason, and nothing else; its subclass
    NotADocument for what is no document at all."""
    extension = PurePosixPath(path).suffix.casefold()
    chosen = _FORMS.get(form or _FORM_OF.get(extension, ""))
    if chosen is None:
        raise UnreadableDocument(f"has the form '{form or extension}', which Lore can't read")
    if chosen.binary:
        return cast("Callable[[bytes, str], Parsed]", _loaded(chosen.parser))(data, path)
    text, warnings = decode(data, max_line=0 if chosen.any_line else MAX_LINE)
    parsed = cast("Callable[[str, str], Parsed]", _loaded(chosen.parser))(text, path)
    return replace(parsed, warnings=(*warnings, *parsed.warnings)) if warnings else parsed


@cache
def _loaded(parser: str) -> Callable[..., Any]:
    module, _, function = parser.partition(":")
    return cast("Callable[..., Any]", getattr(import_module(f"ingest.formats.{module}"), function))
