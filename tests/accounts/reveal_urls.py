"""The project's addresses and one reveal view more, for the tests of its generic part."""

from django.urls import include, path

from accounts.access_log.views import RevealView
from poverty.households.models import Household


class FamilyCard(RevealView):
    """Shows a household's family-card number."""

    model = Household
    field = "family_card"


urlpatterns = [path("uji/<int:pk>/kartu/", FamilyCard.as_view(), name="test_reveal"), path("", include("core.urls"))]
