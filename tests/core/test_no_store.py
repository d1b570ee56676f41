"""On a shared computer, the Back button shows nobody's data after signing out."""

from django.urls import reverse

from tests.support.factories import family


def test_no_page_of_a_signed_in_person_is_kept(client, people):
    household = family()
    client.force_login(people.langkai)
    for url in (reverse("accounts:my_work"), reverse("poverty:household_list"), household.get_absolute_url()):
        assert "no-store" in client.get(url)["Cache-Control"]


def test_the_sign_in_page_may_be_cached_as_its_view_says(client, db):
    assert client.get(reverse("account_login")).get("Cache-Control", "") != "private, no-store"
