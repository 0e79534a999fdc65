"""An organisation goes up in another: its open orders, agreements and promised places follow."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from peersupport.directory.models import Organisation
from peersupport.shared.refusals import Refused
from programs.models import Agreement, Cohort, Contingent, Order, OrderLine


def move(old: Organisation, new: Organisation) -> None:
    """Called in the transaction of the merge. What is over stays with ``old``. Raises Refused.

    What was delivered until now stays charged to ``old``, for charges are never changed; the new one reads its bases.
    """
    orders = Order.objects.exclude(status__in=Order.OVER)
    OrderLine.objects.filter(order__in=orders, cost_bearer=old).update(cost_bearer=new)
    orders.filter(payer=old).update(payer=new)
    orders.filter(orderer=old).update(orderer=new)
    agreements = Agreement.objects.filter(orderer=old).exclude(status=Agreement.Status.ENDED)
    words = _("Both have an agreement of the same number. Change one of the numbers first.")
    _follow(agreements, "agreement_number_once", words, orderer=new)
    promised = Contingent.objects.filter(organisation=old).exclude(cohort__status__in=Cohort.OVER)
    words = _("Both are promised places in the same cohort. Let one of the promises go first.")
    _follow(promised, "one_contingent_per_organisation", words, organisation=new)


def _follow(rows: QuerySet, unique: str, words: str, **to: Organisation) -> None:
    try:
        with transaction.atomic():
            rows.update(**to)
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != unique:
            raise
        raise Refused(words, field="into") from None
