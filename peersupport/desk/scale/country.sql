-- A consistent, invented country for measurements, made by whole sets of rows.
--
-- Person n sits in seat n through participation n; cohort k holds the seats 12k-11 … 12k; so every id can be computed
-- and no statement has to look anything up. Cohorts are spread over the last three years and the coming quarter.
-- Every second person has a placement, with supervision as close together as the programme's phases say.
--
-- psycopg2 fills in %(people)s, %(today)s and %(now)s; a literal percent sign is written twice.

-- name: organisations
INSERT INTO directory_organisation (id, name, kind, is_host, org_number, county_id)
SELECT 1, 'NSPH', 'association', true, '', NULL
UNION ALL
SELECT 1 + row_number() OVER (ORDER BY code), 'NSPH ' || name, 'association', true, '', code FROM directory_county
UNION ALL
SELECT 100 + row_number() OVER (ORDER BY code), region, 'region', false, '', code FROM directory_county;

INSERT INTO directory_organisation (id, name, kind, is_host, org_number, county_id, municipality_id)
SELECT 200 + row_number() OVER (ORDER BY code), name || ', kommunen', 'municipality', false, '', county_id, code
FROM directory_municipality;

INSERT INTO directory_organisationrole (organisation_id, role, since, added_at)
SELECT id, CASE WHEN is_host THEN 'host' ELSE 'orderer' END, '2016-01-01', %(now)s FROM directory_organisation;

-- name: accounts
-- 1 national, 2-22 regional, 101-163 course leaders (three a host), 201-511 orderers, 10001… supervisors (one for 14, those of host h
-- every twenty-first from 9999 + h on)
INSERT INTO accounts_user (id, email, password, given_name, family_name, language, look, font, is_active, is_demo, created_at)
SELECT id, 'user' || id || '@scale.example', '!', 'Konto', 'Nummer ' || id, 'sv', 'auto', 'normal', true, false, %(now)s
FROM (
    SELECT generate_series(1, 22) AS id
    UNION ALL SELECT generate_series(101, 163)
    UNION ALL SELECT generate_series(201, 511)
    UNION ALL SELECT generate_series(1001, 1004)
    UNION ALL SELECT generate_series(10001, 10001 + greatest(%(people)s / 28, 20))
) ids;

INSERT INTO directory_membership (user_id, organisation_id, role, started_at)
SELECT id,
    CASE WHEN id = 1 THEN 1 WHEN id <= 22 THEN id WHEN id <= 163 THEN 2 + (id - 101) %% 21
         WHEN id <= 511 THEN CASE WHEN id <= 490 THEN id ELSE id - 390 END
         WHEN id = 1003 THEN 201 WHEN id <= 1004 THEN 1 ELSE 2 + (id - 10001) %% 21 END,
    CASE WHEN id = 1 THEN 'national_coordinator' WHEN id <= 22 THEN 'regional_coordinator'
         WHEN id <= 163 THEN 'course_leader' WHEN id <= 511 THEN 'orderer'
         WHEN id = 1001 THEN 'data_protection_officer' WHEN id = 1002 THEN 'system_administrator'
         WHEN id = 1003 THEN 'unit_manager' WHEN id = 1004 THEN 'peer_supporter' ELSE 'supervisor' END,
    %(now)s
FROM accounts_user;

-- name: programme
INSERT INTO programs_programme (id, name, spelled_out, owner_id, study_weeks, days_per_week,
    staff_sessions, follow_up_months, check_in_weeks, seat_price, consent_version, is_open, tracks)
VALUES (1, 'Mätprogrammet', '', 1, '{0,2,4}', 5, 3, '{1,3,6,12}', '{2,6,12}', 68000, '2026-1', true,
    '{socialpsykiatri,psykiatri}');

INSERT INTO programs_supervisionphase (programme_id, until_week, every_days, late_after)
VALUES (1, 4, 7, 14), (1, 12, 14, 14), (1, 52, 30, 35), (1, NULL, 60, 60);

INSERT INTO programs_programmeversion (id, programme_id, number, settings, at) VALUES (1, 1, 1, '{}', %(now)s);

INSERT INTO programs_readinessitem (version_id, kind)
SELECT 1, unnest(ARRAY['manager', 'contact', 'sessions', 'manager_present']);

INSERT INTO programs_requirement (version_id, kind, share) VALUES (1, 'attendance', 0.8);

INSERT INTO training_module (id, programme_id, number, name, name_en, description, retired)
SELECT number, 1, number, 'Modul ' || number, '', '', false FROM generate_series(1, 10) number;

