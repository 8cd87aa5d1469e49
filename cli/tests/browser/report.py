"""Opens the HTML report in a real browser.

Needs `pip install -r requirements.txt` and Debian's chromium. CHROMIUM names another browser.

    python report.py STYTCH_APPS [FOLDER]

The arguments are the path of the binary, and where to leave screenshots. With the second one, the time that a large
report takes to open is checked as well: a machine that is busy with something else would fail it.
"""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import claims
import looks
from browser import FLAGS, Open, leaver, numbers, report, section

# How long a report of 100,000 grants may take to open, in seconds.
MOST_SECONDS = 2.0


def main(binary, screenshots):
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        folder = Path(folder)
        small, large = report(binary, folder, 60), report(binary, folder, 100_000)
        executable = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)

        def shoot(page, name):
            if screenshots:
                page.screenshot(path=screenshots / f"{name}.png", full_page=True)

        for claim in claims.ALL:
            with Open(browser, small) as page:
                claim(page)
            print(f"ok: {claim.__name__}")
        with Open(browser, leaver(binary, folder)) as page:
            looks.passes_axe(page, "leaver")
            shoot(page, "leaver")
            claims.is_titled_as_a_leavers(page)
        print("ok: a leaver's report is titled as one")
        with Open(browser, small, java_script_enabled=False) as page:
            claims.reads_without_a_script(page)
            shoot(page, "without-script")
        print("ok: reads without a script")
        for scheme in ("light", "dark"):
            with Open(browser, small, color_scheme=scheme) as page:
                claims.leads_to_people(page)
                background = page.evaluate("getComputedStyle(document.body).backgroundColor")
                assert (background == "rgb(255, 255, 255)") == (scheme == "light"), background
                least = looks.contrast(page)
                assert least >= 4.5, f"{scheme}: {least}"
                looks.swatches(page)
                looks.passes_axe(page, scheme)
                shoot(page, scheme)
            print(f"ok: {scheme}, contrast at least {least:.1f}, no violation by axe")
        with Open(browser, small, forced_colors="active") as page:
            looks.swatches(page)
            looks.passes_axe(page, "forced colours")
            shoot(page, "forced-colors")
        print("ok: forced colours")
        for width in (320, 390, 768, 1000, 1121, 1600):
            with Open(browser, small, viewport={"width": width, "height": 800}) as page:
                claims.leads_to_people(page)
                looks.passes_axe(page, width)
                shoot(page, f"width-{width}")
                looks.fits(page, width)
        print("ok: fits widths from 320 pixels on, and breaks no word of a pill")
        with Open(browser, small) as page:
            anchors = looks.anchors(page)
        for anchor in anchors:
            for script in (True, False):
                with Open(browser, small, anchor, java_script_enabled=script) as page:
                    looks.leads_to_each(page)
        print("ok: each app and each person has an anchor")
        with Open(browser, small) as page:
            looks.prints(page, folder)
            shoot(page, "print")
        print("ok: prints everybody, and the evidence first")
        seconds = []
        for _ in range(3):
            with Open(browser, large) as page:
                # From the navigation to the first frame after the page has loaded.
                frame = "new Promise((done) => requestAnimationFrame(() => done(performance.now())))"
                seconds.append(page.evaluate(frame) / 1000)
                shown = numbers(page, 3) + numbers(page, 4)
                assert sum(shown) >= 100_000, sum(shown)
                assert section(page, "by-app").locator("li").count() == sum(shown)
                assert page.locator(".persons tbody tr").count() == 50_000
                assert section(page, "revoked").locator("tbody tr").count() == 10_000
                page.get_by_label("Filter").fill("person24999@")
                assert page.locator("#found").inner_text().endswith(" 1 of 50000 people")
        assert not screenshots or min(seconds) < MOST_SECONDS, seconds
        size = large.stat().st_size / 1e6
        print(f"ok: {sum(shown)} grants, {size:.1f} MB, open in {min(seconds):.2f} s")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
