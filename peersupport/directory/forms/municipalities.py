"""The country's municipalities as a form shows them."""

from peersupport.directory.models import Municipality


def by_county(empty_label: str) -> list:
    """A select with a group for each county: nobody finds one of 290 in a single list. One query."""
    groups: dict[str, list] = {}
    for place in Municipality.objects.select_related("county").order_by("county__sort_name", "sort_name"):
        groups.setdefault(place.county.name, []).append((place.pk, place.name))
    return [("", empty_label), *groups.items()]
