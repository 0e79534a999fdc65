"""Sweden's 21 counties and 290 municipalities, with Statistics Sweden's codes as text: 0120 begins with a nought."""

from django.db import models

from peersupport.shared.models import swedish_sort


class County(models.Model):
    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=40)  # "Stockholms län"
    short_name = models.CharField(max_length=40)  # "Stockholm"
    region = models.CharField(max_length=60)  # the region as an organisation: "Region Stockholm"
    sort_name = swedish_sort("name")

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    code = models.CharField(max_length=4, primary_key=True)
    name = models.CharField(max_length=40)
    county = models.ForeignKey(County, models.PROTECT, related_name="municipalities")
    longitude = models.FloatField()
    latitude = models.FloatField()
    sort_name = swedish_sort("name")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="municipality_code_begins_with_county",
                condition=models.Q(code__startswith=models.F("county")),
            )
        ]

    def __str__(self) -> str:
        return self.name
