"""Opens the HTML report in a real browser.

Needs `pip install -r requirements.txt` and Debian's chromium. CHROMIUM names another browser.

    python report.py STYTCH_APPS [FOLDER]

The arguments are the path of the binary, and where to leave screenshots. With the second one, the time that a large
report takes to open is checked as well: a machine that is busy with something else would fail it.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import records

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PEOPLE = "section[aria-labelledby=people-title]"

# How long a report of 100,000 grants may take to open, in seconds.
MOST_SECONDS = 2.0


def report(binary, folder, grants):
    """The path of a report, and how many grants it has."""
    record, page = folder / f"{grants}.sqlite", folder / f"{grants}.html"
    records.write(record, grants)
    command = [binary, "report", record, "--since", "1", "--html", page, "--flag", "scope=calendar:*"]
    subprocess.run(command, check=True, capture_output=True)
    return page


class Open:
    """A page in a context of its own, which notes what it asks for and what its scripts say."""

    def __init__(self, browser, path, **options):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.requests, self.events = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: self.events.append(dialog.message) or dialog.dismiss())
        self.page.on("console", lambda message: self.events.append(message.text))
        self.page.on("pageerror", lambda error: self.events.append(str(error)))
        self.page.goto(path.as_uri())

    def __enter__(self):
        return self.page

    def __exit__(self, *_):
        external = [url for url in self.requests if not url.startswith("file:")]
        assert not external, external
        assert not self.events, self.events
        self.context.close()


def names(page):
    """The names of the apps that the table shows."""
    return page.locator(".apps tbody tr:visible bdi").all_inner_texts()


def numbers(page, column):
    return [int(text) for text in page.locator(f".apps tbody tr td:nth-child({column})").all_inner_texts()]


def sorts(page):
    users = page.locator("th[data-sort]", has_text="Users")
    for order, expected in (("descending", lambda values: values[::-1]), ("ascending", lambda values: values)):
        page.get_by_role("button", name="Users").click()
        assert users.get_attribute("aria-sort") == order
        assert numbers(page, 3) == expected(sorted(numbers(page, 3))), numbers(page, 3)
    page.get_by_role("button", name="App").click()
    assert users.get_attribute("aria-sort") is None
    shown = page.evaluate("[...document.querySelectorAll('.apps tbody th')].map((cell) => cell.dataset.value)")
    assert shown == page.evaluate("(names) => names.sort((a, b) => a.localeCompare(b))", shown), shown


def filters(page):
    page.get_by_label("Filter").fill("calendar:write")
    assert names(page) == ["Acme Calendar Sync"], names(page)
    assert page.locator(f"{PEOPLE} details:visible h3").all_inner_texts() == ["Acme Calendar Sync"]
    assert page.locator("output").inner_text() == "1 of 11 apps"
    page.get_by_label("Filter").fill("")
    page.get_by_label("Type").select_option("first_party")
    assert sorted(names(page)) == ["Admin Console", "Status Page", "Unused"], names(page)
    page.get_by_label("Only flagged").check()
    assert names(page) == ["Admin Console"], names(page)


def leads_to_people(page):
    page.get_by_role("link", name="Northwind CRM").click()
    assert page.locator(f"{PEOPLE} details[open] h3").all_inner_texts() == ["Northwind CRM"]
    assert page.locator(f"{PEOPLE} details[open] li").first.is_visible()


def names_the_changes(page):
    about = page.locator(".about").inner_text()
    covers = "covers all Users and all Organizations"
    assert about.count(covers) == 2 and "but 1 of its calls failed" in about, about
    changes = page.locator("section[aria-labelledby=changes]")
    inspector = changes.locator("details", has_text="MCP Inspector")
    new = inspector.locator("tr", has=page.locator(".chip.new"))
    # What is far from the window has no inner text.
    assert "@example.com · user-test-" in new.locator("li").first.text_content(), new.first.text_content()
    gone = changes.locator("details", has_text="Status Page").locator("tr", has=page.locator(".chip.gone"))
    people = [person.strip() for person in gone.locator("li").all_text_contents()]
    assert people == ["user-test-gone"], people
    assert "before: openid" in gone.text_content()


def has_the_evidence(page):
    # What is far from the window has no inner text.
    revoked = page.locator("section[aria-labelledby=revoked]").text_content()
    outcome = "user-test-0 · 2026-06-02 09:00 UTC · request-id-test-0 · verified 2026-06-02 09:00 UTC"
    for words in ("2 revoked", "2 already_gone", "2 failed", outcome):
        assert words in revoked, (words, revoked)
    assert "request-id-test-2 · revoke_user_connected_app: 503 Service Unavailable" in revoked, revoked
    failed = page.locator("section[aria-labelledby=failures]").text_content()
    assert "unlucky@example.com · user-test-unlucky · get_user_connected_apps: 503" in failed, failed


def shows_what_others_chose_as_text(page):
    assert page.title() == "Connected Apps of project-test-0b3a: review 2"
    assert page.locator("img, iframe, b, script:not([nonce])").count() == 0
    shown = page.locator(".apps bdi", has_text="evil.example").inner_text()
    assert shown == records.HOSTILE.replace("\u202e", "\ufffd"), shown


def reads_without_a_script(page):
    assert len(names(page)) == 11
    assert page.locator(".controls").is_hidden() and page.locator("thead button").count() == 0
    page.locator(f"{PEOPLE} summary", has_text="Northwind CRM").click()
    assert page.locator(f"{PEOPLE} details[open] li").first.is_visible()
    has_the_evidence(page)


def is_semantic(page):
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((title) => +title.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1, levels
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("table:not(:has(> caption))").count() == 0
    assert page.locator("th:not([scope])").count() == 0
    assert page.locator("main").count() == 1
    page.get_by_role("img", name="How many people granted access").wait_for()
    unnamed = "[...document.querySelectorAll('input,select')].filter((control) => !control.labels.length).length"
    assert page.evaluate(unnamed) == 0
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids)), ids


def contrast(page):
    """The least contrast of a text with what is behind it, by WCAG 2."""
    return page.evaluate(
        """() => {
          const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
          const linear = (part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
          const light = (color) => 0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2]);
          const behind = (element) => {
            for (; element; element = element.parentElement) {
              const color = rgb(getComputedStyle(element).backgroundColor);
              if (color.length < 4 || color[3] > 0) return color;
            }
            return [255, 255, 255];
          };
          let least = 21;
          for (const element of document.querySelectorAll("body *:not(svg *):not(option)")) {
            const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
            if (!own || !element.checkVisibility()) continue;
            const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))];
            least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
          }
          return least;
        }"""
    )


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def main(binary, screenshots):
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        small, large = report(binary, Path(folder), 60), report(binary, Path(folder), 100_000)
        executable = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)

        def shoot(page, name):
            if screenshots:
                page.screenshot(path=screenshots / f"{name}.png", full_page=True)

        claims = (sorts, filters, leads_to_people, names_the_changes, has_the_evidence, shows_what_others_chose_as_text)
        for claim in (*claims, is_semantic):
            with Open(browser, small) as page:
                claim(page)
            print(f"ok: {claim.__name__}")
        with Open(browser, small, java_script_enabled=False) as page:
            reads_without_a_script(page)
            shoot(page, "without-script")
        print("ok: reads without a script")
        for scheme in ("light", "dark"):
            with Open(browser, small, color_scheme=scheme) as page:
                leads_to_people(page)
                background = page.evaluate("getComputedStyle(document.body).backgroundColor")
                assert (background == "rgb(255, 255, 255)") == (scheme == "light"), background
                least = contrast(page)
                assert least >= 4.5, f"{scheme}: {least}"
                shoot(page, scheme)
            print(f"ok: {scheme}, contrast at least {least:.1f}")
        for width in (320, 375, 768, 1000):
            with Open(browser, small, viewport={"width": width, "height": 800}) as page:
                leads_to_people(page)
                assert overflow(page) <= 0, f"{width}: {overflow(page)}"
                shoot(page, f"width-{width}")
        print("ok: fits widths from 320 pixels on")
        with Open(browser, small) as page:
            page.emulate_media(media="print")
            assert page.locator(".controls").is_hidden()
            heights = page.evaluate("[...document.querySelectorAll('.people li')].map((person) => person.offsetHeight)")
            assert heights and all(height > 0 for height in heights), heights
            lists = page.evaluate("[...document.querySelectorAll('.people ul')].map((list) => list.offsetHeight)")
            assert abs(sum(lists) - sum(heights)) < 5, (sum(lists), sum(heights))
            shoot(page, "print")
        print("ok: prints everybody")
        seconds = []
        for _ in range(3):
            with Open(browser, large) as page:
                # From the navigation to the first frame after the page has loaded.
                frame = "new Promise((done) => requestAnimationFrame(() => done(performance.now())))"
                seconds.append(page.evaluate(frame) / 1000)
                shown = numbers(page, 3) + numbers(page, 4)
                assert sum(shown) >= 100_000, sum(shown)
                assert page.locator(f"{PEOPLE} li").count() == sum(shown)
                assert page.locator("section[aria-labelledby=revoked] li").count() == 10_000
        assert not screenshots or min(seconds) < MOST_SECONDS, seconds
        size = large.stat().st_size / 1e6
        print(f"ok: {sum(shown)} grants, {size:.1f} MB, open in {min(seconds):.2f} s")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
