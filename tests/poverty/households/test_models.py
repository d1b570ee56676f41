"""What a person's record says of itself."""

from django.utils.translation import override

from poverty.households.models import Member


def test_only_what_is_difficult_is_told():
    answers = {"seeing": "none", "walking": "a_lot", "learning": "some", "hearing": "unheard of"}
    with override("en"):
        told = Member(difficulties=answers).difficulties_told
    assert told == ["Walking or climbing stairs: A lot of difficulty", "Learning: Some difficulty"]
    assert Member(difficulties={"seeing": "none"}).difficulties_told == Member().difficulties_told == []
