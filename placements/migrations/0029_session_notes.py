"""A sealed note to a session, for who noted it and the peer supporter alone."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("placements", "0028_supervision_of_each_kind")]
    operations = [
        migrations.CreateModel(
            name="SessionNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seal_id", models.UUIDField(unique=True)),
                ("sealed", models.TextField()),
                ("saved_at", models.DateTimeField()),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="note",
                        to="placements.supervisionsession",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=~Q(sealed=""), name="session_note_says_something"),
                ],
            },
        ),
    ]