INSERT INTO training_material (module_id, owner_id, title, retired, uploaded_by_id, uploaded_at, media_type, size, sha256, content)
SELECT id, NULL, 'Bilder ' || part, false, 1, %(now)s, 'application/pdf', 8, '', '%%PDF-1.7'
FROM training_module, generate_series(1, 3) part;

INSERT INTO training_evaluationquestion (id, programme_id, kind, asked, text, text_en, position, retired)
SELECT number, 1, 'points', CASE WHEN number <= 4 THEN 'weekly' ELSE 'at_end' END, 'Fråga ' || number, '', number, false
FROM generate_series(1, 8) number;

-- name: cohorts
-- Monday of the week; the last one starts three months from now
INSERT INTO programs_cohort (id, programme_id, host_id, name, track, county_id, municipality_id, place, starts_on, ends_on,
    capacity, seats_taken, seat_price, status, application_code)
SELECT k, 1, host.id, 'Omgång ' || k, CASE k %% 3 WHEN 0 THEN 'psykiatri' ELSE 'socialpsykiatri' END, host.county_id, NULL, '',
    starts_on, starts_on + 32, CASE WHEN starts_on > %(today)s::date THEN 14 ELSE 12 END, 0, 68000,
    CASE WHEN starts_on > %(today)s::date THEN 'open' WHEN starts_on + 32 >= %(today)s::date THEN 'running' ELSE 'completed' END,
    'K' || lpad(k::text, 9, '0')
FROM (
    SELECT k, 2 + k %% 21 AS host_id,
        date_trunc('week', %(today)s::date + 90 - (1180.0 * (cohorts - k) / cohorts)::int)::date AS starts_on
    FROM (SELECT ceil(%(people)s / 12.0)::int AS cohorts) c, generate_series(1, cohorts) k
) planned
JOIN directory_organisation host ON host.id = planned.host_id;

INSERT INTO programs_cohortleader (cohort_id, user_id)
SELECT id, 101 + (host_id - 2) + 21 * leader FROM programs_cohort, generate_series(0, 2) leader;

INSERT INTO training_courseday (id, cohort_id, number, date, red_day)
SELECT 15 * (id - 1) + day, id, day, date, ''
FROM programs_cohort, generate_series(1, 15) day,
LATERAL (SELECT starts_on + 14 * ((day - 1) / 5) + (day - 1) %% 5 AS date) dated;

INSERT INTO training_coursesession (day_id, part, starts_at, ends_at, room, changed_at, registered_at, registered_by_id)
SELECT day.id, part, begins, ends, '', %(now)s,
    CASE WHEN date < %(today)s::date THEN date + time '16:00' END,
    CASE WHEN date < %(today)s::date THEN 101 + (host_id - 2) END
FROM training_courseday day JOIN programs_cohort ON cohort_id = programs_cohort.id,
    (VALUES ('morning', time '09:00', time '12:00'), ('afternoon', '13:00', '16:00')) half (part, begins, ends);

-- name: evaluations
-- of each week of the courses that are over; ten of twelve have answered
INSERT INTO training_evaluation (id, cohort_id, week, is_last, opened_on, closes_on, closed_on, people, answered)
SELECT 3 * (id - 1) + part, id, starts_on + 14 * (part - 1), part = 3, starts_on + 14 * (part - 1) + 4,
    starts_on + 14 * (part - 1) + 10, starts_on + 14 * (part - 1) + 11, 12, 10
FROM programs_cohort, generate_series(1, 3) part
WHERE status = 'completed';

INSERT INTO training_askedquestion (evaluation_id, question_id, one, two, three, four, five, unsure)
SELECT evaluation.id, question.id, 0, 1, 2, 4, 2, 1
FROM training_evaluation evaluation
JOIN training_evaluationquestion question ON question.asked = 'weekly' OR evaluation.is_last;

-- name: orders
-- two a cohort: ten seats for a region, two for a municipality
INSERT INTO programs_order (id, number, programme_id, orderer_id, placed_by_id, placed_at, reference, reference_later,
    order_reference, contract_reference, invoicing_object, decision, contact_name, contact_email, contact_phone, status)
SELECT 2 * (id - 1) + part, 'B-' || extract(year FROM starts_on - 60)::int || '-' || lpad((2 * (id - 1) + part)::text, 6, '0'), 1,
    CASE part WHEN 1 THEN 101 + id %% 21 ELSE 201 + id %% 290 END, 1, (starts_on - 60)::timestamptz, 'Ref ' || id, false,
    '', '', '', '', '', '', '',
    CASE WHEN starts_on > %(today)s::date + 80 THEN 'sent' ELSE 'confirmed' END
FROM programs_cohort, generate_series(1, 2) part;

