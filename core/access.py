"""Who may open a view at all, and which rows it is about: the two classes every screen stands on."""

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.db import models


class GuardedView(AccessMixin):
    """Signed in, and holding `permission`. Views that need no permission are on the list in the scope test."""

    permission: str = ""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if self.permission and not request.user.may(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ScopedView(GuardedView):
    """A guarded view over the rows of `model` within the person's reach."""

    model: type[models.Model]
    select_related: tuple[str, ...] = ()

    def get_queryset(self):
        queryset = self.model.objects.visible_to(self.request.user)
        return queryset.select_related(*self.select_related) if self.select_related else queryset
