"""A report in a browser."""

import subprocess

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


def report(binary, folder, grants):
    """The path of a report with at least this many grants."""
    record, page = folder / f"{grants}.sqlite", folder / f"{grants}.html"
    records.write(record, grants)
    return written(binary, record, page, "--since", "1", "--flag", "scope=calendar:*", "--flag", "full_access")


def leaver(binary, folder):
    """The path of a report on a leaver."""
    record = folder / "leaver.sqlite"
    records.write_leaver(record)
    return written(binary, record, folder / "leaver.html")


def written(binary, record, page, *options):
    subprocess.run([binary, "report", record, "--html", page, *options], check=True, capture_output=True)
    return page


class Open:
    """A page in a context of its own, which notes what it asks for and what its scripts say."""

    def __init__(self, browser, path, anchor="", **options):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.requests, self.events = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: self.events.append(dialog.message) or dialog.dismiss())
        self.page.on("console", lambda message: self.events.append(message.text))
        self.page.on("pageerror", lambda error: self.events.append(str(error)))
        self.page.goto(path.as_uri() + anchor)

    def __enter__(self):
        return self.page

    def __exit__(self, *_):
        external = [url for url in self.requests if not url.startswith("file:")]
        assert not external, external
        assert not self.events, self.events
        self.context.close()


def section(page, title):
    """The part of a page under a heading, by the heading's id."""
    return page.locator(f"section[aria-labelledby={title}]")


def apps(page):
    """The names of the apps that the table shows."""
    return page.locator(".apps tbody tr:visible bdi").all_inner_texts()


def persons(page):
    """The names of the people that the view by person shows."""
    return [text.split("\n")[0] for text in page.locator(".persons tbody th:visible").all_inner_texts()]


def numbers(page, column):
    return [int(text) for text in page.locator(f".apps tbody tr td:nth-child({column})").all_inner_texts()]


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
