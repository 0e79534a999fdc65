"""What isn't seats may be agreed for a period."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("programs", "0026_what_pays_a_line")]
    operations = [
        migrations.AddField("orderline", "period_from", models.DateField(null=True, verbose_name="from")),
        migrations.AddField("orderline", "period_to", models.DateField(null=True, verbose_name="to")),
        migrations.AddConstraint(
            "orderline",
            models.CheckConstraint(
                name="line_period_whole_and_in_order",
                condition=Q(period_from=None, period_to=None)
                | Q(period_from__isnull=False, period_to__isnull=False, period_to__gte=F("period_from")),
            ),
        ),
        migrations.AddConstraint(
            "orderline",
            models.CheckConstraint(name="seats_have_no_period", condition=~Q(kind="seats") | Q(period_from=None)),
        ),
    ]
