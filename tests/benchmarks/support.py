"""How often support is judged right on real text: `python -m tests.benchmarks.support SET_DIR` prints a table.

SET_DIR is a set for `lore eval`: a `corpus` of text files, one paragraph each, and `questions.jsonl` with the answers and the
relevant file of each. A question and its answer become a statement by rule: the question word and the question mark go, and the
answer comes behind, so that the statement is worded as the asker worded it, not as the text. Others are the text's own sentence
around the answer. What must not be borne out is made by rule too: the statement against another document's paragraph and
against another paragraph of the same document, and the statement with a `not`, with its figure or name exchanged for one of
another document, and for another one of the very same paragraph. The half of the documents that --half names is looked at:
thresholds were chosen on `even`, and are reported on `odd`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.answering.citing.support import Reader
from assistant.answering.reading.sentences import units
from assistant.domain.answers import Excerpt
from assistant.domain.documents import Chunk, Document, Kind

_ASKING: Final = re.compile(
    r"^(?:(?:in|on|at|of|from|to|by|for|with|about|during|under)\s+)?(?:what|which|who|whom|whose|when|where|why|how)\b"
    r"(?:\s+(?:many|much|long|often|far|old))?\s*",
    re.IGNORECASE,
)
_FIGURE: Final = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
_NAME: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*")
_AUXILIARY: Final = re.compile(r"\b(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would)\b")
OLD_SHARE: Final = 0.2
"""Up to issue 6 a marker stayed where this share of its sentence's words stood in the excerpt."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the set with its shortest answer and the paragraph that has it."""

    question: str
    answer: str
    path: str


@dataclass(frozen=True, slots=True)
class Case:
    """A statement, what it is held against, and whether that bears it out."""

    sort: str
    statement: str
    excerpt: Excerpt
    is_true: bool


def main() -> None:
    """Print, for each sort of case, how often the marker would stay: before (a share of 0.2), and now."""
    arguments = _arguments()
    paragraphs = {str(path.relative_to(arguments.set / "corpus")): path.read_text() for path in _files(arguments.set)}
    asked = [one for one in _asked(arguments.set) if arguments.half == "all" or _half(one.path) == arguments.half]
    cases = list(_cases(asked, paragraphs, random.Random(arguments.seed)))
    reader = Reader()
    print(f"{len(asked)} questions of {arguments.set.name}, {arguments.half} half; {len(cases)} cases")
    print(f"{'sort':34}{'cases':>6}{'wanted':>8}{'kept before':>13}{'kept now':>10}{'clear now':>11}")
    judged = [(case, reader.support(case.statement, case.excerpt)) for case in cases]
    for sort in dict.fromkeys(case.sort for case in cases):
        of_sort = [(case, support) for case, support in judged if case.sort == sort]
        before = sum(support.share is None or support.share >= OLD_SHARE for _, support in of_sort)
        now, clear = (sum(getattr(support, name) for _, support in of_sort) for name in ("is_enough", "is_clear"))
        rate = [f"{count / len(of_sort):.2f}" for count in (before, now, clear)]
        print(f"{sort:34}{len(of_sort):6}{'yes' if of_sort[0][0].is_true else 'no':>8}{rate[0]:>13}{rate[1]:>10}{rate[2]:>11}")
        if arguments.show:
            wrong = [one for one in of_sort if one[1].is_enough != one[0].is_true]
            for case, support in wrong[: arguments.show]:
                print(
                    f"    {case.statement!r} {support.share} {support.near:.2f} {support.lacking} <- {case.excerpt.text[:99]!r}"
                )
    for name, kept in (
        ("before", lambda support: support.share is None or support.share >= OLD_SHARE),
        ("now", lambda support: support.is_enough),
    ):
        _print_rates(name, [(case.is_true, bool(kept(support))) for case, support in judged])


def _print_rates(name: str, judged: list[tuple[bool, bool]]) -> None:
    kept = [truth for truth, stays in judged if stays]
    true = [stays for truth, stays in judged if truth]
    false = [stays for truth, stays in judged if not truth]
    precision, recall, refused = sum(kept) / len(kept), sum(true) / len(true), 1 - sum(false) / len(false)
    print(f"{name:8} precision {precision:.3f}  recall {recall:.3f}  unsupported statements refused {refused:.3f}")


