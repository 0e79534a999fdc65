"""A programme and the numbers that it follows."""

from decimal import Decimal

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from peersupport.directory.models import Organisation
from peersupport.shared.forms import LineField, helper, version_field
from programs.forms.fields import NumbersField
from programs.models import Programme, SupervisionPhase

BOUNDED_PHASES = 3  # phases with an end; one more follows that has none
WEEKS, DAYS = 520, 365


class ProgrammeForm(forms.Form):
    """Weeks are counted from one here, as people do, and from nought in the programme."""

    version = version_field()
    name = LineField(label=_("Name"), max_length=80)
    spelled_out = LineField(label=_("Spelled out"), max_length=120, required=False)
    owner = forms.ModelChoiceField(Organisation.objects.none(), label=_("Owner"), empty_label=_("Choose"))
    seat_price = forms.DecimalField(
        label=_("Price per seat, kronor"),
        help_text=_("Without VAT. Cohorts begin with it, and orders for the next cohort are told it."),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        localize=True,
    )
    attendance_percent = forms.DecimalField(
        label=_("Attendance required, percent"), min_value=0, max_value=100, decimal_places=1, localize=True
    )
    study_weeks = NumbersField(
        label=_("Study weeks"), help_text=_("1, 3, 5 is every second week, with a week between."), most=52
    )
    days_per_week = forms.IntegerField(label=_("Course days a week"), min_value=1, max_value=7)
    replace_until_day = forms.IntegerField(
        label=_("A seat can get another person until course day"),
        help_text=_("Later than that, a seat that somebody has left counts as delivered."),
        min_value=1,
        max_value=365,
    )
    staff_sessions = forms.IntegerField(label=_("Staff sessions per workplace"), min_value=0, max_value=20)
    follow_up_months = NumbersField(
        label=_("Follow-ups, in months"), help_text=_("Counted from the first day of a placement."), most=120
    )
    consent_version = LineField(label=_("Version of the consent text"), max_length=20)
    is_open = forms.BooleanField(label=_("Takes orders"), required=False)

    def __init__(self, *args, submit: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Organisation.objects.hosts().order_by("sort_name", "pk")
        for n in range(1, BOUNDED_PHASES + 1):
            self.fields[f"until_{n}"] = forms.IntegerField(
                label=_("Supervision phase %(n)s: until week") % {"n": n}, min_value=1, max_value=WEEKS, required=False
            )
            self.fields[f"every_{n}"] = forms.IntegerField(
                label=_("Phase %(n)s: days between") % {"n": n}, min_value=1, max_value=DAYS, required=False
            )
        self.fields["every_last"] = forms.IntegerField(
            label=_("Supervision from then on: days between sessions"), min_value=1, max_value=DAYS
        )
        pairs = [Div(f"until_{n}", f"every_{n}", css_class="row2") for n in range(1, BOUNDED_PHASES + 1)]
        before = [name for name in self.fields if not name.startswith(("until_", "every_"))]
        self.helper = helper(*before, *pairs, "every_last", submit=submit)

    def clean(self) -> dict:
        cleaned = super().clean()
        for n in range(1, BOUNDED_PHASES + 1):
            until, every = cleaned.get(f"until_{n}"), cleaned.get(f"every_{n}")
            if (until is None) != (every is None) and not {f"until_{n}", f"every_{n}"} & set(self.errors):
                empty = f"until_{n}" if until is None else f"every_{n}"
                self.add_error(empty, _("A phase needs both its last week and its days."))
        before = 0
        for n in range(1, BOUNDED_PHASES + 1):
            until = cleaned.get(f"until_{n}")
            if until is not None and until <= before:
                self.add_error(f"until_{n}", _("Each phase must end in a later week than the one before."))
            before = until or before
        return cleaned

    def _phases(self) -> list[tuple[int | None, int | None]]:
        given = self.cleaned_data
        bounded = [(given.get(f"until_{n}"), given.get(f"every_{n}")) for n in range(1, BOUNDED_PHASES + 1)]
        return [phase for phase in bounded if None not in phase] + [(None, given.get("every_last"))]

    def values(self) -> dict:
        """What actions.programmes takes, but for who, when and which version."""
        given = self.cleaned_data
        same = ("name", "spelled_out", "owner", "seat_price", "days_per_week", "replace_until_day", "staff_sessions")
        return {
            **{name: given[name] for name in (*same, "follow_up_months", "consent_version", "is_open")},
            "attendance_required": given["attendance_percent"] / Decimal(100),
            "study_weeks": [week - 1 for week in given["study_weeks"]],
            "phases": self._phases(),
        }


def initial_of(programme: Programme) -> dict:
    """A programme as its form shows it. Costs one query, for the phases."""
    same = ("version", "name", "spelled_out", "seat_price", "days_per_week", "replace_until_day", "staff_sessions")
    shown = {"owner": programme.owner_id} | {
        name: getattr(programme, name) for name in (*same, "follow_up_months", "consent_version", "is_open")
    }
    shown["attendance_percent"] = (programme.attendance_required * 100).normalize()
    shown["study_weeks"] = [week + 1 for week in programme.study_weeks]
    phases = programme.supervision_phases.order_by(SupervisionPhase.in_order()) if programme.pk else []
    return shown | phases_shown([(phase.until_week, phase.every_days) for phase in phases])


def phases_shown(phases: list[tuple[int | None, int]]) -> dict:
    """Phases as the form's fields show them."""
    shown = {"every_last": phases[-1][1] if phases else None}
    for n, (until, every) in enumerate(phases[:-1], start=1):
        shown |= {f"until_{n}": until, f"every_{n}": every}
    return shown
