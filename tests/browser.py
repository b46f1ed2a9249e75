"""A real browser, Debian's Chromium, led by Playwright; and what axe-core finds in a page of it."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tests.real_parts import need

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Every rule that it knows, experimental ones and those of level AAA among them.
AXE = """async aside => {
  const rules = Object.fromEntries(axe.getRules().map(one => [one.ruleId, {enabled: true}]));
  const resultTypes = ["violations", "incomplete"];
  const told = await axe.run({rules, resultTypes, elementRef: true});
  const isAside = (rule, {element}) => rule.id in aside && element.matches(aside[rule.id]);
  return [...told.violations, ...told.incomplete].flatMap(rule =>
    rule.nodes
      .filter(node => told.violations.includes(rule) || !isAside(rule, node))
      .map(node => `${rule.id} (${rule.impact}): ${node.html}`));
}"""


@contextlib.contextmanager
def chromium() -> Iterator["Browser"]:
    """Have the browser run without a screen."""
    path = need("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # A container runs as root, for whom Chromium has no sandbox.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def findings(page: "Page", aside: Mapping[str, str]) -> list[str]:
    """Return what axe-core finds on a page, of any level, and what it cannot tell.

    Of what a rule cannot tell, the elements are left out that its selector in `aside` fits.
    """
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(AXE, aside)
    return found
