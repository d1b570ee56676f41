"""My work: where everyone starts the day."""

from core.models import Draft
from core.views import PageView
from core.work import work_for


class MyWorkView(PageView):
    """What waits for this person, since when, what is late, and what was begun and not finished."""

    template_name = "accounts/my_work.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        items = work_for(user)
        return super().get_context_data(
            items=items,
            late=sum(1 for item in items if item.is_late),
            drafts=Draft.objects.filter(owner=user).order_by("-updated_at"),
            assignments=user.in_force,
            **kwargs,
        )
