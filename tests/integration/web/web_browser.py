"""What tests in a browser share: sizes, a watch over what goes wrong, and how well text stands out."""

from __future__ import annotations

import re
from typing import Final

from playwright.sync_api import Page

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: Final = {"width": 360, "height": 740}
DESKTOP: Final = {"width": 1280, "height": 860}
READABLE: Final = 4.5
"""The least contrast of text that WCAG 2.2 asks for (1.4.3, level AA)."""
TEXTS: Final = """() => [...document.querySelectorAll("main *, header *")]
  .filter((element) => element.checkVisibility() && [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .filter((element) => !element.closest("[aria-hidden=true], .unseen, .skip, option"))
  .map((element) => {
    let behind = element;
    while (behind && getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
    const style = getComputedStyle(element);
    const box = element.closest("svg a")?.querySelector("rect");
    const ground = box ? getComputedStyle(box).fill : getComputedStyle(behind ?? document.body).backgroundColor;
    return [element.textContent.trim().slice(0, 40), element.closest("svg") ? style.fill : style.color, ground];
  })"""
"""Every visible text with its colour and that of what is behind it."""


class Watched:
    """A page together with everything that went wrong on it or left this machine."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(site) else self.complaints.append(request.url))


def faint_texts(page: Page) -> list[tuple[str, str, str]]:
    """The texts that do not stand out enough from their ground, with both colours."""
    return [(text, colour, ground) for text, colour, ground in page.evaluate(TEXTS) if contrast(colour, ground) < READABLE]


def contrast(one: str, other: str) -> float:
    """From 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