INSERT INTO programs_orderline (id, order_id, cohort_id, county_id, track, quantity, unit_price, buyer_reference, priority_reason, status)
SELECT 2 * (id - 1) + part, 2 * (id - 1) + part, id, county_id, track, CASE part WHEN 1 THEN 10 ELSE 2 END, 68000, '', '', 'held'
FROM programs_cohort, generate_series(1, 2) part;

INSERT INTO programs_numberseries (prefix, last)
SELECT 'B-' || extract(year FROM placed_at)::int, max(id) FROM programs_order GROUP BY 1;

-- name: seats
INSERT INTO programs_seat (id, cohort_id, line_id, number, status, application_code)
SELECT n, cohort.id, 2 * (cohort.id - 1) + part,
    o.number || '/' || lpad((CASE part WHEN 1 THEN (n - 1) %% 12 + 1 ELSE (n - 1) %% 12 - 9 END)::text, 2, '0'),
    CASE WHEN cohort.status = 'completed' THEN 'delivered' ELSE 'assigned' END, 'P' || lpad(n::text, 9, '0')
FROM generate_series(1, %(people)s) n
JOIN programs_cohort cohort ON cohort.id = (n - 1) / 12 + 1
CROSS JOIN LATERAL (SELECT CASE WHEN (n - 1) %% 12 < 10 THEN 1 ELSE 2 END AS part) p
JOIN programs_order o ON o.id = 2 * (cohort.id - 1) + part;

-- name: seat ledger
-- ordered, confirmed, somebody admitted, delivered; how many seats a cohort has taken comes of it by itself
INSERT INTO programs_seatentry (cohort_id, seat_id, line_id, count, was, became, why, by_id, at)
SELECT seat.cohort_id, seat.id, seat.line_id, 1, step.was, step.became, step.why, 1,
    (cohort.starts_on + step.day)::timestamptz
FROM programs_seat seat
JOIN programs_cohort cohort ON cohort.id = seat.cohort_id
CROSS JOIN (VALUES ('', 'reserved', 'ordered', -60), ('reserved', 'confirmed', 'confirmed', -55),
    ('confirmed', 'assigned', 'admitted', -30), ('assigned', 'delivered', 'delivered', 32)) step (was, became, why, day)
WHERE step.became <> 'delivered' OR seat.status = 'delivered';

-- name: people
INSERT INTO directory_person (id, given_name, family_name, email, phone, created_at)
SELECT n,
    (ARRAY['Alva','Amir','Anton','Astrid','Bilal','Dagny','Ebba','Elin','Elsa','Emil','Erik','Fatima','Folke','Greta','Gustav',
        'Hanna','Hugo','Ida','Ingrid','Ivar','Jasmin','Johan','Kajsa','Karim','Klara','Lars','Leila','Linnea','Maja','Malin',
        'Maria','Mikael','Nadia','Nils','Olle','Omar','Petra','Rasmus','Sara','Signe','Siri','Sten','Tove','Tyra','Ulla',
        'Vera','Viktor','Yusuf','Åke','Åsa','Örjan'])[1 + n %% 51],
    (ARRAY['Lind','Berg','Sjö','Dal','Ek','Hag','Norr','Öster','Väster','Söder','Björk','Gran','Alm','Ask','Ceder','Fors',
        'Hed','Holm','Kvarn','Ljung','Malm','Näs','Rosen','Sand','Skog','Sten','Strand','Ström','Sund','Vik','Åker','Äng'
        ])[1 + (n / 51) %% 32]
    || (ARRAY['qvist','lund','ström','gren','berg','man','dahl','mark','kvist','stedt','vall','blad','holm','sson','borg','ell',
        'bäck','rot','stam'])[1 + (n / 1632) %% 19],
    'person' || n || '@scale.example', '', %(now)s
FROM generate_series(1, %(people)s) n;

INSERT INTO directory_registration (person_id, host_id, registered_at)
SELECT n, host_id, starts_on::timestamptz FROM generate_series(1, %(people)s) n JOIN programs_cohort ON id = (n - 1) / 12 + 1;

INSERT INTO privacy_consent (person_id, purpose, text_version, language, given_at)
SELECT id, 'training', '2026-1', 'sv', %(now)s FROM directory_person;

-- name: participations
INSERT INTO training_participation (id, person_id, host_id, cohort_id, seat_id, status, admitted_at)
SELECT n, n, host_id, cohort.id, n,
    CASE WHEN cohort.status <> 'completed' THEN 'admitted' WHEN n %% 20 = 0 THEN 'not_completed' ELSE 'certified' END,
    (starts_on - 30)::timestamptz
FROM generate_series(1, %(people)s) n JOIN programs_cohort cohort ON cohort.id = (n - 1) / 12 + 1;

