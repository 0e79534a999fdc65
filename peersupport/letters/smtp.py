"""One SMTP connection, kept open from letter to letter, and what each of its failures means for a letter."""

import smtplib

from django.core.mail.backends.smtp import EmailBackend

from peersupport.letters.outcome import Fate, Outcome
from peersupport.letters.rendering import Rendered

PERMANENT = 500  # RFC 5321, 4.2.1: 5yz is a no, 4yz is "not now"
CLOSING = 421  # RFC 5321, 3.8: the server hangs up, whatever it had been asked


class _Telling(smtplib.SMTP):
    """smtplib's client, which remembers whether the text of a letter was on its way when something broke."""

    text_on_its_way = False

    def data(self, msg):
        self.text_on_its_way = True
        answer = super().data(msg)
        self.text_on_its_way = False
        return answer


class _Backend(EmailBackend):
    """Django's SMTP backend as the settings describe it, on the client above."""

    connection_class = _Telling


class Line:
    """A connection to the relay. Opening it raises OSError (all of smtplib's errors are); sending never raises."""

    def __init__(self) -> None:
        self._backend = _Backend()
        self._backend.open()
        self.accepted = 0  # letters that this connection has taken
        self.lost = False

    def send(self, letter: Rendered) -> Outcome:
        """Hand over one letter to one address."""
        client = self._backend.connection
        client.text_on_its_way = False
        try:
            client.sendmail(letter.sender, [letter.to], letter.source)
        except smtplib.SMTPRecipientsRefused as refusal:
            return self._refused(refusal, refusal.recipients[letter.to][0])
        except smtplib.SMTPResponseException as refusal:
            return self._refused(refusal, refusal.smtp_code)
        except OSError as problem:
            self.lost = True
            fate = Fate.IN_DOUBT if client.text_on_its_way else Fate.LINE_LOST
            return Outcome(fate, type(problem).__name__)
        self.accepted += 1
        return Outcome(Fate.SENT)

    def _refused(self, refusal: Exception, code: int) -> Outcome:
        reason = f"{type(refusal).__name__} {code}"
        if code == CLOSING:
            self.lost = True
            return Outcome(Fate.LINE_LOST, reason)
        return Outcome(Fate.NEVER if code >= PERMANENT else Fate.LATER, reason)

    def close(self) -> None:
        """Say goodbye, unless the other side is gone: then nobody would answer."""
        if self.lost:
            self._backend.connection.close()
            return
        try:
            self._backend.close()
        except OSError:
            self._backend.connection = None
