"""The pages as text. Swedish, since the demo is; whatever comes out of a letter is escaped here."""

import re
from datetime import datetime
from html import escape

from devstack.mailbox.spool import Kept

LINK = re.compile(r"https?://[^\s<>\"]+")
WEEKDAYS = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"]
MONTHS = ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober"]
MONTHS += ["november", "december"]


def overview(letters: list[Kept]) -> str:
    rows = f"<ol>{''.join(_row(kept) for kept in letters)}</ol>" if letters else ""
    count = "1 brev" if len(letters) == 1 else f"{len(letters)} brev"
    state = (
        f"{count}, det senaste först."
        if letters
        else "Inga brev ännu. De kommer hit när demoversionen har skickat dem."
    )
    content = f'<p class="count">{state} <a href="/">Hämta nya brev</a></p>{rows}'
    return _page(
        "Brevlåda", f"<p>Hit kommer alla brev som demoversionen skickar. Inget av dem lämnar datorn.</p>{content}"
    )


def _row(kept: Kept) -> str:
    return (
        f'<li><a href="/brev/{kept.id}">{escape(kept.subject) or "(utan ämne)"}</a>'
        f"<span>Till {escape(kept.to)}</span>{_time(kept.arrived_at)}</li>"
    )


def one(kept: Kept) -> str:
    text = (
        _linked(kept.text)
        if kept.text
        else "Brevet har ingen vanlig text. Öppna källtexten för att se vad det innehåller."
    )
    facts = {"Från": escape(kept.sender), "Till": escape(kept.to), "Kom": _time(kept.arrived_at)}
    rows = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items())
    return _page(
        escape(kept.subject) or "(utan ämne)",
        f'<dl>{rows}</dl><div class="letter">{text}</div><p><a href="/brev/{kept.id}/kalla">Visa källtexten</a></p>',
        back=True,
    )


def missing() -> str:
    return _page("Brevet finns inte", "<p>Det kan ha tagits bort, eller så är adressen fel.</p>", back=True)


def _linked(text: str) -> str:
    """Escape a text and make its addresses clickable, without the punctuation that follows them."""
    done, at = [], 0
    for found in LINK.finditer(text):
        address = found[0].rstrip(".,;:!?)'")
        done += [escape(text[at : found.start()]), f'<a href="{escape(address)}">{escape(address)}</a>']
        at = found.start() + len(address)
    return "".join([*done, escape(text[at:])])


def _time(at: datetime) -> str:
    words = f"{WEEKDAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]} {at.year} kl. {at:%H.%M}"
    return f'<time datetime="{at.isoformat(timespec="seconds")}">{words}</time>'


def _page(title: str, content: str, *, back: bool = False) -> str:
    """Wrap content that is HTML already; the title as well."""
    way_back = '<nav aria-label="Tillbaka"><a href="/">Alla brev</a></nav>' if back else ""
    name = f"{title} – demoversionens brevlåda" if back else "Demoversionens brevlåda"
    return (
        '<!doctype html><html lang="sv"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{name}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/mailbox.css"></head>'
        f"<body>{way_back}<main><h1>{title}</h1>{content}</main></body></html>"
    )
