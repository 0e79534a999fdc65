"""What an applicant may know of their application has a column of its own, and decides whether they may apply again."""

from django.db import migrations, models

STATUSES = [
    ("draft", "Being written"),
    ("received", "Received"),
    ("invited", "Invited to an interview"),
    ("interviewed", "Interviewed"),
    ("admitted", "Admitted"),
    ("reserve", "In reserve"),
    ("rejected", "Not admitted"),
    ("withdrawn", "Taken back"),
]
FILL = """
UPDATE training_application SET known_status = CASE
    WHEN status = 'draft' THEN ''
    WHEN status IN ('admitted', 'reserve', 'rejected') AND told_at IS NULL THEN 'received'
    ELSE status END
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0013_attendance_is_of_sessions")]
    operations = [
        migrations.AddField(
            "application",
            "known_status",
            models.CharField(blank=True, choices=STATUSES, db_default="", default="received", max_length=12),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
