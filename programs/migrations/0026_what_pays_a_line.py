"""An order line says which money its payer takes for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0025_assessors")]
    operations = [
        migrations.AddField(
            "orderline",
            "paid_from",
            models.CharField(
                choices=[("own", "Own budget"), ("grant", "State grant"), ("project", "Project")],
                db_default="own",
                default="own",
                max_length=7,
                verbose_name="paid from",
            ),
        ),
        migrations.AddField(
            "orderline",
            "paid_from_note",
            models.CharField(blank=True, db_default="", max_length=60, verbose_name="which grant or project"),
        ),
        migrations.AddConstraint(
            "orderline",
            models.CheckConstraint(
                name="line_paid_from_known", condition=models.Q(("paid_from__in", ["own", "grant", "project"]))
            ),
        ),
    ]
