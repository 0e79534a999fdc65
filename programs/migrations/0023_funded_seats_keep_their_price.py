"""A seat that a funding source pays for keeps the price of when it was made; those there are keep today's."""

from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def keep_the_price_of_today(apps, _editor):
    price = apps.get_model("programs", "Cohort").objects.filter(pk=OuterRef("cohort")).values("seat_price")
    funded = apps.get_model("programs", "Seat").objects.filter(funding__isnull=False)
    funded.update(unit_price=Subquery(price))


class Migration(migrations.Migration):
    dependencies = [("programs", "0022_why_calling_off_costs_less")]
    operations = [
        migrations.AddField(
            model_name="seat",
            name="unit_price",
            field=models.DecimalField(decimal_places=2, max_digits=10, null=True),
        ),
        migrations.RunPython(keep_the_price_of_today, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                name="seat_keeps_the_price_that_its_funding_pays",
                condition=Q(funding=None, unit_price=None)
                | Q(funding__isnull=False, unit_price__isnull=False, unit_price__gte=0),
            ),
        ),
    ]
