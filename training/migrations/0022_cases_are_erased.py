from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0021_badges_have_a_status")]

    operations = [
        migrations.AddConstraint(
            "certificatecase",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sealed", ""), _negated=True), ("decided_at__isnull", False), _connector="OR"
                ),
                name="case_erased_once_decided",
            ),
        ),
    ]
