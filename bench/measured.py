"""The pages that bench/pages.py measures, who opens them, and which lists lead to those that show one row."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """``main``: the floor runs the statements that read from these tables first of all.

    For a list those are the statements that make its rows, and their count; what stands beside the list isn't among
    them. None takes every statement, for pages without a list in the middle: a cohort, a person, search, and Today,
    whose floor is the sum of its rules' SQL.
    """

    name: str
    path: str  # {cohort} and the like stand for an address that another page leads to: FOUND_IN
    main: tuple[str, ...] | None
    user: int = 1
    target: str = "ratio"
    most_queries: int = 12
    pager: bool = False  # the small country has no more than one page of it, and so needs no count


ORDERER = 201
PAGES = (
    Page("today", "/", None),
    Page("today-supervisor", "/", None, user=10001),
    Page("today-orderer", "/", None, user=ORDERER),
    Page("cohorts", "/utbildningar/", ("programs_cohort",)),
    Page("cohort", "{cohort}", None),
    Page("cohort-seats", "{open_cohort}platser/", None),
    Page("applications", "{open_cohort}ansokningar/", ("training_application",)),
    Page("assessors", "{open_cohort}antagning/", None),
    Page("interview-times", "{open_cohort}intervjuer/", None),
    Page("participants", "{cohort}deltagare/", None),
    Page("participation", "{participation}", None),
    Page("pause", "{participation}paus/", None),
    Page("evaluations", "{completed_cohort}utvardering/", None),
    Page("schedule", "{cohort}schema/", None),
    Page("attendance-day", "{day}", None),
    Page("certificates", "{completed_cohort}intyg/", None),
    Page("certificate", "{certificate}", None),
    Page("certificate-reissue", "{certificate}nytt-papper/", None),
    Page("certificate-revoke", "{certificate}aterkalla/", None),
    Page("modules", "{programme}moduler/", None),
    Page("material", "{module}material/", None),
    Page("evaluation-questions", "{programme}utvardering/", None),
    Page("seat-ledger", "{cohort}platser/bok/", ("programs_seatentry",)),
    Page("orders", "/bestallningar/", ("programs_order", "programs_orderline")),
    Page("orders-orderer", "/bestallningar/", ("programs_order", "programs_orderline"), user=ORDERER),
    Page("order", "{order}", None),
    # what happened to it is kept in four tables, and why it has no seats in three
    Page("order-in-line", "{order_in_line}", None, most_queries=17),
    Page("order-change", "{order}andra/", None),
    Page("order-cancel", "{order}avboka/", None),
    Page("order-receipt", "{receipt}", None),
    Page("line-priority", "{line}", None),
    Page("order-where", "/bestall/", ("programs_cohort",), user=ORDERER, pager=True),
    Page("order-new", "{where}", None, user=ORDERER),
    Page("order-next", "/bestall/nasta/", None, user=ORDERER),
    Page("order-seats", "{draft}antal/", None, user=ORDERER),
    Page("order-extras", "{draft}mer/", None, user=ORDERER),
    Page("order-payer", "{draft}betalare/", None, user=ORDERER),
    Page("order-send", "{draft}skicka/", None, user=ORDERER),
    Page("agreements", "/avtal/", ("programs_agreement",)),
    Page("agreement", "{agreement}", None),
    Page("agreement-orders", "{agreement}bestallningar/", None),
    Page("bases", "/underlag/", ("programs_invoicebasis",)),
    Page("basis", "{basis}", None),
    Page("funding", "/finansiering/", ("programs_fundingsource",)),
    Page("funding-source", "{source}", None),
    Page("programmes", "/program/", ("programs_programme",)),
    Page("programme", "{programme}", None),
    Page("prices", "{programme}priser/", ("programs_pricelist", "programs_price")),
    Page("people", "/deltagare/", ("directory_person", "training_participation", "placements_placement")),
    Page("person", "{person}", None),
    Page("workplaces", "/arbetsplatser/", ("placements_workplace",)),
    Page("matching", "/matchning/", ("placements_workwish", "placements_opening")),
    Page("meeting", "{meeting}", None),
    Page("introductions", "/matchning/forslag/", ("placements_introduction",)),
    Page("match-person", "{match_person}", None),
    Page("match-workplace", "{match_workplace}", None),
    Page("placements", "/placeringar/", ("placements_placement",)),
    Page("supervision", "/handledning/", ("placements_supervisionplan",)),
    Page("follow-ups", "/uppfoljning/", ("placements_followup",)),
    Page("education", "/fortbildning/", ("placements_education",)),
    # 100 000 answers, of which reports are the sums
    # what was answered, what was added and how long people stay are published apart from each other
    Page("outcomes", "/resultat/?grupp=staff", None, most_queries=14),
    Page("outcomes-county", "/resultat/?grupp=staff&del=county:01", None, most_queries=14),
    Page("outcomes-orderer", "/resultat/?grupp=staff", None, user=ORDERER, most_queries=14),
    Page("retention", "/resultat/kvar-i-arbete/", None),
    Page("research", "/forskning/", None),
    Page("survey-words", "/resultat/ord/", None),
    Page("organisations", "/organisationer/", ("directory_organisation",)),
    Page("organisation", "{organisation}", None),
    Page("contacts", "/kontakter/", ("directory_contact",)),
    Page("letters", "/brev/", ("letters_letter",)),
    Page("search", "/sok/?q=lindqvist", None, target="search"),
)
FOUND_IN = {
    "cohort": ("/utbildningar/?status=running", r"/utbildningar/\d+/"),
    "open_cohort": ("/utbildningar/?status=open", r"/utbildningar/\d+/"),
    "completed_cohort": ("/utbildningar/?status=completed", r"/utbildningar/\d+/"),
    "day": ("{cohort}", r"/utbildningar/\d+/narvaro/[^/]+/"),
    "participation": ("{cohort}deltagare/", r"/deltaganden/\d+/"),
    "module": ("{programme}moduler/", r"/program/\d+/moduler/\d+/"),
    "certificate": ("{completed_cohort}intyg/", r"/intyg/C-[^/]+/"),
    "order": ("/bestallningar/?status=confirmed", r"/bestallningar/B-[^/]+/"),
    "order_in_line": ("/bestallningar/?status=waiting", r"/bestallningar/B-[^/]+/"),
    "where": ("/bestall/", r"/bestall/\d+/"),
    "draft": ("/bestallningar/", r"/bestall/utkast/\d+/"),
    "agreement": ("/avtal/", r"/avtal/\d+/"),
    "basis": ("/underlag/?status=open", r"/underlag/F-[^/]+/"),
    "source": ("/finansiering/", r"/finansiering/\d+/"),
    "programme": ("/program/", r"/program/\d+/"),
    "organisation": ("/organisationer/?q=Region", r"/organisationer/\d+/"),
    "meeting": ("{completed_cohort}", r"/moten/\d+/"),
    "match_person": ("/matchning/", r"/matchning/deltagare/\d+/"),
    "match_workplace": ("/matchning/", r"/matchning/arbetsplatser/\d+/"),
    "person": ("/deltagare/", r"/deltagare/\d+/"),
}
