"""Who may open a view at all, and which rows it is about: the two classes every screen stands on."""

from django.core.exceptions import PermissionDenied
from django.db import models

from core.sign_in import to_sign_in


class GuardedView:
    """Signed in, and holding `permission`. Views that need no permission are on the list in the scope test."""

    permission: str = ""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if self.permission and not request.user.may(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def within_reach(model: type[models.Model], user, permission: str = "") -> models.QuerySet:
    """The rows this person may see, and of them those for which the person holds `permission`.

    The two differ for somebody with two roles: who reads the whole city and records in one place changes that place
    only.
    """
    rows = model.objects.visible_to(user)
    narrower = permission and permission != model.view_permission
    return rows.visible_to(user, permission) if narrower else rows


class ScopedView(GuardedView):
    """A guarded view over the rows of `model` within the person's reach for the view's permission."""

    model: type[models.Model]
    select_related: tuple[str, ...] = ()

    def get_queryset(self):
        queryset = within_reach(self.model, self.request.user, self.permission)
        return queryset.select_related(*self.select_related) if self.select_related else queryset
