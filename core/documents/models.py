"""An issued document: its number, what it says as digests, the file, the signed copy, and whether it still holds."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.history import Tracked, tracked
from core.private_files import private_storage, random_path

ISSUED = (
    "kind", "series", "year", "sequence", "number", "title", "place", "office", "issued_on", "issued_by",
    "subject_type", "subject_id", "token", "summary", "content_digest", "file", "file_digest",
)  # fmt: skip
SIGNED = ("signed_file", "signed_digest", "signed_kind", "signed_at", "signed_by_id")
WITHDRAWN = ("withdrawn_at", "withdrawn_by_id", "withdrawn_reason")
HEX = r"^[0-9a-f]{64}$"


def issued_path(instance, filename: str) -> str:
    """A random name for an issued PDF."""
    return random_path("documents", "pdf")


def signed_path(instance, filename: str) -> str:
    """A random name for a signed copy, ending as its kind does."""
    return random_path("documents", instance.signed_kind)


def _once(name: str, columns: tuple[str, ...]) -> pgtrigger.Trigger:
    """A trigger: what these columns hold is written once and then stays. The first tells whether it is."""
    pairs = [", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW")]
    present = {"signed_file": "OLD.signed_file <> ''"}.get(columns[0], f"OLD.{columns[0]} IS NOT NULL")
    return pgtrigger.Protect(
        name=name,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(f"{present} AND ({pairs[0]}) IS DISTINCT FROM ({pairs[1]})"),
    )


class SignedKind(models.TextChoices):
    """What a signed copy may be; the value ends its file name."""

    PDF = "pdf", _("PDF")
    JPEG = "jpg", _("JPEG picture")
    PNG = "png", _("PNG picture")


class NumberSeries(models.Model):
    """How far the numbers of one series have come in one year."""

    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="number_series_year")]

    def __str__(self):
        return f"{self.series} {self.year}: {self.last}"


class DocumentQuerySet(models.QuerySet):
    """Which documents."""

    def about(self, item: models.Model) -> "DocumentQuerySet":
        """Those issued about this record, newest first."""
        return self.filter(subject_type=item._meta.label_lower, subject_id=item.pk).order_by("-pk")

    def in_force(self) -> "DocumentQuerySet":
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


@tracked
class Document(Tracked):
    """An official paper as it was issued: typeset once, never changed, signed on paper, perhaps withdrawn.

    Who may see it follows from the record it is about (`subject_type`, `subject_id`); whoever holds the paper may
    check it by its token. `summary` is shown to everybody and holds nothing about any person.
    """

    kind = models.CharField(_("kind"), max_length=40)
    series = models.CharField(_("series"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    place = models.CharField(_("place"), max_length=120, blank=True)
    office = models.CharField(_("office"), max_length=200, blank=True)
    issued_on = models.DateField(_("date"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    token = models.CharField(max_length=64, unique=True)
    summary = models.JSONField(_("summary"), default=list)
    content_digest = models.CharField(_("digest of the content"), max_length=64)
    file = models.FileField(_("file"), storage=private_storage, upload_to=issued_path)
    file_digest = models.CharField(_("digest of the file"), max_length=64)
    signed_file = models.FileField(_("signed copy"), storage=private_storage, upload_to=signed_path, blank=True)
    signed_digest = models.CharField(_("digest of the signed copy"), max_length=64, blank=True)
    signed_kind = models.CharField(max_length=3, choices=SignedKind, blank=True)
    signed_at = models.DateTimeField(_("signed copy added"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("signed copy added by"),
    )  # fmt: skip
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("withdrawn by"),
    )  # fmt: skip
    withdrawn_reason = models.TextField(_("reason for withdrawing"), blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        default_permissions = ()
        ordering = ["-issued_on", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="document_subject")]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "sequence"], name="document_number_taken_once"),
            models.UniqueConstraint(fields=["kind", "year", "number"], name="document_number_once_a_year"),
            models.CheckConstraint(condition=models.Q(year=ExtractYear("issued_on")), name="document_year_of_its_date"),
            models.CheckConstraint(
                condition=models.Q(content_digest__regex=HEX, file_digest__regex=HEX) & ~models.Q(file=""),
                name="document_digested",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    signed_file="", signed_digest="", signed_kind="", signed_at=None, signed_by=None
                )
                | models.Q(
                    signed_digest__regex=HEX, signed_kind__in=SignedKind.values,
                    signed_at__isnull=False, signed_by__isnull=False,
                ) & ~models.Q(signed_file=""),
                name="document_signed_together",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~models.Q(withdrawn_reason=""),
                name="document_withdrawn_together",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.ReadOnly(name="keep_what_was_issued", fields=list(ISSUED)),
            _once("keep_signed_copy", SIGNED),
            _once("keep_withdrawal", WITHDRAWN),
        ]

    def __str__(self):
        return f"{self.title} {self.number}"

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def short_digest(self) -> str:
        """The beginning of the content's digest, as it stands at the foot of every page."""
        return short(self.content_digest)

    @property
    def verify_path(self) -> str:
        """Address of the public page, without the host."""
        return reverse("verify_document", args=[self.token])

    @property
    def verify_url(self) -> str:
        """Address of the public page, as the code on the paper holds it."""
        return f"{settings.PUBLIC_URL}{self.verify_path}"


def spaced(digest: str) -> str:
    """A digest in groups of four, as it is read aloud.

    >>> spaced("0123456789ab")
    '0123 4567 89ab'
    """
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def short(digest: str) -> str:
    """The first sixteen digits of a digest in groups of four.

    >>> short("0123456789abcdef" * 4)
    '0123 4567 89ab cdef'
    """
    return spaced(digest[:16])
