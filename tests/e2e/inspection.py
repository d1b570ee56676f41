"""What every page must be, however wide the screen: nothing overflows, nothing shuts anybody out."""

import json

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
AXE = Axe().axe_script
RUN = """async (rules) => {
  for (const row of document.querySelectorAll('tbody tr:nth-child(n+13)')) row.remove(); // twelve rows show how all are
  return (await axe.run({ runOnly: rules, resultTypes: ['violations'] })).violations;
}"""
SHAPE = """() => {
  const frame = document.scrollingElement;
  const wide = [...document.querySelectorAll('body *')].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && box.right > frame.clientWidth + 1;
  });
  return {
    overflow: frame.scrollWidth - frame.clientWidth,
    wide: wide.slice(0, 6).map((each) => each.tagName.toLowerCase() + '.' + each.className),
    headings: document.querySelectorAll('h1').length,
    title: document.title.replace('Betang', '').replace(/[^\\p{L}\\p{N}]/gu, ''),
    language: document.documentElement.lang,
    made_of: [...new Set([...document.querySelectorAll('body *')].map((each) =>
      each.tagName + '.' + each.className + ':' + each.getAttributeNames()))].sort().join(),
  };
}"""


def faults(page: Page, known: set | None = None) -> list[str]:
    """What is wrong with the page that is open, in words for the person who mends it.

    `known` remembers of which kinds of elements the pages of this width were made: axe looks once at each mixture,
    not once for each person who opens it.
    """
    shape = page.evaluate(SHAPE)
    found = []
    if shape["overflow"] > 0:
        found.append(f"{shape['overflow']} px too wide: {', '.join(shape['wide'])}")
    if shape["headings"] != 1:
        found.append(f"{shape['headings']} h1 instead of one")
    if not shape["title"]:
        found.append("the title says nothing")
    if shape["language"] != "id":
        found.append(f"the page says its language is {shape['language']!r}")
    if known is None or shape["made_of"] not in known:
        found += barriers(page)
    if known is not None:
        known.add(shape["made_of"])
    return found


def barriers(page: Page) -> list[str]:
    """Violations of WCAG 2.2 A and AA that axe finds."""
    page.evaluate(AXE)
    violations = page.evaluate(RUN, {"type": "tag", "values": RULES})
    if any(each["id"] == "target-size" for each in violations):
        # a bar that stays in sight may lie over a field until one scrolls: only what stays small is too small
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        violations = page.evaluate(RUN, {"type": "tag", "values": RULES})
    return [
        f"{each['id']} ({each['impact']}): {each['help']}\n      "
        + "\n      ".join(f"{node['target']} {node['html'][:160]} {_detail(node)}" for node in each["nodes"][:4])
        for each in violations
    ]


def _detail(node: dict) -> str:
    data = [check.get("data") for check in node["any"] if isinstance(check.get("data"), dict)]
    wanted = ("fgColor", "bgColor", "contrastRatio")
    return json.dumps([{name: each[name] for name in wanted if name in each} for each in data]) if data else ""
