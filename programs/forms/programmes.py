"""A programme and the numbers that it follows."""

from decimal import Decimal

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Organisation
from peersupport.shared.forms import LineField, helper, version_field
from programs.forms.fields import PHASES, TERMS, NumbersField
from programs.models import (
    EthicalGuidelines,
    Programme,
    Readiness,
    ReadinessItem,
    Requirement,
    Requirements,
    SupervisionPhase,
    Track,
)

READY = ("staff_sessions", "reached_percent", "turnover_percent", "readiness")
WEEKS, DAYS, MONTHS, HOURS = 520, 365, 240, 1000
SAME = (
    *("name", "spelled_out", "tracks", "is_open", "seat_price", "needs_approval", "hold_days", "release_days"),
    *("offer_days", "days_per_week", "replace_until_day", "staff_sessions", "follow_up_months", "terms_version"),
    "pause_days",
    "peers_per_supervisor",
    "check_in_weeks",
    "assessors",
    "consent_version",
    *("certificate_months", "renewal_hours"),
)


class ProgrammeForm(forms.Form):
    """Weeks are counted from one here, as people do, and from nought in the programme."""

    version = version_field()
    name = LineField(label=_("Name"), max_length=80)
    spelled_out = LineField(label=_("Spelled out"), max_length=120, required=False)
    owner = forms.ModelChoiceField(Organisation.objects.none(), label=_("Owner"), empty_label=_("Choose"))
    tracks = forms.MultipleChoiceField(label=_("Tracks on offer"), choices=Track, widget=forms.CheckboxSelectMultiple)
    is_open = forms.BooleanField(label=_("Takes orders"), required=False)
    seat_price = forms.DecimalField(
        label=_("Price per seat, kronor"),
        help_text=_("Without VAT. Cohorts begin with it, and orders for the next cohort are told it."),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        localize=True,
    )
    needs_approval = forms.BooleanField(
        label=_("A coordinator says yes to each order"),
        help_text=_("Otherwise an order that fits is confirmed as it is sent."),
        required=False,
    )
    hold_days = forms.IntegerField(
        label=_("Days that seats are held for an order that isn't confirmed"), min_value=1, max_value=DAYS
    )
    release_days = forms.IntegerField(
        label=_("Days before the start when unused seats are asked back"), min_value=0, max_value=DAYS
    )
    offer_days = forms.IntegerField(
        label=_("Days to answer an offer of seats"),
        help_text=_("For those in line. The answer is due at 17:00 on that day, or on the next working day."),
        min_value=1,
        max_value=DAYS,
    )
    terms_version = LineField(label=_("Version of the cancellation terms"), max_length=20)
    study_weeks = NumbersField(
        label=_("Study weeks"), help_text=_("1, 3, 5 is every second week, with a week between."), most=52
    )
    days_per_week = forms.IntegerField(label=_("Course days a week"), min_value=1, max_value=7)
    attendance_percent = forms.DecimalField(
        label=_("Attendance required, percent"), min_value=0, max_value=100, decimal_places=1, localize=True
    )
    summing_up = forms.BooleanField(
        label=_("A certificate takes a summing-up interview"),
        help_text=_("That it was held is noted, and with whom; never what was said."),
        required=False,
    )
    assignments = forms.BooleanField(
        label=_("A certificate takes all home assignments"),
        help_text=_("Handed in, and not asked for again."),
        required=False,
    )
    guidelines = forms.ModelChoiceField(
        EthicalGuidelines.objects.none(),
        label=_("Ethical guidelines that a certificate takes"),
        help_text=_("Those who are in a course that has begun stay with the version that held then."),
        empty_label=_("None"),
        required=False,
    )
    replace_until_day = forms.IntegerField(
        label=_("A seat can get another person until course day"),
        help_text=_("Later than that, a seat that somebody has left counts as delivered."),
        min_value=1,
        max_value=365,
    )
    pause_days = forms.IntegerField(
        label=_("Days that a seat is kept during a pause"),
        help_text=_("After that, Today asks whether the person comes back, goes on in another cohort or leaves."),
        min_value=1,
        max_value=365,
    )
    peers_per_supervisor = forms.IntegerField(
        label=_("Peer supporters per supervisor at most"),
        help_text=_("Who has more is marked in the list of supervisors. It stops nobody."),
        min_value=1,
        max_value=365,
    )
    certificate_months = forms.IntegerField(
        label=_("Months that a certificate is valid"),
        help_text=_(
            "Leave it empty for certificates without a last day. Those that are issued keep the day they have."
        ),
        min_value=1,
        max_value=MONTHS,
        required=False,
    )
    renewal_hours = forms.IntegerField(
        label=_("Hours of continuing education to renew a certificate"), min_value=0, max_value=HOURS, initial=0
    )
    assessors = forms.IntegerField(
        label=_("People who assess each application"),
        help_text=_("Each assesses alone first. With 0, a decision needs nobody's assessment."),
        min_value=0,
        max_value=5,
    )
    consent_version = LineField(label=_("Version of the consent text"), max_length=20)
    staff_sessions = forms.IntegerField(label=_("Staff sessions per workplace"), min_value=0, max_value=20)
    readiness = forms.MultipleChoiceField(
        label=_("A ready workplace also needs"),
        help_text=_("Besides a manager and a contact person. What you add holds for every workplace at once."),
        choices=[(kind.value, kind.label) for kind in ReadinessItem.Kind if kind in Readiness().kinds],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reached_percent = forms.DecimalField(
        label=_("Percent of the team that the staff sessions reach"),
        help_text=_("Leave it empty not to ask for it."),
        min_value=1,
        max_value=100,
        decimal_places=1,
        localize=True,
        required=False,
    )
    turnover_percent = forms.DecimalField(
        label=_("Percent of the team that may be new before a new staff session"),
        help_text=_("A new manager takes one too. Leave it empty not to ask for any."),
        min_value=1,
        max_value=100,
        decimal_places=1,
        localize=True,
        required=False,
    )
    follow_up_months = NumbersField(
        label=_("Follow-ups, in months"), help_text=_("Counted from the first day of a placement."), most=120
    )

    check_in_weeks = NumbersField(
        label=_("Check-ins with the manager, in weeks"),
        help_text=_("Supervisor and manager meet in these weeks of a placement."),
        most=52,
        required=False,
    )

    def __init__(self, *args, submit: str, programme: Programme | None = None, **kwargs) -> None:
        """``programme``: the one that is changed; None for a new one, which has no guidelines yet."""
        super().__init__(*args, **kwargs)
        if programme is not None:
            self.fields["guidelines"].queryset = programme.guidelines.order_by("-number")
        self.fields["owner"].queryset = Organisation.objects.hosts().order_by("sort_name", "pk")
        self._add_phases()
        self._add_terms()
        self.helper = helper("version", *self._parts(), submit=submit)

    def _parts(self) -> list[Fieldset]:
        course = ("study_weeks", "days_per_week", "replace_until_day", "pause_days")
        certificates = (
            "attendance_percent",
            "assignments",
            "summing_up",
            "guidelines",
            "certificate_months",
            "renewal_hours",
        )
        ordering = ("is_open", "seat_price", "needs_approval", "hold_days", "release_days", "offer_days")
        supervision = (*PHASES.rows, "check_in_weeks", "peers_per_supervisor")
        parts = (
            (_("What is offered"), "name", "spelled_out", "owner", "tracks"),
            (_("Orders"), *ordering),
            (_("Cancellation"), "terms_version", *TERMS.rows),
            (_("Admission"), "assessors", "consent_version"),
            (_("The course"), *course),
            (_("Certificates"), *certificates),
            (_("The workplace"), *READY, "follow_up_months", *supervision),
        )
        return [Fieldset(*part, css_class="fs part") for part in parts]

    def _add_phases(self) -> None:
        for n, (until, every, late, group) in enumerate(PHASES.bounded, start=1):
            words = _("Supervision phase %(n)s: until week") % {"n": n}
            self.fields[until] = forms.IntegerField(label=words, min_value=1, max_value=WEEKS, required=False)
            words = _("Phase %(n)s: days between") % {"n": n}
            self.fields[every] = forms.IntegerField(label=words, min_value=1, max_value=DAYS, required=False)
            words = _("Phase %(n)s: late after so many days") % {"n": n}
            self.fields[late] = forms.IntegerField(label=words, min_value=1, max_value=DAYS, required=False)
            words = _("Phase %(n)s: days between groups") % {"n": n}
            self.fields[group] = forms.IntegerField(label=words, min_value=1, max_value=DAYS, required=False)
        every, late, group = PHASES.last
        words = _("Supervision from then on: days between sessions")
        self.fields[every] = forms.IntegerField(
            label=words,
            help_text=_("Empty is on request, as in each phase."),
            min_value=1,
            max_value=DAYS,
            required=False,
        )
        words = _("From then on: late after so many days")
        self.fields[late] = forms.IntegerField(
            label=words,
            help_text=_("Longer without a meeting stands in Today, and is written about."),
            min_value=1,
            max_value=DAYS,
        )
        words = _("From then on: days between groups")
        self.fields[group] = forms.IntegerField(
            label=words,
            help_text=_("Empty is without a group, as in each phase."),
            min_value=1,
            max_value=DAYS,
            required=False,
        )

    def _add_terms(self) -> None:
        for n, (before, percent) in enumerate(TERMS.bounded, start=1):
            words = _("Cancelled at least so many days before, step %(n)s") % {"n": n}
            self.fields[before] = forms.IntegerField(label=words, min_value=1, max_value=DAYS, required=False)
            words = _("Step %(n)s: percent of the price") % {"n": n}
            self.fields[percent] = forms.IntegerField(label=words, min_value=0, max_value=100, required=False)
        words = _("Cancelled later than that: percent of the price")
        self.fields[TERMS.last[0]] = forms.IntegerField(label=words, min_value=0, max_value=100)

    def clean(self) -> dict:
        cleaned = super().clean()
        PHASES.check(self)
        self._check_late()
        TERMS.check(self)
        return cleaned

    def _check_late(self) -> None:
        for *_until, every, late, group in [*PHASES.bounded, PHASES.last]:
            after = self.cleaned_data.get(late)
            planned = [days for name in (every, group) if (days := self.cleaned_data.get(name)) is not None]
            if after is None or {every, group} & set(self.errors):
                continue
            if not planned:
                self.add_error(every, _("Each phase needs sessions one by one, or in a group."))
            elif after < min(planned):
                self.add_error(late, _("What is late can't come before the next session is due."))

    def values(self) -> dict:
        """What actions.programmes takes, but for who, when and which version."""
        given = self.cleaned_data
        shares = [(given[name] or 0) / Decimal(100) or None for name in ("reached_percent", "turnover_percent")]
        return {
            **{name: given[name] for name in ("owner", *SAME)},
            "requirements": Requirements(
                attendance=given["attendance_percent"] / Decimal(100),
                summing_up=given["summing_up"],
                assignments=given["assignments"],
                guidelines=given["guidelines"],
            ),
            "readiness": Readiness(frozenset(given["readiness"]), *shares),
            "study_weeks": [week - 1 for week in given["study_weeks"]],
            "phases": PHASES.given(given),
            "terms": TERMS.given(given),
        }


def initial_of(programme: Programme) -> dict:
    """A programme as its form shows it. Costs four queries: phases, terms, requirements, what makes a place ready."""
    shown = {name: getattr(programme, name) for name in ("version", *SAME)} | {"owner": programme.owner_id}
    asked = Requirements.of(Requirement.objects.of_programme(programme.pk)) if programme.pk else Requirements()
    shown |= {"attendance_percent": (asked.attendance * 100).normalize(), "summing_up": asked.summing_up}
    shown["assignments"] = asked.assignments
    shown["guidelines"] = asked.guidelines and asked.guidelines.pk
    shown["study_weeks"] = [week + 1 for week in programme.study_weeks]
    ready = Readiness.of(ReadinessItem.objects.of_programme(programme.pk)) if programme.pk else Readiness()
    shown |= {"readiness": ready.in_order(), "reached_percent": ready.reached and (ready.reached * 100).normalize()}
    shown["turnover_percent"] = ready.turnover and (ready.turnover * 100).normalize()
    phases = programme.supervision_phases.order_by(SupervisionPhase.in_order()) if programme.pk else []
    terms = programme.terms() if programme.pk else []
    rows = [(phase.until_week, *(getattr(phase, name) for name in SupervisionPhase.NUMBERS)) for phase in phases]
    return shown | PHASES.shown(rows) | TERMS.shown(terms)