INSERT INTO directory_personaccess (person_id, user_id, organisation_id, role, because, since)
SELECT p.id, leader.user_id, p.host_id, 'course_leader', 'training.participation:' || p.id, admitted_at
FROM training_participation p JOIN programs_cohortleader leader USING (cohort_id);

-- Applications wait for a decision in the open cohorts only; decided ones were erased
INSERT INTO training_application (cohort_id, host_id, given_name, family_name, email, phone, language, can_attend,
    wants_half_time, saved_at, received_at, status, known_status, reason)
SELECT id, host_id, 'Sökande', 'Nummer ' || n, 'sokande' || id || '-' || n || '@scale.example', '', 'sv', 'yes', 'yes',
    %(now)s, %(now)s, 'received', 'received', ''
FROM programs_cohort, generate_series(1, 2) n WHERE status = 'open';

INSERT INTO training_assessor (cohort_id, user_id, added_by_id, added_at)
SELECT id, 1, 1, %(now)s FROM programs_cohort WHERE status = 'open';

-- name: attendance
INSERT INTO training_attendance (participation_id, session_id, mark)
SELECT p.id, session.id,
    CASE WHEN p.id %% 20 = 0 AND day.number > 8 THEN 'absent'
         WHEN (p.id + day.number) %% 23 = 0 THEN 'excused'
         WHEN (p.id + day.number) %% 31 = 0 AND part = 'afternoon' THEN 'absent' ELSE 'present' END
FROM training_participation p JOIN training_courseday day USING (cohort_id)
JOIN training_coursesession session ON session.day_id = day.id
WHERE session.registered_at IS NOT NULL;

-- name: certificates
INSERT INTO training_certificate (person_id, host_id, participation_id, number, issued_on, issued_by_id)
SELECT p.person_id, p.host_id, p.id, 'C-' || extract(year FROM ends_on)::int || '-' || lpad(p.id::text, 6, '0'), ends_on, 1
FROM training_participation p JOIN programs_cohort cohort ON cohort.id = cohort_id WHERE p.status = 'certified';

INSERT INTO training_certificatecopy (certificate_id, edition, code, language, made_at, made_by_id, status_index)
SELECT id, 1, md5('certificate' || participation_id), 'sv', issued_on, issued_by_id, (id * 7919) %% 1048576
FROM training_certificate;

INSERT INTO programs_numberseries (prefix, last)
SELECT 'C-' || extract(year FROM issued_on)::int, max(participation_id) FROM training_certificate GROUP BY 1;

-- name: workplaces
-- one for every ten people, spread over the municipalities; the unit manager, 1003, has the first twenty, all of one owner
INSERT INTO placements_workplace (id, programme_id, host_id, owner_id, municipality_id, name, kind, status, manager_id,
    manager_name, manager_email, manager_phone, contact_name, contact_email, contact_phone, ready_on)
SELECT w, 1, host.id, CASE WHEN w <= 20 THEN 201 ELSE 200 + place.row END, place.code, 'Enhet ' || w, CASE w %% 2 WHEN 0 THEN 'housing_support' ELSE 'outpatient_clinic' END,
    CASE WHEN w %% 25 = 0 THEN 'preparing' ELSE 'ready' END, CASE WHEN w <= 20 THEN 1003 END,
    'Chef ' || w, '', '', 'Kontakt ' || w, '', '', CASE WHEN w %% 25 > 0 THEN %(today)s::date - 1170 END
FROM generate_series(1, greatest(%(people)s / 10, 1)) w
JOIN (SELECT code, county_id, row_number() OVER (ORDER BY code) AS row FROM directory_municipality) place
    ON place.row = 1 + w %% 290
JOIN directory_organisation host ON host.is_host AND host.county_id = place.county_id;

INSERT INTO placements_staffsession (workplace_id, number, held_on, head_count, managers_present, first_time, themes, led_by_id, noted_at)
SELECT id, number, %(today)s::date - 1200 + 7 * number, 8 + (id %% 9)::int, 1, CASE number WHEN 1 THEN 8 + (id %% 9)::int ELSE 0 END, '{role,recovery}', 101 + (host_id - 2), %(now)s
FROM placements_workplace, generate_series(1, 3) number WHERE status = 'ready' OR number <= 2;

-- name: placements
INSERT INTO placements_placement (id, person_id, host_id, participation_id, workplace_id, employer_id, supervisor_id, form,
    percent, starts_on, ends_on, employed_until, funded_until, status, end_reason, override_reason, created_at)
