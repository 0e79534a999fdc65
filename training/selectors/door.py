"""The two ways to one's own place in a course."""

from dataclasses import dataclass

from django.urls import reverse

from training.models import Participation


@dataclass(frozen=True)
class Door:
    """By which somebody comes to their own place in a course: the link in their letters, or My page with an account.

    The same pages are behind either; ``key`` is what stands in their addresses. Templates ask for their names.
    """

    key: str | int
    prefix: str

    @staticmethod
    def by_link(token: str) -> "Door":
        return Door(token, "training:my_")

    @staticmethod
    def with_account(participation: Participation) -> "Door":
        return Door(participation.pk, "training:own_")

    @property
    def is_link(self) -> bool:
        return self.prefix == "training:my_"

    @property
    def back(self) -> str:
        """The address of the page that all of it is reached from."""
        return reverse("training:my_application", args=[self.key]) if self.is_link else reverse("today")

    @property
    def hand_in(self) -> str:
        return f"{self.prefix}hand_in"

    @property
    def make_up(self) -> str:
        return f"{self.prefix}make_up"

    @property
    def guidelines(self) -> str:
        return f"{self.prefix}guidelines"

    @property
    def material(self) -> str:
        return f"{self.prefix}material"

    @property
    def material_file(self) -> str:
        return f"{self.prefix}material_file"
