"""Charges are added, never changed; they join an open basis of their payer, once; a locked basis stays what it said."""

from django.db import migrations

CHARGE = """
CREATE FUNCTION programs_charge_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'programs_charge is append only';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        -- net is computed after this trigger has run
        IF (to_jsonb(NEW) - '{basis_id,credited,net}'::text[]) <> (to_jsonb(OLD) - '{basis_id,credited,net}'::text[])
            OR (OLD.basis_id IS NOT NULL AND NEW.basis_id IS DISTINCT FROM OLD.basis_id)
            OR (OLD.credited AND NOT NEW.credited)
        THEN
            RAISE EXCEPTION 'programs_charge is append only';
        END IF;
        IF NEW.basis_id IS NOT DISTINCT FROM OLD.basis_id THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NEW.basis_id IS NOT NULL THEN
        PERFORM FROM programs_invoicebasis basis
        WHERE basis.id = NEW.basis_id AND basis.status = 'open'
            AND basis.host_id = NEW.host_id AND basis.payer_id = NEW.payer_id
        FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'programs_charge joins an open basis of its own host and payer';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER charge_is_kept BEFORE INSERT OR UPDATE OR DELETE ON programs_charge
    FOR EACH ROW EXECUTE FUNCTION programs_charge_is_kept();
CREATE FUNCTION programs_charge_is_credited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE programs_charge SET credited = true WHERE id = NEW.credits_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER charge_is_credited AFTER INSERT ON programs_charge
    FOR EACH ROW WHEN (NEW.credits_id IS NOT NULL) EXECUTE FUNCTION programs_charge_is_credited();
"""
BASIS = """
CREATE FUNCTION programs_basis_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'status') <> (to_jsonb(OLD) - 'status') OR NEW.status = 'open' THEN
        RAISE EXCEPTION 'programs_invoicebasis % is locked', OLD.number;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER basis_is_locked BEFORE UPDATE ON programs_invoicebasis
    FOR EACH ROW WHEN (OLD.status <> 'open') EXECUTE FUNCTION programs_basis_is_locked();
"""
UNDO = """
DROP TRIGGER basis_is_locked ON programs_invoicebasis;
DROP TRIGGER charge_is_credited ON programs_charge;
DROP TRIGGER charge_is_kept ON programs_charge;
DROP FUNCTION programs_basis_is_locked();
DROP FUNCTION programs_charge_is_credited();
DROP FUNCTION programs_charge_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0014_charges_and_bases")]
    operations = [migrations.RunSQL(CHARGE + BASIS, UNDO)]
