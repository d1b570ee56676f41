"""The public page that tells whether a paper is genuine."""

from django.urls import path

from core.documents.views import VerifyDocument

urlpatterns = [path("<str:token>/", VerifyDocument.as_view(), name="verify_document")]
