from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("training", "0007_left_for_a_reason")]
    operations = [
        migrations.AddConstraint(
            "participation",
            models.CheckConstraint(
                name="participation_left_for_known",
                condition=Q(left_for__in=["", "own", "work", "ours", "silent", "other"]),
            ),
        ),
        migrations.AddConstraint(
            "participation",
            models.CheckConstraint(
                name="participation_left_for_a_reason",
                condition=Q(status="dropped_out") & ~Q(left_for="") | ~Q(status="dropped_out") & Q(left_for=""),
            ),
        ),
    ]
