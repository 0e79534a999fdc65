from django.urls import include, path

from programs.views import (
    agreements,
    answering,
    bases,
    cancelling,
    changing,
    documents,
    files,
    funding,
    guidelines,
    holds,
    offers,
    ordering,
    orders,
    prices,
    programmes,
    receipts,
    seats,
    statements,
)

app_name = "programs"

one_programme = [
    path("", programmes.programme, name="programme"),
    path("andra/", programmes.programme_edit, name="programme_edit"),
    path("riktlinjer/", guidelines.guidelines, name="guidelines"),
    path("riktlinjer/ny/", guidelines.guidelines_new, name="guidelines_new"),
    path("priser/", prices.prices, name="prices"),
    path("priser/<int:year>/", prices.prices_edit, name="prices_edit"),
]
one_order = [
    path("", orders.order, name="order"),
    path("kvitto.pdf", receipts.order_receipt_pdf, name="order_receipt_pdf"),
    path("andra/", changing.order_edit, name="order_edit"),
    path("diarienummer/", changing.order_case_number, name="order_case_number"),
    path("rader/<int:pk>/antal/", changing.line_quantity, name="line_quantity"),
    path("rader/<int:pk>/avboka/", changing.line_cancel, name="line_cancel"),
    path("rader/<int:pk>/dela/", changing.line_split, name="line_split"),
    path("filer/ny/", files.order_file_new, name="order_file_new"),
    path("filer/<int:pk>/", files.order_file, name="order_file"),
    path("filer/<int:pk>/ta-bort/", files.order_file_remove, name="order_file_remove"),
    path("bekrafta/", answering.order_confirm, name="order_confirm"),
    path("avboj/", answering.order_decline, name="order_decline"),
    path("avsluta/", answering.order_close, name="order_close"),
    path("avboka/", cancelling.order_cancel, name="order_cancel"),
    path("angra/", cancelling.order_undo, name="order_undo"),
    path("sank-kostnaden/", cancelling.order_fee, name="order_fee"),
    path("behall/", holds.order_keep, name="order_keep"),
    path("hall/", holds.order_hold, name="order_hold"),
    path("flytta/<int:pk>/", holds.order_transfer, name="order_transfer"),
    path("placera/<int:pk>/", answering.order_place_line, name="order_place_line"),
    path("svara/<int:pk>/", offers.offer_answer, name="offer_answer"),
    path("ta-tillbaka/<int:pk>/", offers.offer_withdraw, name="offer_withdraw"),
    path("erbjud/<int:pk>/", offers.line_offer, name="line_offer"),
    path("prioritet/<int:pk>/", offers.line_priority, name="line_priority"),
    path("minsta-antal/<int:pk>/", offers.line_at_least, name="line_at_least"),
]
one_draft = [
    path("antal/", ordering.draft_seats, name="draft_seats"),
    path("mer/", ordering.draft_extras, name="draft_extras"),
    path("betalare/", ordering.draft_payer, name="draft_payer"),
    path("skicka/", ordering.draft_send, name="draft_send"),
    path("slang/", ordering.draft_discard, name="draft_discard"),
]
placing = [
    path("", ordering.order_cohorts, name="order_cohorts"),
    path("nasta/", ordering.order_next, name="order_next"),
    path("utkast/<int:pk>/", include(one_draft)),
    path("klart/<str:number>/", receipts.order_receipt, name="order_receipt"),
    path("<int:pk>/", ordering.order_new, name="order_new"),
]
one_agreement = [
    path("", agreements.agreement, name="agreement"),
    path("andra/", agreements.agreement_edit, name="agreement_edit"),
    path("gor-gallande/", agreements.agreement_activate, name="agreement_activate"),
    path("forlang/", agreements.agreement_extend, name="agreement_extend"),
    path("bestallningar/", agreements.agreement_orders, name="agreement_orders"),
    path("for-over/", agreements.agreement_roll_over, name="agreement_roll_over"),
    path("avsluta/", agreements.agreement_end, name="agreement_end"),
]
one_funding_source = [
    path("", funding.funding_source, name="funding_source"),
    path("andra/", funding.funding_edit, name="funding_edit"),
]
one_basis = [
    path("", bases.basis, name="basis"),
    path("referenser/", bases.basis_references, name="basis_references"),
    path("las/", bases.basis_lock, name="basis_lock"),
    path("kreditera/", bases.basis_credit, name="basis_credit"),
    path("pdf/", bases.basis_pdf, name="basis_pdf"),
    path("excel/", bases.basis_xlsx, name="basis_xlsx"),
    path("xml/", bases.basis_xml, name="basis_xml"),
]
one_quarter = [
    path("", statements.statement, name="statement"),
    path("pdf/", statements.statement_pdf, name="statement_pdf"),
    path("excel/", statements.statement_xlsx, name="statement_xlsx"),
]
one_quarter_of_an_organisation = [
    path("", statements.organisation_statement, name="organisation_statement"),
    path("pdf/", statements.organisation_statement_pdf, name="organisation_statement_pdf"),
    path("excel/", statements.organisation_statement_xlsx, name="organisation_statement_xlsx"),
]
urlpatterns = [
    path("program/", programmes.programmes, name="programmes"),
    path("program/ny/", programmes.programme_new, name="programme_new"),
    path("program/<int:pk>/", include(one_programme)),
    path("avtal/", agreements.agreements, name="agreements"),
    path("avtal/ny/", agreements.agreement_new, name="agreement_new"),
    path("avtal/<int:pk>/", include(one_agreement)),
    path("finansiering/", funding.funding, name="funding"),
    path("finansiering/ny/", funding.funding_new, name="funding_new"),
    path("finansiering/<int:pk>/", include(one_funding_source)),
    path("bestallningar/", orders.orders, name="orders"),
    path("bestallningar/<str:number>/", include(one_order)),
    path("bestall/", include(placing)),
    path("underlag/", bases.bases, name="bases"),
    path("underlag/samla/", bases.bases_collect, name="bases_collect"),
    path("underlag/<str:number>/", include(one_basis)),
    path("dokument/", documents.documents, name="documents"),
    path("platser/", seats.seats, name="seats"),
    path("kvartal/", statements.statements, name="statements"),
    path("kvartal/<int:year>/<int:quarter>/", include(one_quarter)),
    path("organisationer/<int:pk>/kvartal/<int:year>/<int:quarter>/", include(one_quarter_of_an_organisation)),
    path("erbjudande/<str:token>/", offers.offer, name="offer"),  # stands in letters: it never changes
]