SELECT p.id, p.person_id, p.host_id, p.id, workplace.id, workplace.owner_id,
    10001 + (p.host_id - 2) + 21 * ((cohort.id / 21) %% greatest(%(people)s / 28 / 21, 1))::int, 'permanent', 50 + 25 * (p.id %% 3)::int,
    begins, CASE WHEN begins + 730 < %(today)s::date THEN begins + 730 END,
    CASE WHEN p.id %% 8 = 0 THEN begins + 730 END, CASE WHEN p.id %% 12 = 0 THEN begins + 550 END,
    CASE WHEN begins + 730 < %(today)s::date THEN 'ended' ELSE 'active' END,
    CASE WHEN begins + 730 < %(today)s::date THEN 'term' ELSE '' END, '', %(now)s
FROM training_participation p
JOIN programs_cohort cohort ON cohort.id = p.cohort_id
CROSS JOIN LATERAL (SELECT cohort.ends_on + 10 AS begins) dated
JOIN placements_workplace workplace ON workplace.id = 1 + p.id %% greatest(%(people)s / 10, 1)
WHERE p.status = 'certified' AND p.id %% 2 = 0 AND begins <= %(today)s::date;

INSERT INTO directory_personaccess (person_id, user_id, organisation_id, role, because, since, until)
SELECT person_id, supervisor_id, host_id, 'supervisor', 'placements.placement:' || id, starts_on::timestamptz,
    ends_on::timestamptz
FROM placements_placement
UNION ALL
SELECT person_id, manager_id, owner_id, 'unit_manager', 'placements.placement:' || p.id, starts_on::timestamptz,
    ends_on::timestamptz
FROM placements_placement p JOIN placements_workplace w ON w.id = workplace_id WHERE manager_id IS NOT NULL;

-- name: wishes
-- every tenth of those who wait says what they wish for, and every twentieth workplace that it wants somebody
INSERT INTO placements_workwish (person_id, kinds, not_kinds, municipality_id, km, percent_least, percent_most, until,
    written_by_id, written_at)
SELECT DISTINCT ON (p.person_id) p.person_id, CASE p.id %% 4 WHEN 0 THEN '{housing_support}'::varchar[] ELSE '{}' END, '{}',
    (SELECT min(code) FROM directory_municipality place WHERE place.county_id = host.county_id),
    CASE p.id %% 3 WHEN 0 THEN 100 END, 50, 100, %(today)s::date + 100, 1, %(now)s
FROM training_participation p JOIN directory_organisation host ON host.id = p.host_id
WHERE p.status = 'certified' AND p.id %% 20 = 1;

INSERT INTO placements_opening (workplace_id, places, percent_least, percent_most, said_by_id, said_at)
SELECT id, 1 + id %% 2, 50, 100, 1, %(now)s FROM placements_workplace WHERE id %% 20 = 0;

-- name: introductions
INSERT INTO placements_introduction (person_id, host_id, workplace_id, status, proposed_by_id, proposed_at)
SELECT DISTINCT ON (wish.person_id) wish.person_id, registered.host_id, unit.id, 'open', 1, %(now)s
FROM placements_workwish wish JOIN directory_registration registered USING (person_id)
JOIN placements_workplace unit ON unit.host_id = registered.host_id JOIN placements_opening ON workplace_id = unit.id
ORDER BY wish.person_id, unit.id;

-- name: meetings
INSERT INTO placements_meeting (cohort_id, begins_at, minutes, place, planned_by_id, planned_at)
SELECT id, ends_on::timestamptz, 10, 'Folkets hus', 1, %(now)s FROM programs_cohort WHERE status = 'completed';

INSERT INTO placements_meetingplace (meeting_id, workplace_id)
SELECT meeting.id, unit.id FROM placements_meeting meeting JOIN programs_cohort cohort ON cohort.id = cohort_id
CROSS JOIN LATERAL (SELECT id FROM placements_workplace WHERE host_id = cohort.host_id ORDER BY id LIMIT 5) unit;

INSERT INTO placements_meetingpair (place_id, participation_id)
SELECT place.id, p.id FROM placements_meetingplace place JOIN placements_meeting meeting ON meeting.id = meeting_id
JOIN training_participation p USING (cohort_id) WHERE (p.id + place.id) %% 3 = 0;

-- name: supervision
-- days after the start when a session was held: weekly, every second week, monthly, every second month
CREATE TEMPORARY TABLE rhythm ON COMMIT DROP AS
SELECT day FROM (
    SELECT generate_series(7, 28, 7) AS day UNION ALL SELECT generate_series(42, 84, 14)
    UNION ALL SELECT generate_series(114, 354, 30) UNION ALL SELECT generate_series(414, 714, 60)
) days;

INSERT INTO placements_supervisionsession (placement_id, held_on, form, minutes, themes, mood, logged_by_id, logged_at)
SELECT placement.id, starts_on + day, CASE day %% 4 WHEN 0 THEN 'video' ELSE 'in_person' END, 60,
    CASE day %% 3 WHEN 0 THEN '{role}'::text[] ELSE '{team,recovery}'::text[] END,
    CASE WHEN (placement.id + day) %% 17 = 0 THEN 'so_so' ELSE 'good' END, supervisor_id, (starts_on + day)::timestamptz
