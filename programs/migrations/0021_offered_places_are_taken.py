"""Places that are offered count as taken, so that nobody else can order them until they are answered for."""

from django.db import migrations

STATES = """
CREATE OR REPLACE FUNCTION programs_takes_a_place(state text) RETURNS integer IMMUTABLE LANGUAGE sql AS $$
    SELECT (state IN ({states}))::integer
$$;
"""
BEFORE = "'guaranteed', 'reserved', 'confirmed', 'assigned', 'delivered'"


class Migration(migrations.Migration):
    dependencies = [("programs", "0020_offers_to_those_in_line")]
    operations = [
        migrations.RunSQL(STATES.format(states=f"{BEFORE}, 'offered'"), STATES.format(states=BEFORE)),
    ]
