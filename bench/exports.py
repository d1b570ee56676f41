"""Export of up to 100,000 households to xlsx against XlsxWriter in constant memory writing the same cells.

Budget: at most 1.5 times, peak memory under 300 MB (measured in a process of its own).
"""

import resource
import tempfile
import time

import django

django.setup()

import xlsxwriter  # noqa: E402

from accounts.users.models import User  # noqa: E402
from bench.timing import table  # noqa: E402
from core.exports import xlsx_file  # noqa: E402
from poverty.households.models import Household  # noqa: E402
from poverty.households.resources import HouseholdResource  # noqa: E402

LIMIT = 100_000


def main() -> None:
    """Write the export, then the same cells bare."""
    user = User.objects.get(username="kadis")
    resource_class = HouseholdResource()
    queryset = Household.objects.visible_to(user).order_by("head_key", "pk")[:LIMIT]
    begun = time.perf_counter()
    xlsx_file(resource_class.columns(), resource_class.rows(queryset, user), [])
    ours = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cells = [tuple(row) for row in resource_class.rows(queryset, user)]
    begun = time.perf_counter()
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        workbook = xlsxwriter.Workbook(file.name, {"constant_memory": True, "default_date_format": "dd-mm-yyyy"})
        sheet = workbook.add_worksheet()
        for number, row in enumerate(cells):
            for index, value in enumerate(row):
                sheet.write(number, index, value)
        workbook.close()
    bare = time.perf_counter() - begun
    headings = ["rows x columns", "export", "bare XlsxWriter", "ratio", "peak memory of the export"]
    size = f"{len(cells):,} x {len(resource_class.columns())}"
    print(table(headings, [[size, f"{ours:.1f} s", f"{bare:.1f} s", f"{ours / bare:.2f}", f"{memory:.0f} MB"]]))


if __name__ == "__main__":
    main()