FROM placements_placement placement, rhythm
WHERE starts_on + day <= least(%(today)s::date, coalesce(ends_on, 'infinity'::date)) - CASE WHEN placement.id %% 33 = 0 THEN 70 ELSE 0 END;

-- the next date after the last session that was held; about three in a hundred are late
INSERT INTO placements_supervisionplan (placement_id, phases, check_in_weeks, next_due_on, next_alone_on, late_on)
SELECT id, '[[4, 7, 14, null], [12, 14, 14, null], [52, 30, 35, null], [null, 60, 60, null]]', '{}', due_on, due_on,
    due_on + CASE WHEN id %% 33 = 0 THEN 1 ELSE 6 END
FROM placements_placement p, LATERAL (SELECT CASE WHEN status = 'active' THEN greatest(
        starts_on + (SELECT min(day) FROM rhythm WHERE starts_on + day > %(today)s::date - CASE WHEN p.id %% 33 = 0 THEN 70 ELSE 0 END),
        CASE WHEN id %% 33 = 0 THEN NULL ELSE %(today)s::date + 1 END) END AS due_on) planned;

-- name: follow-ups
INSERT INTO placements_followup (placement_id, months, due_on, held_on, held_by_id)
SELECT id, months, due_on, CASE WHEN due_on < %(today)s::date - 14 THEN due_on END,
    CASE WHEN due_on < %(today)s::date - 14 THEN supervisor_id END
FROM placements_placement, unnest(ARRAY[1, 3, 6, 12]) months,
LATERAL (SELECT (starts_on + months * interval '1 month')::date AS due_on) dated;

-- name: education
INSERT INTO placements_education (host_id, for_everybody, kind, title, description, place, starts_at, ends_at, hours,
    capacity, status)
SELECT 2 + n %% 21, n %% 10 = 0, CASE n %% 3 WHEN 0 THEN 'network' ELSE 'course' END, 'Fortbildning ' || n, '', 'Lokalen',
    begins, begins + interval '3 hours', 6, CASE n %% 2 WHEN 0 THEN 12 END, 'open'
FROM generate_series(1, greatest(%(people)s / 200, 60)) n,
LATERAL (SELECT %(today)s::date + 1 + n %% 90 + time '13:00' AS begins) dated;

INSERT INTO placements_signup (education_id, person_id, host_id, status, signed_up_at)
SELECT education.id, going.person_id, going.host_id, 'placed', %(now)s
FROM placements_education education CROSS JOIN LATERAL (
    SELECT DISTINCT person_id, host_id FROM training_participation
    WHERE host_id = education.host_id AND status = 'certified' ORDER BY person_id LIMIT 12
) going;

-- name: letters
INSERT INTO letters_letter (key, kind, subject_id, user_id, address, language, "values", state, created_at, not_before,
    expires_at, attempts, sent_at, error_class)
SELECT 'scale_session:' || id, 'supervision_soon', placement_id, logged_by_id, '', 'sv', '{}', 'sent', logged_at, logged_at,
    logged_at + interval '3 days', 1, logged_at, ''
FROM placements_supervisionsession WHERE id %% 3 = 0;

-- name: history
INSERT INTO audit_statuschange (subject, was, became, by_id, at)
SELECT 'programs.order:' || id, 'sent', 'confirmed', 1, placed_at FROM programs_order WHERE status = 'confirmed'
UNION ALL
SELECT 'training.participation:' || id, 'admitted', 'certified', 1, admitted_at + interval '60 days'
FROM training_participation WHERE status = 'certified';

-- name: sequences
-- what is added from here on takes its ids from them
DO $$
DECLARE sequence record;
BEGIN
    FOR sequence IN
        SELECT c.oid::regclass AS table_name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id' AND a.attidentity <> ''
        WHERE n.nspname = 'public' AND c.relkind = 'r'
    LOOP
        EXECUTE format('SELECT setval(pg_get_serial_sequence(%%L, ''id''), coalesce(max(id), 1)) FROM %%s',
            sequence.table_name, sequence.table_name);
    END LOOP;
END
$$;

-- name: in line
-- two orders wait for each open cohort; its last two places are offered to the first of them. Each region also has staff
-- training in its orders, and each orderer of a municipality has begun an order.
INSERT INTO programs_order (number, programme_id, orderer_id, placed_by_id, placed_at, reference, reference_later,
    order_reference, contract_reference, invoicing_object, decision, contact_name, contact_email, contact_phone, status)
