"""Digital badges (Open Badges 3.0): the holder's file, and the public documents that whoever checks it reads."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control

from peersupport.accounts.access import public, requires
from peersupport.accounts.permissions import Permission
from peersupport.directory.models import Organisation
from peersupport.shared import signing
from peersupport.shared.limits import too_often
from peersupport.shared.refusals import Refused
from programs.models import Programme
from training.actions import badges as actions
from training.models import Certificate
from training.selectors import badge

READS_PER_MINUTE = 120
TOO_MANY_REQUESTS = 429
JSON_LD, KEYS, KEY, JWT = (
    "application/ld+json",
    "application/jwk-set+json",
    "application/jwk+json",
    "application/vc+jwt",
)


@requires(Permission.CERTIFICATE_SEE)
def certificate_badge(request: HttpRequest, number: str) -> HttpResponse:
    """The signed badge, to be put into a wallet."""
    there_are_badges()
    papers = badge.to_badge(Certificate.objects.visible_to(request.membership))
    paper = get_object_or_404(papers, certificate__number=number)
    try:
        signed = actions.sign(paper=paper, site=settings.SITE_URL)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("training:certificate", number=number)  # a coordinator: who has an account has an address
    return file_of(signed, number)


def file_of(signed: str, number: str) -> HttpResponse:
    """A signed badge as a file."""
    answer = HttpResponse(signed, content_type=JWT)
    answer["Content-Disposition"] = f'attachment; filename="{number}.jwt"'
    return answer


def there_are_badges() -> None:
    """Without a key to sign with there is nothing here."""
    if not signing.is_possible():
        raise Http404


def for_anybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A document that programs read, from any page, and may keep for some minutes; not too often from one address.

    ``view`` is given what stands in the address, and no request: whoever asks reads the same.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        there_are_badges()
        if too_often(request, "badge", limit=READS_PER_MINUTE, seconds=60):
            return HttpResponse(status=TOO_MANY_REQUESTS)
        answer = view(*args, **kwargs)
        answer["Access-Control-Allow-Origin"] = "*"
        return answer

    return public(cache_control(public=True, max_age=badge.LIST_IS_FRESH.seconds)(wrapper))


@for_anybody
def badge_issuer(pk: int) -> HttpResponse:
    return JsonResponse(badge.issuer(_host(pk), site=settings.SITE_URL), content_type=JSON_LD)


@for_anybody
def badge_achievement(pk: int) -> HttpResponse:
    """What is earned; in Swedish, whoever asks."""
    certified = Certificate.objects.filter(participation__cohort__programme=OuterRef("pk"))
    programme = get_object_or_404(Programme.objects.filter(Exists(certified)), pk=pk)
    with translation.override(settings.LANGUAGE_CODE):
        return JsonResponse(badge.achievement(programme, site=settings.SITE_URL), content_type=JSON_LD)


@for_anybody
def badge_status(pk: int) -> HttpResponse:
    """Which of the host's badges aren't valid now, signed."""
    told = badge.status_list(_host(pk), at=timezone.now(), site=settings.SITE_URL)
    return HttpResponse(actions.signed(told, site=settings.SITE_URL), content_type=JWT)


@for_anybody
def badge_keys() -> HttpResponse:
    keys = [signing.public_key(name) for name in settings.BADGE_KEYS]
    return JsonResponse({"keys": keys}, content_type=KEYS)


@for_anybody
def badge_key(name: str) -> HttpResponse:
    """One key: what a badge's header points at."""
    if name not in settings.BADGE_KEYS:
        raise Http404
    return JsonResponse(signing.public_key(name), content_type=KEY)


def _host(pk: int) -> Organisation:
    """One that has issued a certificate; that another organisation exists is nobody's business."""
    issued = Certificate.objects.filter(host=OuterRef("pk"))
    return get_object_or_404(Organisation.objects.filter(Exists(issued)), pk=pk)
