"""The ledger begins with what there is, is never rewritten, and the number of seats taken is its sum, always."""

from django.db import migrations

FILL = """
INSERT INTO programs_seatentry (cohort_id, seat_id, line_id, count, was, became, why, at)
SELECT seat.cohort_id, seat.id, seat.line_id, 1, '', seat.status, 'before', now() FROM programs_seat seat;
"""
APPEND_ONLY = """
CREATE FUNCTION programs_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON programs_seatentry
    FOR EACH ROW EXECUTE FUNCTION programs_append_only();
"""
SUM = """
CREATE FUNCTION programs_takes_a_place(state text) RETURNS integer IMMUTABLE LANGUAGE sql AS $$
    SELECT (state IN ('guaranteed', 'reserved', 'confirmed', 'assigned', 'delivered'))::integer
$$;
CREATE FUNCTION programs_sum_of_the_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE programs_cohort SET seats_taken = seats_taken + sums.change
    FROM (
        SELECT cohort_id, SUM(count * (programs_takes_a_place(became) - programs_takes_a_place(was))) AS change
        FROM added GROUP BY cohort_id
    ) sums
    WHERE programs_cohort.id = sums.cohort_id AND sums.change <> 0;
    RETURN NULL;
END
$$;
CREATE TRIGGER sum_of_the_ledger AFTER INSERT ON programs_seatentry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION programs_sum_of_the_ledger();
"""
UNDO = """
DROP TRIGGER sum_of_the_ledger ON programs_seatentry;
DROP TRIGGER append_only ON programs_seatentry;
DROP FUNCTION programs_sum_of_the_ledger();
DROP FUNCTION programs_takes_a_place(text);
DROP FUNCTION programs_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0003_seat_ledger")]
    operations = [
        migrations.RunSQL(FILL, "TRUNCATE programs_seatentry"),
        migrations.RunSQL(APPEND_ONLY + SUM, UNDO),
    ]