SELECT 'B-' || extract(year FROM %(today)s::date)::int || '-9' || id || part, 1, 201 + (id + part) %% 290, 1,
    %(now)s::timestamptz - interval '1 day' * part, 'Ref ' || id, false, '', '', '', '', '', '', '', 'sent'
FROM programs_cohort, generate_series(1, 2) part WHERE status = 'open';

INSERT INTO programs_orderline (order_id, cohort_id, county_id, track, quantity, unit_price, buyer_reference, priority_reason, status, at_least)
SELECT o.id, cohort.id, cohort.county_id, cohort.track, 2, 68000, '', '', 'waiting', 1
FROM programs_order o LEFT JOIN programs_orderline line ON line.order_id = o.id
JOIN programs_cohort cohort ON cohort.id = substr(o.reference, 5)::int WHERE line.id IS NULL;

INSERT INTO programs_offer (line_id, cohort_id, seats, ends_at, offered_at, status)
SELECT min(id), cohort_id, 2, %(now)s::timestamptz + interval '3 days', %(now)s, 'open'
FROM programs_orderline WHERE status = 'waiting' GROUP BY cohort_id;

INSERT INTO programs_seatentry (cohort_id, line_id, offer_id, count, was, became, why, at)
SELECT cohort_id, line_id, id, seats, '', 'offered', 'offered', offered_at FROM programs_offer;

INSERT INTO programs_orderline (order_id, kind, cohort_id, county_id, track, quantity, unit_price, buyer_reference, priority_reason, status)
SELECT order_id, 'staff', cohort_id, county_id, track, 1, 18000, '', '', 'ordered' FROM programs_orderline WHERE quantity = 10;

INSERT INTO programs_order (programme_id, orderer_id, placed_by_id, placed_at, reference, reference_later, order_reference,
    contract_reference, invoicing_object, decision, contact_name, contact_email, contact_phone, status)
SELECT 1, 201 + row_number() OVER (ORDER BY id) - 1, 200 + row_number() OVER (ORDER BY id), %(now)s, 'Ref', false, '', '', '', '',
    '', '', '', 'draft'
FROM programs_cohort WHERE status = 'open' LIMIT 290;

INSERT INTO programs_orderline (order_id, cohort_id, county_id, track, quantity, unit_price, buyer_reference, priority_reason, status)
SELECT o.id, cohort.id, cohort.county_id, cohort.track, 2, 68000, '', '', 'draft'
FROM programs_order o, (SELECT * FROM programs_cohort WHERE status = 'open' ORDER BY id DESC LIMIT 1) cohort
WHERE o.status = 'draft';

-- name: money
INSERT INTO programs_agreement (number, kind, programme_id, orderer_id, host_id, valid_from, valid_until, ceiling_seats,
    ceiling_amount, status)
SELECT 'A-' || k, 'direct', 1, 101 + k %% 21, 2 + k %% 21, %(today)s::date - 300, %(today)s::date + 20 + k %% 200, 500, 20000000,
    CASE k %% 9 WHEN 0 THEN 'draft' ELSE 'active' END
FROM generate_series(1, greatest(%(people)s / 100, 63)) k;

UPDATE programs_order o SET agreement_id = a.first
FROM (SELECT orderer_id, min(id) AS first FROM programs_agreement WHERE status = 'active' GROUP BY orderer_id) a
WHERE a.orderer_id = o.orderer_id AND o.status <> 'draft';

INSERT INTO programs_fundingsource (programme_id, kind, funder, granted_on, registry_number, valid_from, valid_until, amount,
    target_seats)
SELECT 1, 'grant', 'Bidragsgivare ' || k, %(today)s::date - 30, '', %(today)s::date - 30, %(today)s::date + 300, 800000, 12
FROM generate_series(1, greatest(%(people)s / 200, 60)) k;

INSERT INTO programs_pricelist (programme_id, host_id, year, changed_at, changed_by_id)
SELECT 1, host, year, %(now)s, 1
FROM (SELECT NULL::bigint AS host UNION ALL SELECT id FROM directory_organisation WHERE is_host AND county_id IS NOT NULL) hosts,
    generate_series(extract(year FROM %(today)s::date)::int - 2, extract(year FROM %(today)s::date)::int + 1) year;

INSERT INTO programs_price (price_list_id, kind, unit_price, vat)
SELECT id, kind, price, 'E' FROM programs_pricelist,
    (VALUES ('seats', 68000), ('staff', 18000), ('supervision', 2400), ('education', 3200)) listed (kind, price);

-- a basis for each order of a completed cohort, those of the last quarter still open
INSERT INTO programs_invoicebasis (number, host_id, payer_id, buyer_reference, order_reference, contract_reference,
    invoicing_object, status, made_by_id, made_at)
