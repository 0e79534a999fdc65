from django.db import migrations, models

CHOICES = [
    ("ordered", "Ordered"),
    ("funded", "Paid for by a funding source"),
    ("confirmed", "Order confirmed"),
    ("admitted", "Somebody was admitted"),
    ("left", "The person left the seat"),
    ("delivered", "The training was given"),
    ("given_back", "Given back"),
    ("order_cancelled", "Order called off"),
    ("cohort_cancelled", "Cohort called off"),
    ("expired", "The hold expired"),
    ("unused", "Nobody used it"),
    ("moved", "Moved to another cohort"),
    ("split", "Moved to another line of the order"),
    ("undone", "A cancellation was undone"),
    ("promised", "Promised to an organisation"),
    ("ordered_out_of", "Ordered out of what was promised"),
    ("let_go", "A promise ended"),
    ("offered", "Offered to somebody in line"),
    ("taken_up", "An offer was accepted"),
    ("offer_ended", "An offer came to nothing"),
    ("before", "Before the ledger was kept"),
]


class Migration(migrations.Migration):
    dependencies = [("programs", "0023_funded_seats_keep_their_price")]
    operations = [
        migrations.AlterField("seatentry", "why", models.CharField(choices=CHOICES, max_length=20)),
        migrations.RemoveConstraint("seatentry", "entry_why_known"),
        migrations.AddConstraint(
            "seatentry",
            models.CheckConstraint(
                name="entry_why_known",
                condition=models.Q(("why__in", [why for why, _label in CHOICES])),
            ),
        ),
    ]
