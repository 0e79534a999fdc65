"""A letter's text, made in the moment of sending, in the language that its reader has then."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from peersupport.letters.models import Letter
from peersupport.letters.outbox import check_address
from peersupport.letters.registry import KINDS


@dataclass(frozen=True)
class Rendered:
    """A letter as the relay gets it."""

    sender: str
    to: str
    source: bytes


def render(letter: Letter) -> Rendered:
    """Write out a letter. Raises ValueError on an address that is not exactly one, and what its kind's context raises.

    Templates get the row's values (those that the kind lists), what the kind's context adds, and ``site_url``.
    """
    kind = KINDS[letter.kind]
    address = letter.user.email if letter.user else letter.address
    check_address(address)
    with translation.override(letter.user.language if letter.user else letter.language):
        listed = {name: value for name, value in letter.values.items() if name in kind.values}
        context = {**listed, **kind.context(letter), "site_url": settings.SITE_URL}
        message = EmailMessage(
            subject=" ".join(_text(f"{kind.template}.subject.txt", context).split()),
            body=_text(f"{kind.template}.body.txt", context).strip() + "\n",
            to=[address],
            headers={"Message-ID": message_id(letter.key), "Auto-Submitted": "auto-generated"},
        )
        for file in kind.attachments(letter):
            message.attach(file.name, file.content, file.mime)
        source = message.message().as_bytes(linesep="\r\n")
    encoding = settings.DEFAULT_CHARSET
    return Rendered(sanitize_address(message.from_email, encoding), sanitize_address(address, encoding), source)


def message_id(key: str) -> str:
    """The same key gives the same id, so that a letter sent again after a crash is known as the same one."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"


def _text(name: str, context: dict) -> str:
    # plain text: nothing to escape, and nothing in it is ever read as HTML
    return get_template(f"email/{name}").template.render(Context(context, autoescape=False))
