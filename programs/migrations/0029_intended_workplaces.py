"""An order says at which workplaces its peer supporters are meant to work."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("programs", "0028_who_decided")]
    operations = [
        migrations.AddField(
            "order",
            "workplaces",
            models.TextField(blank=True, db_default="", verbose_name="intended workplaces"),
        ),
        migrations.AddConstraint(
            "order",
            models.CheckConstraint(
                name="order_workplaces_one_a_line",
                condition=Q(workplaces="") | Q(workplaces__regex=r"^[^\n]{1,120}(\n[^\n]{1,120}){0,9}$"),
            ),
        ),
    ]
