"""Reading pages as a browser would, without one."""

from __future__ import annotations

from typing import Final

import httpx
from bs4 import BeautifulSoup, Tag

HTML: Final = {"accept": "text/html"}


async def page(client: httpx.AsyncClient, path: str, status: int = 200) -> BeautifulSoup:
    """What a browser would show there; the answer must have this status."""
    response = await client.get(path, headers=HTML)
    assert response.status_code == status, response.text
    return BeautifulSoup(response.text, "lxml")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    """The only element that the selector finds."""
    found = soup.select(selector)
    assert len(found) == 1, f"{selector}: {len(found)}"
    return found[0]


def words(tag: Tag) -> str:
    """Its text on one line."""
    return " ".join(tag.get_text(" ").split())


def form_of(soup: BeautifulSoup) -> dict[str, str]:
    """What a browser would send if nothing was changed."""
    form = one(soup, "form.form")
    sent = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[name]")}
    sent |= {str(field["name"]): field.text.removeprefix("\n") for field in form.select("textarea")}
    for field in form.select("select"):
        chosen = field.select("option[selected]") or field.select("option")
        sent[str(field["name"])] = str(chosen[0]["value"])
    return sent


def listed(soup: BeautifulSoup) -> list[str]:
    """The ids of the decisions on a list, in their order."""
    return [str(link["href"]).removeprefix("/decisions/") for link in soup.select(".panel h2 a")]


def facts(soup: BeautifulSoup) -> dict[str, str]:
    """What a decision's page says beside each name."""
    return {words(row.select("dt")[0]): words(row.select("dd")[0]) for row in soup.select(".facts > div")}
