"""The words of a survey on paper."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from peersupport.documents import qr
from placements.models import Survey

DAY = "l j\xa0F"


def survey_sheet(*, survey: Survey, url: str, language: str = "sv") -> dict:
    """What templates/placements/survey.typ prints: how to answer, and a code to point a phone at. No query.

    It says neither where nor about whom: it may lie in a staff room or a waiting room.
    """
    shown = url.partition("://")[2]
    with translation.override(language):
        return {
            "language": language,
            "title": _("Tell us what you think"),
            "about": _("A sheet with the way to a survey about peer support"),
            "author": _("Peer support"),
            "heading": _("Tell us what you think"),
            "lead": _("We would like to know how it goes with peer support here, from you who are here."),
            "how": [
                _("Point your phone's camera at the code, or write the address below."),
                _("It takes three minutes. You need no account."),
                _("Answer once, by %(day)s.") % {"day": date_format(survey.closes_on, DAY)},
            ],
            "promise_heading": _("Without your name"),
            "promise": [
                _("What you answer is counted together with others' answers, and nobody can see what was yours."),
                _("Nothing is shown of fewer than five."),
                _("Write no names."),
            ],
            "url": url,
            "url_shown": shown,
            "qr": qr.svg(url).decode(),
            "qr_alt": _("QR code to the survey"),
        }
