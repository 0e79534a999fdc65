"""Staff sessions are planned: times are proposed, one is chosen, and those who come say how many they are."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, Q

STATUSES = [("proposed", "Times proposed"), ("booked", "Booked"), ("held", "Held"), ("cancelled", "Called off")]
PK = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0017_agreed_absences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="StaffBooking",
            fields=[
                ("id", PK.clone()),
                ("place", models.CharField(max_length=120, verbose_name="place")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                ("status", models.CharField(choices=STATUSES, default="proposed", max_length=9)),
                ("starts_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("proposed_at", models.DateTimeField()),
                ("leader", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("proposed_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "session",
                    models.OneToOneField(
                        null=True, on_delete=PROTECT, related_name="booking", to="placements.staffsession"
                    ),
                ),
                (
                    "workplace",
                    models.ForeignKey(on_delete=CASCADE, related_name="bookings", to="placements.workplace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=Q(status="booked"), fields=["starts_at"], name="staff_booking_to_hold")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(status__in=["proposed", "booked", "held", "cancelled"]),
                        name="staff_booking_status_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(status="proposed", starts_at=None)
                        | Q(status__in=["booked", "held"], starts_at__isnull=False)
                        | Q(status="cancelled"),
                        name="staff_booking_has_a_time_once_chosen",
                    ),
                    models.CheckConstraint(
                        condition=Q(status="held", session__isnull=False) | ~Q(status="held") & Q(session=None),
                        name="staff_booking_is_noted_once_held",
                    ),
                    models.CheckConstraint(
                        condition=Q(minutes__gte=15, minutes__lte=600), name="staff_booking_takes_minutes"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposedTime",
            fields=[
                ("id", PK.clone()),
                ("starts_at", models.DateTimeField()),
                (
                    "booking",
                    models.ForeignKey(on_delete=CASCADE, related_name="times", to="placements.staffbooking"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["booking", "starts_at"], name="a_time_is_proposed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffSignUp",
            fields=[
                ("id", PK.clone()),
                ("staff", models.PositiveSmallIntegerField(verbose_name="how many of the staff")),
                ("managers", models.PositiveSmallIntegerField(verbose_name="how many managers")),
                ("signed_up_at", models.DateTimeField()),
                (
                    "booking",
                    models.ForeignKey(on_delete=CASCADE, related_name="sign_ups", to="placements.staffbooking"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(staff__gte=1) | Q(managers__gte=1), name="somebody_signs_up")
                ],
            },
        ),
    ]
