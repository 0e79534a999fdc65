"""An order says who decided to order, and under which number it is registered with us."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0027_period_of_a_line")]
    operations = [
        migrations.AddField(
            "order",
            "decided_by_whom",
            models.CharField(blank=True, db_default="", max_length=120, verbose_name="who decided"),
        ),
        migrations.AddField(
            "order",
            "our_case_number",
            models.CharField(blank=True, db_default="", max_length=40, verbose_name="our case number"),
        ),
    ]
