"""Every address of the product. Swedish, ASCII, nouns in plural; the same in both languages."""

from django.urls import include, path

urlpatterns: list = [
    path("", include("peersupport.desk.urls")),
    path("", include("programs.urls")),
    path("", include("training.urls")),
    path("", include("peersupport.letters.urls")),
    path("", include("placements.urls")),
    path("konto/", include("peersupport.accounts.urls")),
]

handler500 = "peersupport.desk.views.errors.fault"
