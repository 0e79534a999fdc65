from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0029_intended_workplaces")]

    operations = [
        migrations.AddField(
            "programme",
            "certificate_months",
            models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="certificates are valid for so many months"
            ),
        ),
        migrations.AddField(
            "programme",
            "renewal_hours",
            models.PositiveSmallIntegerField(
                db_default=0, default=0, verbose_name="hours of continuing education to renew one"
            ),
        ),
        migrations.AddConstraint(
            "programme",
            models.CheckConstraint(
                condition=models.Q(("certificate_months", None), ("certificate_months__gte", 1), _connector="OR"),
                name="programme_certificates_last_a_month",
            ),
        ),
    ]