def _cases(asked: list[Asked], paragraphs: dict[str, str], draw: random.Random) -> Iterator[Case]:
    figures = [one for one in asked if _FIGURE.search(one.answer)]
    names = [one for one in asked if not _FIGURE.search(one.answer) and re.match(r"[A-Z]", one.answer)]
    for one in asked:
        right = _excerpt(one.path, paragraphs)
        statement = _statement(one.question, one.answer)
        other = draw.choice([path for path in paragraphs if _document(path) != _document(one.path)])
        yield Case("question and answer, its paragraph", statement, right, is_true=True)
        yield Case("- of another document", statement, _excerpt(other, paragraphs), is_true=False)
        beside = [p for p in paragraphs if _document(p) == _document(one.path) and one.answer not in paragraphs[p]]
        if beside:
            yield Case("- of the same document", statement, _excerpt(draw.choice(beside), paragraphs), is_true=False)
        if _AUXILIARY.search(statement):
            yield Case("- with a not", _AUXILIARY.sub(r"\g<0> not", statement, count=1), right, is_true=False)
        for sort, group in (("figure", figures), ("name", names)):
            if one in group:
                yield from _exchanged(sort, one, group, right, draw)
        yield from _own_sentence(one, right, draw)


def _exchanged(sort: str, one: Asked, group: list[Asked], right: Excerpt, draw: random.Random) -> Iterator[Case]:
    others = [
        other.answer for other in group if _document(other.path) != _document(one.path) and other.answer not in right.text
    ]
    if others:
        yield Case(f"- another document's {sort}", _statement(one.question, draw.choice(others)), right, is_true=False)
    pattern = _FIGURE if sort == "figure" else _NAME
    near = [m[0] for m in pattern.finditer(right.text) if m[0] not in one.answer and m[0] not in one.question and len(m[0]) > 1]
    if near:
        yield Case(f"- another {sort} of the paragraph", _statement(one.question, draw.choice(near)), right, is_true=False)


def _own_sentence(one: Asked, right: Excerpt, draw: random.Random) -> Iterator[Case]:
    sentence = next((unit.text for unit in units(right.text) if one.answer in unit.text), "")
    if not sentence:
        return
    yield Case("the text's own sentence", sentence, right, is_true=True)
    figures = _FIGURE.findall(sentence)
    if figures:
        chosen = draw.choice(figures)
        changed = str(int(re.sub(r"\D", "", chosen)[:9]) + draw.randint(1, 9))
        yield Case("- with a figure made up", sentence.replace(chosen, changed, 1), right, is_true=changed in right.text)
        near = [figure for figure in _FIGURE.findall(right.text) if figure not in sentence]
        if near:
            yield Case("- with a figure from beside it", sentence.replace(chosen, draw.choice(near), 1), right, is_true=False)
    denied = _AUXILIARY.sub(r"\g<0> not", sentence, count=1)
    if denied != sentence and " not " not in sentence:
        yield Case("- with a not in it", denied, right, is_true=False)
    if sentence.count(" not ") == 1:
        yield Case("- with its not taken out", sentence.replace(" not ", " "), right, is_true=False)


def _statement(question: str, answer: str) -> str:
    return f"{_ASKING.sub('', question.strip()).rstrip('? ')} {answer}."


def _excerpt(path: str, paragraphs: dict[str, str]) -> Excerpt:
    document = Document(path, "set", path, _document(path).replace("_", " "), Kind.PAGE, "")
    return Excerpt(document, (Chunk(zlib.crc32(path.encode()), path, 0, paragraphs[path]),), 1.0)


def _document(path: str) -> str:
    return path.partition("/")[0]


def _half(path: str) -> str:
    return "odd" if zlib.crc32(_document(path).encode()) % 2 else "even"


def _asked(folder: Path) -> Iterator[Asked]:
    for line in (folder / "questions.jsonl").read_text().splitlines():
        found = json.loads(line)
        if found["answerable"] and found["answers"] and found["relevant"]:
            yield Asked(found["question"], min(found["answers"], key=len), found["relevant"][0])


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "corpus").rglob("*") if path.is_file())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("set", type=Path)
    parser.add_argument("--half", choices=("even", "odd", "all"), default="odd")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0, help="print so many wrong judgements of each sort")
    return parser.parse_args()


if __name__ == "__main__":
    main()
