"""sv_sort(text), and the extensions that later migrations build on."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

# { | } follow z in ASCII, so å ä ö sort last and in that order on any server, with or without ICU.
CREATE = """
CREATE FUNCTION sv_sort(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT translate(lower(t), 'ÅÄÖØÉåäæöøéèêëáàâãíìîïóòôõúùûüýÿñç', '{|}}e{||}}eeeeaaaaiiiioooouuuuyync') COLLATE "C"
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(CREATE, "DROP FUNCTION sv_sort(text)"),
    ]
