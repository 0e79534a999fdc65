"""After how many days without a meeting supervision is late, in each phase (domain 1.6: 14, 35 and 60 days)."""

from django.db import migrations, models
from django.db.models import F, Q

LATE = """
    UPDATE programs_supervisionphase
    SET late_after = greatest(every_days, CASE WHEN until_week <= 12 THEN 14 WHEN until_week <= 52 THEN 35 ELSE 60 END)"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0039_readiness_is_renewed")]
    operations = [
        migrations.AddField(
            model_name="supervisionphase",
            name="late_after",
            field=models.PositiveSmallIntegerField(default=60, verbose_name="days without a meeting before it is late"),
            preserve_default=False,
        ),
        migrations.RunSQL(LATE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="supervisionphase",
            constraint=models.CheckConstraint(
                condition=Q(late_after__gte=F("every_days")), name="phase_late_after_its_interval"
            ),
        ),
    ]
