"""What every page is built with."""

from functools import cache, lru_cache

from django import template
from django.core.files.storage import Storage, storages
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# In the order of the cascade: the framework, our tokens, then from the general to the particular.
STYLESHEETS = (
    "vendor/bootstrap/bootstrap.min.css",
    "css/tokens.css",
    "css/base.css",
    "css/shell.css",
    "css/sheet.css",
    "css/public.css",
    "css/components.css",
    "css/queue.css",
    "css/panels.css",
    "css/tables.css",
    "css/course.css",
    "css/forms.css",
    "css/widgets.css",
    "css/states.css",
    "css/toasts.css",
)


@register.simple_tag
def stylesheets() -> SafeString:
    """The links to STYLESHEETS: their addresses change with a release only, so they are put together once a process."""
    return _links(storages["staticfiles"])


@cache
def _links(storage: Storage) -> SafeString:
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((storage.url(name),) for name in STYLESHEETS))


@register.simple_tag
def icon(name: str) -> SafeString:
    """``{% icon "search" %}``: one of static/icons.svg, as decoration. An include would cost ten times as much."""
    return _icon(storages["staticfiles"], name)


@cache
def _icon(storage: Storage, name: str) -> SafeString:
    drawing = '<svg class="i" aria-hidden="true" focusable="false"><use href="{}#i-{}"></use></svg>'
    return format_html(drawing, storage.url("icons.svg"), name)


@register.simple_tag
def mark(drawing) -> SafeString:
    """``{% mark drawing %}``: a mark as it is drawn in a table, and its word for those who don't see it. A matrix has
    hundreds of a handful, so each is put together once a process.
    """
    return _mark(storages["staticfiles"], drawing.css, drawing.icon, str(drawing.label))


@lru_cache(maxsize=1000)
def _mark(storage: Storage, css: str, icon: str, label: str) -> SafeString:
    drawing = '<svg class="mk {}" aria-hidden="true"><use href="{}#m-{}"></use></svg>'
    word = '<span class="visually-hidden">{}</span>'
    return format_html(drawing + word, css, storage.url("icons.svg"), icon, label)


@register.simple_block_tag
def once(content: SafeString) -> SafeString:
    """``{% once as menu %}…{% endonce %}``: rendered once, for a page that prints it in two places."""
    return content


@register.simple_tag
def row_url(name: str, pk: int) -> str:
    """``{% url name pk %}`` for the rows of a list: finds the pattern once a process, not once a row."""
    before, after = _around_number(name)
    return f"{before}{pk:d}{after}"


@cache
def _around_number(name: str) -> tuple[str, str]:
    before, _number, after = reverse(name, args=[0]).rpartition("0")
    return before, after


@register.filter
def breaks_at(address: str) -> str:
    """An e-mail address that goes on to the next line after its @, where it has to."""
    before, at, domain = address.partition("@")
    return format_html("{}{}<wbr>{}", before, at, domain)
