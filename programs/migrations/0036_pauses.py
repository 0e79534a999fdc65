"""How long a seat is kept in a pause, and that it is being replanned when it isn't kept any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0035_home_assignments_are_asked"),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="pause_days",
            field=models.PositiveSmallIntegerField(
                db_default=30, default=30, verbose_name="a seat is kept during a pause for so many days"
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="replanned_from",
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(("pause_days__gte", 1)), name="programme_keeps_a_seat_for_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("replanned_from", None), ("status", "assigned"), _connector="OR"),
                name="seat_replanned_while_somebody_has_it",
            ),
        ),
    ]
