"""Files of an order: attached, fetched, taken away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.access import requires
from peersupport.accounts.permissions import Permission
from peersupport.shared.views import confirm, made, refusals_as_messages, to_save
from programs.actions import files as actions
from programs.forms.files import AttachFile
from programs.models import Order, OrderFile
from programs.views.changing import change_page


@requires(Permission.ORDER_PLACE)
def order_file_new(request: HttpRequest, number: str) -> HttpResponse:
    """Attach a signed agreement or a decision."""
    takes = Order.objects.managed_by(request.membership).filter(status__in=actions.TAKES_FILES)
    order = get_object_or_404(takes, number=number)
    form = AttachFile(request.POST, request.FILES) if request.method == "POST" else AttachFile()
    who = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and made(form, actions.attach, order=order, **who, **form.values()):
        messages.success(request, _("The file is attached."))
        return redirect("programs:order", number=number)
    return change_page(request, order, form, title=_("Attach a file"), lead="")


@requires(Permission.ORDER_SEE)
def order_file(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The file itself. No cache keeps it (middleware)."""
    file = get_object_or_404(OrderFile.objects.visible_to(request.membership), order__number=number, pk=pk)
    return to_save(bytes(file.content), media_type=file.media_type, name=file.name)


@requires(Permission.ORDER_PLACE)
def order_file_remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a file away: a coordinator any, an orderer what they attached themselves."""
    seen = OrderFile.objects.visible_to(request.membership).listed()
    if not request.membership.may(Permission.ORDER_DECIDE):
        seen = seen.filter(uploaded_by=request.user)
    file = get_object_or_404(seen, order__number=number, pk=pk)
    back = reverse("programs:order", args=[number])
    if request.method == "POST":
        with refusals_as_messages(request):
            actions.remove(file=file, by=request.user, at=timezone.now())
            messages.success(request, _("The file is taken away."))
        return redirect(back)
    return confirm(
        request,
        title=_("Take the file away?"),
        text=_("%(name)s is deleted for good. That it was attached and taken away stays in the order's history.")
        % {"name": file.name},
        submit=_("Take the file away"),
        back=back,
    )