SELECT 'F-' || substr(o.number, 3), cohort.host_id, o.orderer_id, o.reference || ' ' || o.id, '', '', '', 'open', 1,
    cohort.ends_on::timestamptz
FROM programs_order o JOIN programs_orderline line ON line.order_id = o.id AND line.kind = 'seats'
JOIN programs_cohort cohort ON cohort.id = line.cohort_id WHERE cohort.status = 'completed';

INSERT INTO programs_charge (line_id, seat_id, occasion, host_id, payer_id, quantity, unit_price, vat, delivered_on, basis_id,
    recorded_by_id, recorded_at, credited)
SELECT seat.line_id, seat.id, '', basis.host_id, basis.payer_id, 1, 68000, 'E', basis.made_at::date, basis.id, 1, basis.made_at, false
FROM programs_seat seat JOIN programs_orderline line ON line.id = seat.line_id
JOIN programs_order o ON o.id = line.order_id
JOIN programs_invoicebasis basis ON basis.number = 'F-' || substr(o.number, 3);

UPDATE programs_invoicebasis SET status = 'locked', locked_by_id = 1, locked_at = made_at, document = '{}'
WHERE made_at < %(today)s::date - 90;

-- name: reports
-- of each group, a quarter's answers after one, three, six and twelve months: of twelve quarters, each of 360 who answered
INSERT INTO placements_report (id, question_set_id, months, first_on, last_on, frozen_on)
SELECT row_number() OVER (), asked.id, months, begins, begins + interval '3 months' - interval '1 day',
    begins + interval '4 months'
FROM placements_questionset asked, unnest(ARRAY[1, 3, 6, 12]) months, (
    SELECT date_trunc('quarter', %(today)s::date)::date - make_interval(months => 3 * back) AS begins
    FROM generate_series(2, 13) back) quarters
WHERE asked.status = 'published';

INSERT INTO placements_reportrow (id, report_id, dimension, value, answered, silent)
SELECT row_number() OVER (), report.id, dimension, value, answered,
    CASE WHEN (report.id + length(value)) %% 5 > 0 THEN 5 + answered / 4 END
FROM placements_report report, (
    SELECT 'all' AS dimension, '' AS value, 360 AS answered
    UNION ALL SELECT 'county', code, 16 FROM directory_county
    UNION ALL SELECT 'county', 'rest', 24
    UNION ALL SELECT 'kind', kind, 60
    FROM unnest(ARRAY['inpatient_care', 'outpatient_clinic', 'community_mental_health', 'housing_support', 'other', 'rest'])
        kind) parts;

INSERT INTO placements_reportanswer (row_id, question_id, agree, other)
SELECT part.id, question.id, CASE WHEN may_show THEN answered - 5 - answered / 4 END, CASE WHEN may_show THEN 5 + answered / 4 END
FROM placements_reportrow part JOIN placements_report report ON report.id = part.report_id
JOIN placements_surveyquestion question ON question.question_set_id = report.question_set_id,
    LATERAL (SELECT dimension = 'all' OR (part.id + question.id) %% 3 > 0 AS may_show) shown
WHERE answered - 5 - answered / 4 >= 5;

INSERT INTO placements_surveywords (question_set_id, months, quarter, report_id, text)
SELECT question_set_id, months, first_on, id, 'Det gör skillnad att någon vet hur det är, ord ' || n
FROM placements_report, generate_series(1, 4) n;

INSERT INTO placements_stayreport (id, first_on, last_on, frozen_on)
SELECT year, make_date(year, 1, 1), make_date(year, 12, 31), make_date(year + 2, 2, 1)
FROM generate_series(EXTRACT(year FROM %(today)s::date)::int - 8, EXTRACT(year FROM %(today)s::date)::int - 3) year;

INSERT INTO placements_stayrow (report_id, dimension, value, months, there, "left")
SELECT id, 'all', '', months, 400 - 10 * months, 10 * months FROM placements_stayreport, unnest(ARRAY[3, 6, 9, 12]) months
UNION ALL SELECT stay.id, 'county', code, 12, 15, 5 FROM placements_stayreport stay, directory_county;

INSERT INTO placements_researchrequest (institution, title, decision_number, approved_on, variables, first_on, last_on,
    keep_until, status, asked_by_id, asked_at)
SELECT 'Lärosäte ' || n, 'Projekt ' || n, '2026-' || lpad(n::text, 5, '0') || '-01', %(today)s::date - 90,
    ARRAY['county', 'days'], %(today)s::date - 1000, %(today)s::date, %(today)s::date + 3000, 'waiting',
    (SELECT min(id) FROM accounts_user), %(today)s::date - 30
FROM generate_series(1, 120) n;
