"""Writing places: the reference table, and boundaries."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.permissions import Perm
from core.history import acting, because
from poverty.regions.models import Region
from poverty.regions.outlines import Outline
from poverty.regions.reading import read_places

REFERENCE = Path(__file__).parent / "reference" / "palangka_raya.csv"


@dataclass(frozen=True)
class Loaded:
    """How many records a load made, changed, and found as they were."""

    new: int
    changed: int
    unchanged: int


@transaction.atomic
def load_regions(source: Path | str | Iterable[Mapping[str, str]] = REFERENCE, *, by=None) -> Loaded:
    """Bring the places of a table into the database; a second time nothing is written. Boundaries stay.

    A place that is no longer in the table stays too: households refer to it. Raises `RegionFileError`.
    """
    places = read_places(source)
    known = Region.objects.select_for_update().in_bulk([place.code for place in places])
    new = [Region(**asdict(place)) for place in places if place.code not in known]
    changed = [
        known[place.code] for place in places if place.code in known and _differs(known[place.code], asdict(place))
    ]
    with acting(by, source="command", reason="reference data"):
        Region.objects.bulk_create(new)
        for region in changed:
            region.save()
    return Loaded(len(new), len(changed), len(places) - len(new) - len(changed))


def _differs(region: Region, values: dict) -> bool:
    """Whether the table says something new; if so the region takes it over."""
    before = {name: getattr(region, name) for name in values}
    for name, value in values.items():
        setattr(region, name, value)
    return before != values


@transaction.atomic
def load_boundaries(outlines: Mapping[str, Outline], *, by) -> Loaded:
    """Keep the outlines (by Kemendagri code) as the boundaries of their places; equal ones are not written again.

    Raises `PermissionDenied`. Codes of places that do not exist are passed over.
    """
    if not by.may(Perm.LOAD_BOUNDARIES):
        raise PermissionDenied
    regions = Region.objects.select_for_update().filter(code__in=list(outlines)).order_by("code")
    new = changed = unchanged = 0
    with because("boundaries"):
        for region in regions:
            boundary = {"path": outlines[region.code].path, "box": list(outlines[region.code].box)}
            if region.boundary == boundary:
                unchanged += 1
                continue
            new, changed = new + (region.boundary is None), changed + (region.boundary is not None)
            region.boundary = boundary
            region.save(update_fields=["boundary"])
    return Loaded(new, changed, unchanged)
