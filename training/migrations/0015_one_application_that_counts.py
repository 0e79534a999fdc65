from django.db import migrations, models
from django.db.models import Q

COUNTING = ["received", "invited", "interviewed", "admitted", "reserve"]


class Migration(migrations.Migration):
    dependencies = [("training", "0014_what_applicants_know")]
    operations = [
        migrations.RemoveConstraint("application", "one_counting_application_per_cohort"),
        migrations.AddConstraint(
            "application",
            models.UniqueConstraint(
                fields=["cohort", "email"],
                condition=Q(known_status__in=COUNTING, erased_at=None),
                name="one_counting_application_per_cohort",
            ),
        ),
        migrations.AddConstraint(
            "application",
            models.CheckConstraint(
                name="application_known_status_known",
                condition=Q(known_status__in=["", "draft", *COUNTING, "rejected", "withdrawn"]),
            ),
        ),
    ]
