"""Table of contents."""

urlpatterns = []
