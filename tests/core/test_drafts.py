"""Drafts and saved views: one's own, kept while typing, gone when done."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from core.forms import PlainForm
from core.models import Draft, SavedView
from tests.support.addresses import HEAD, HOUSEHOLD
from tests.support.factories import family

pytestmark = pytest.mark.django_db
NEW = "poverty:household_create"


@pytest.fixture
def langkai(client, people):
    client.force_login(people.langkai)
    return client


def keep(client, url, **typed):
    return client.post(url, typed | {"draft": "save"})


class TestDrafts:
    def test_what_was_typed_stands_in_the_form_again_and_says_since_when(self, langkai):
        answer = keep(langkai, reverse(NEW), address="Gg. Manggis", name="Nor")
        assert answer.status_code == 200 and "<html" not in answer.content.decode()
        page = langkai.get(reverse(NEW))
        assert page.context["form"]["address"].value() == "Gg. Manggis" and page.context["draft"]
        assert 'value="discard"' in page.content.decode()

    def test_a_half_typed_date_and_a_wrong_choice_come_back_as_typed(self, langkai):
        keep(langkai, reverse(NEW), birth_date="31-0", sex="x", region="nope", nik="62710")
        form = langkai.get(reverse(NEW)).context["form"]
        assert form["birth_date"].value() == "31-0" and form["nik"].value() == "62710"

    def test_it_validates_nothing_and_writes_no_record(self, langkai):
        from poverty.households.models import Household

        keep(langkai, reverse(NEW))
        assert not Household.objects.exists()

    def test_there_is_one_per_form_and_record(self, langkai):
        first, second = family(), family()
        for url in [reverse(NEW), *(reverse("poverty:household_update", args=[row.pk]) for row in (first, second))]:
            keep(langkai, url, address="satu")
            keep(langkai, url, address="dua")
        assert Draft.objects.count() == 3
        assert {tuple(draft.data["address"]) for draft in Draft.objects.all()} == {("dua",)}

    def test_it_never_holds_a_password_a_token_or_what_was_searched(self, langkai):
        keep(langkai, reverse(NEW), address="x", csrfmiddlewaretoken="t", password="p", version="3", search_text="s")
        assert set(Draft.objects.get().data) == {"address"}

    def test_it_is_gone_after_saving_and_stays_after_a_refusal(self, langkai):
        keep(langkai, reverse(NEW), address="x")
        assert langkai.post(reverse(NEW), HOUSEHOLD).status_code == 422
        assert Draft.objects.exists()
        assert langkai.post(reverse(NEW), HOUSEHOLD | HEAD).status_code == 302
        assert not Draft.objects.exists()

    def test_discarding_it_leads_back_to_an_empty_form(self, langkai):
        keep(langkai, reverse(NEW), address="x")
        answer = langkai.post(reverse(NEW), {"draft": "discard"})
        assert answer.status_code == 204 and answer["HX-Redirect"] == reverse(NEW)
        assert not langkai.get(reverse(NEW)).context["form"]["address"].value()

    def test_two_people_have_two(self, client, people):
        for user, text in ((people.langkai, "satu"), (people.officer, "dua")):
            client.force_login(user)
            keep(client, reverse(NEW), address=text)
        assert client.get(reverse(NEW)).context["form"]["address"].value() == "dua"
        client.force_login(people.langkai)
        assert client.get(reverse(NEW)).context["form"]["address"].value() == "satu"
        assert Draft.objects.count() == 2

    def test_my_work_names_it_without_a_number_of_anybody(self, langkai):
        keep(langkai, reverse(NEW), nik="6271014508920003", name="Noraini", family_card="6271012309150004")
        page = langkai.get("/").content.decode()
        assert reverse(NEW) in page and "6271014508920003" not in page and "Noraini" not in page

    def test_a_form_without_drafts_takes_the_word_as_an_ordinary_field(self, client, people):
        client.force_login(people.administrator)
        url = reverse("accounts:department_create")
        assert client.post(url, {"draft": "save"}).status_code == 422
        assert not Draft.objects.exists()

    def test_it_goes_with_its_owner(self, people):
        Draft.objects.create(owner=people.nobody, form="x", url="/")
        people.nobody.delete()
        assert not Draft.objects.exists()


class TestRestoring:
    class Form(PlainForm):
        from django import forms

        word = forms.CharField()
        several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
        ticked = forms.BooleanField()
        file = forms.FileField()

    def test_every_kind_of_field_starts_from_what_was_typed(self):
        form = self.Form(
            draft_data={"word": ["x"], "several": ["a", "b"], "ticked": ["on"], "file": ["no"], "gone": ["1"]}
        )
        assert form.initial == {"word": "x", "several": ["a", "b"], "ticked": True}

    def test_what_is_sent_wins_over_the_draft(self):
        form = self.Form(QueryDict("word=neu"), draft_data={"word": ["alt"]})
        assert form["word"].value() == "neu"

    def test_an_unticked_box_stays_unticked(self):
        assert self.Form(draft_data={"word": ["x"]}).initial.get("ticked") in (None, False)


class TestSavedViews:
    URL = "saved_view_create"

    def save(self, client, name="Punyaku", query="sort=-updated&region=62.71.01.1003&cursor=zzz"):
        return client.post(reverse(self.URL), {"name": name, "list_name": "poverty:household_list", "query": query})

    def test_it_keeps_filters_and_order_but_not_the_page(self, langkai):
        answer = self.save(langkai)
        view = SavedView.objects.get()
        assert "cursor" not in view.query and "sort=-updated" in view.query
        assert answer["Location"] == f"{reverse('poverty:household_list')}?{view.query}"

    def test_the_same_name_again_replaces_it(self, langkai):
        self.save(langkai)
        self.save(langkai, query="sort=head")
        assert SavedView.objects.get().query == "sort=head"

    def test_without_a_name_nothing_is_saved_and_the_filters_stay(self, langkai):
        answer = self.save(langkai, name="  ")
        assert not SavedView.objects.exists() and "sort=-updated" in answer["Location"]

    def test_only_its_owner_takes_it_away(self, client, people):
        client.force_login(people.langkai)
        self.save(client)
        view = SavedView.objects.get()
        client.force_login(people.officer)
        assert client.post(reverse("saved_view_delete", args=[view.pk])).status_code == 404
        client.force_login(people.langkai)
        assert client.post(reverse("saved_view_delete", args=[view.pk])).status_code == 302
        assert not SavedView.objects.exists()

    def test_names_and_queries_have_a_length(self, langkai):
        self.save(langkai, name="n" * 500, query="name=" + "q" * 5000)
        view = SavedView.objects.get()
        assert len(view.name) == 80 and len(view.query) <= 2000
