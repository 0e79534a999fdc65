"""The programme's own questions to the four groups: our own words, nothing about health, in both languages."""

import datetime as dt

from django.db import migrations

ABOUT = {
    "name": "Programmets egna frågor",
    "rights_holder": "NSPH",
    "licence": "own",
    "may_be_exported": True,
    "status": "published",
    "published_on": dt.date(2026, 11, 28),
}
POINTS, YES_NO = "points", "yes_no"
QUESTIONS = {
    "users": (
        (
            POINTS,
            "Jag har fått prata med peer supportern när jag har velat",
            "I have been able to talk with the peer supporter when I wanted to",
        ),
        (POINTS, "Jag känner mig lyssnad på", "I feel listened to"),
        (POINTS, "Jag har fått mer hopp", "I have more hope"),
        (POINTS, "Jag känner mindre skam", "I feel less shame"),
        (POINTS, "Jag förstår bättre vilket stöd jag kan få", "I understand better what support I can get"),
        (
            POINTS,
            "Med peer supportern är det lättare att ta upp sådant som jag inte tar upp med annan personal",
            "With the peer supporter it is easier to bring up what I don't bring up with other staff",
        ),
    ),
    "staff": (
        (POINTS, "Jag vet vad peer supporterns uppdrag är", "I know what the peer supporter's task is"),
        (
            YES_NO,
            "Jag har varit med på någon av träffarna om peer support",
            "I have been to one of the sessions about peer support",
        ),
        (POINTS, "Vi pratar mer om återhämtning än förut", "We talk more about recovery than before"),
        (
            POINTS,
            "Peer supporterns kunskap kommer till användning hos oss",
            "The peer supporter's knowledge is put to use with us",
        ),
        (POINTS, "Jag är orolig för att rollerna är otydliga", "I worry that the roles are unclear"),
        (POINTS, "Jag är orolig för sekretessen", "I worry about confidentiality"),
        (POINTS, "Jag är orolig för hur arbetet fördelas", "I worry about how the work is shared out"),
    ),
    "managers": (
        (YES_NO, "Det finns en skriven uppdragsbeskrivning", "There is a written role description"),
        (YES_NO, "Handledningen ryms inom arbetstiden", "Supervision fits within paid hours"),
        (YES_NO, "Finansieringen är säkrad minst ett år framåt", "Funding is secured for at least a year ahead"),
        (
            POINTS,
            "Peer support har gjort skillnad för dem vi är till för",
            "Peer support has made a difference to those we are here for",
        ),
        (
            POINTS,
            "Jag skulle råda andra enheter att anställa en peer supporter",
            "I would advise other units to employ a peer supporter",
        ),
    ),
    "peers": (
        (POINTS, "Min roll är tydlig", "My role is clear"),
        (POINTS, "Jag är en del av arbetsgruppen", "I am a part of the team"),
        (POINTS, "Jag får använda min erfarenhet", "I get to use my experience"),
        (POINTS, "Handledningen räcker", "The supervision is enough"),
        (POINTS, "Jag orkar med arbetet", "I have the energy for the work"),
        (POINTS, "Jag tänker stanna minst ett år till", "I mean to stay for at least another year"),
        (
            YES_NO,
            "Jag har blivit bemött nedvärderande på arbetet",
            "I have been treated in a degrading way at work",
        ),
    ),
}


def ship(apps, _schema_editor):
    sets, asked = (apps.get_model("placements", name).objects for name in ("QuestionSet", "SurveyQuestion"))
    for group, questions in QUESTIONS.items():
        made = sets.create(group=group, edition=1, **ABOUT)
        asked.bulk_create(
            asked.model(question_set=made, position=position, kind=kind, text=text, text_en=text_en)
            for position, (kind, text, text_en) in enumerate(questions, 1)
        )


def take_back(apps, _schema_editor):
    apps.get_model("placements", "QuestionSet").objects.filter(edition=1).delete()


class Migration(migrations.Migration):
    dependencies = [("placements", "0005_question_sets")]

    operations = [migrations.RunPython(ship, take_back)]
