"""What the shell around every page needs: menu, person, look, language."""

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict:  # noqa: ARG001
    return {"shell": {}}
