"""What is somebody's own asks whose it is: an account may be tied to nobody yet."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from peersupport.directory.models import Person


def for_ones_own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view the Person that the account is tied to; says what to do where there is none."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        me = Person.objects.visible_to(request.membership).first()
        if me is None:
            return render(request, "placements/nobody_yet.html")
        return view(request, me, *args, **kwargs)

    return wrapper
