"""Each paper has a place by chance in the list that says which digital badges aren't valid any more."""

import random

from django.db import migrations, models

SIZE = 2**20


def give_places(apps, _editor):
    papers = apps.get_model("training", "CertificateCopy").objects.order_by("pk")
    count = papers.count()
    for paper, place in zip(papers.iterator(), random.SystemRandom().sample(range(SIZE), count), strict=True):
        papers.filter(pk=paper.pk).update(status_index=place)


class Migration(migrations.Migration):
    dependencies = [("training", "0020_apologies")]

    operations = [
        migrations.AddField("certificatecopy", "status_index", models.PositiveIntegerField(null=True)),
        migrations.RunPython(give_places, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("certificatecopy", "status_index", models.PositiveIntegerField(unique=True)),
        migrations.AddConstraint(
            "certificatecopy",
            models.CheckConstraint(
                condition=models.Q(("status_index__lt", 1048576)), name="copy_status_index_in_the_list"
            ),
        ),
    ]
