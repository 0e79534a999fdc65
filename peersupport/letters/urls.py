from django.urls import path

from peersupport.letters.views import letters

urlpatterns = [path("brev/", letters.letters, name="letters")]
