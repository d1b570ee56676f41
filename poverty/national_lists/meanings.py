"""What a figure of a difference means, in plain words: what it says, and above all what it does not."""

from django.utils.translation import gettext_lazy as _

from poverty.national_lists.choices import Group

MEANINGS = {
    Group.NEW: _("The state lists these families for the first time. They are to be met before anything is decided."),
    Group.VANISHED: _(
        "The state no longer lists these families. They stay recorded here; nothing is taken from them before somebody "
        "has verified it, and aid that runs is not touched by this."
    ),
    Group.DOWN: _("The state now ranks these families as poorer. Have a look whether help reaches them."),
    Group.UP: _(
        "The state now ranks these families as better off. A program with a ceiling of deciles may end for those above "
        "it; verify before that happens."
    ),
    Group.UNCLEAR: _("One of the two lists gives no decile: nothing is known about a change."),
    Group.MOVED: _("The list names another kelurahan than before. Ask whether they really moved."),
    Group.UNCHANGED: _("Same decile, same kelurahan."),
}
TONES = {
    Group.NEW: "",
    Group.VANISHED: "bad",
    Group.DOWN: "warn",
    Group.UP: "warn",
    Group.UNCLEAR: "idle",
    Group.MOVED: "warn",
    Group.UNCHANGED: "idle",
}
