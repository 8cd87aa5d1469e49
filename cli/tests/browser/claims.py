"""What a report says, and what it does."""

import records
from browser import apps, numbers, persons, section

STATUS = "#found"


def sorts(page):
    users = page.locator("th[data-sort]", has_text="Users")
    for order, expected in (("descending", lambda values: values[::-1]), ("ascending", lambda values: values)):
        page.get_by_role("button", name="Sort by Users").click()
        assert users.get_attribute("aria-sort") == order
        assert numbers(page, 3) == expected(sorted(numbers(page, 3))), numbers(page, 3)
    page.get_by_role("button", name="Sort by App").click()
    assert users.get_attribute("aria-sort") is None
    shown = page.evaluate("[...document.querySelectorAll('.apps tbody th')].map((cell) => cell.dataset.value)")
    assert shown == page.evaluate("(names) => names.sort((a, b) => a.localeCompare(b))", shown), shown


def finds_apps(page):
    page.get_by_label("Filter").fill("calendar:write")
    assert apps(page) == ["Acme Calendar Sync"], apps(page)
    assert section(page, "by-app").locator("details:visible h3").all_inner_texts() == ["Acme Calendar Sync"]
    assert page.locator(STATUS).inner_text().startswith("Found: 1 of 11 apps, "), page.locator(STATUS).inner_text()
    page.get_by_label("Filter").fill("")
    page.get_by_role("combobox", name="Type").select_option("first_party")
    assert sorted(apps(page)) == ["Admin Console", "Status Page", "Unused"], apps(page)
    page.get_by_label("Only flagged").check()
    assert apps(page) == ["Admin Console"], apps(page)


def finds_a_person_by_name(page):
    all_apps = apps(page)
    # Neither case nor accents nor the order of the words count, and a scope narrows it down.
    for typed in (records.ZOE, "ZOE.MULLER", "Müller zoë", "user-test-00000003-", "zoe openid"):
        page.get_by_label("Filter").fill(typed)
        assert persons(page) == [records.ZOE], (typed, persons(page))
        listed = section(page, "by-app").locator("li:visible").all_inner_texts()
        assert listed and all(records.ZOE in person for person in listed), (typed, listed)
        granted = section(page, "by-app").locator("details:visible h3").all_inner_texts()
        assert sorted(apps(page)) == sorted(granted) and len(granted) < len(all_apps), (typed, granted)
        assert f"Found: {len(granted)} of 11 apps, 1 of 30 people" == page.locator(STATUS).inner_text(), typed
    page.get_by_label("Filter").fill("")
    assert apps(page) == all_apps and len(persons(page)) == 30
    assert section(page, "by-app").locator("details[open]").count() == 0
    assert page.locator(STATUS).inner_text() == ""


def finds_a_person_in_the_evidence(page):
    for title, person in (("revoked", "user-test-4"), ("failures", "unlucky@example.com")):
        page.get_by_label("Filter").fill(person)
        rows = section(page, title).locator("tbody tr:visible")
        assert rows.count() == 1 and person in rows.inner_text(), (title, rows.all_inner_texts())
    page.get_by_label("Filter").fill("user-test-gone")
    assert section(page, "changes").locator("li:visible").all_inner_texts() == ["user-test-gone"]


def says_that_nothing_was_found(page):
    page.get_by_label("Filter").fill(" no-such-person ")
    assert page.get_by_role("status").inner_text() == "Nothing matches “no-such-person”."
    assert page.locator("main tbody tr:visible, main li:visible, main details:visible").count() == 0
    said = page.locator(".none:visible").all_inner_texts()
    assert len(said) == 10 and all("matches" in words for words in said), said
    page.get_by_label("Filter").fill("")
    assert page.locator(".none:visible").count() == 0
    page.get_by_role("combobox", name="Type").select_option("first_party_public")
    page.get_by_label("Filter").fill("Slide Maker")
    assert section(page, "apps").locator(".none").inner_text() == "No app matches."


def keeps_the_width_of_its_columns(page):
    widths = "[...document.querySelectorAll('.apps thead th')].map((head) => head.getBoundingClientRect().width)"
    before = page.evaluate(widths)
    for typed in ("Unused", "Slide", "calendar", "person1@", records.ZOE):
        page.get_by_label("Filter").fill(typed)
        assert page.evaluate(widths) == before, (typed, page.evaluate(widths), before)


def leads_to_people(page):
    page.get_by_role("link", name="Northwind CRM").click()
    assert section(page, "by-app").locator("details[open] h3").all_inner_texts() == ["Northwind CRM"]
    assert section(page, "by-app").locator("details[open] li").first.is_visible()


def groups_people_by_the_same_scopes(page):
    """The record has the scopes of each grant in an order of its own."""
    by_app = section(page, "by-app")
    for details in by_app.locator("details").all():
        sets = []
        for row in details.locator("tbody tr").all():
            scopes = row.locator("th .chip").all_text_contents()
            assert scopes == sorted(scopes), scopes
            sets.append(scopes)
            places = [text.strip() for text in row.locator(".place p").all_text_contents()]
            assert len(places) == len(set(places)) and not any("User" in place for place in places[1:]), places
            for people in row.locator("ul").all():
                names = [text.strip().casefold() for text in people.locator("li").all_text_contents()]
                assert names == sorted(names), names
        assert len(sets) == len({tuple(scopes) for scopes in sets}) and sets == sorted(sets), sets
    assert persons(page) == sorted(persons(page))
    for grants in page.locator(".persons td").all_inner_texts():
        for grant in grants.strip().split("\n"):
            scopes = grant.split(": ", 1)[1].split()
            assert scopes == sorted(scopes), scopes


def has_both_views_of_everybody(page):
    listed = section(page, "by-app").locator("li").count()
    lines = "[...document.querySelectorAll('.persons td')].map((cell) => cell.textContent.trim().split('\\n').length)"
    granted = page.evaluate(lines)
    assert sum(granted) == listed == sum(numbers(page, 3) + numbers(page, 4)), (granted, listed)


def names_the_changes(page):
    about = page.locator(".about").inner_text()
    covers = "covers all Users and all Organizations"
    assert about.count(covers) == 2 and "but 1 of its calls failed" in about, about
    changes = section(page, "changes")
    inspector = changes.locator("details", has_text="MCP Inspector")
    new = inspector.locator("tr", has=page.locator(".chip.new"))
    assert "@example.com · user-test-" in new.locator("li").first.inner_text(), new.first.inner_text()
    gone = changes.locator("details", has_text="Status Page").locator("tr", has=page.locator(".chip.gone"))
    people = [person.strip() for person in gone.locator("li").all_inner_texts()]
    assert people == ["user-test-gone"], people
    assert "before: openid" in gone.inner_text()


def has_the_evidence(page):
    heads = section(page, "revoked").locator("thead th").all_inner_texts()
    assert heads == ["Person", "Organization", "Outcome", "Time", "Verified as gone", "Request id"], heads
    rows = section(page, "revoked").locator("tbody tr")
    assert rows.count() == 6
    cells = rows.first.locator("th, td").all_inner_texts()
    time = "2026-06-02 09:00 UTC"
    verified = f"{time}\n\nno token accepted after 2026-06-02 10:01 UTC"
    assert cells == ["user-test-0", "", "revoked", time, verified, "request-id-test-0"], cells
    failed = rows.last.locator("th, td").all_inner_texts()
    assert "503 Service Unavailable" in failed[2] and failed[4:] == ["", "request-id-test-5"], failed
    assert section(page, "revoked").locator("p .chip").all_inner_texts() == ["2 revoked", "2 already_gone", "2 failed"]
    failure = section(page, "failures").locator("tbody tr").inner_text()
    for words in ("unlucky@example.com", "user-test-unlucky", "get_user_connected_apps: 503", "request-id-test-77"):
        assert words in failure, (words, failure)
    titles = page.evaluate("[...document.querySelectorAll('h2')].map((title) => title.id)")
    assert titles == [
        "audit", "summary", "revoked", "sessions", "kept-out", "failures", "decided", "apps", "inventory", "changes",
        "by-app", "by-person",
    ], titles


def begins_with_a_page_for_the_auditor(page):
    rows = section(page, "audit").locator("dl > div").all()
    said = {row.locator("dt").inner_text(): row.locator("dd").inner_text() for row in rows}
    assert list(said) == ["Scope", "Coverage", "Found", "Decided", "Revoked", "Verified", "Dead by", "Sessions", "Kept out", "Evidence"], said
    assert said["Scope"] == "all Users and all Organizations", said
    assert "1 failed" in said["Coverage"] and "Grants may be missing." in said["Coverage"], said
    assert said["Revoked"] == "6 grants: 2 revoked, 2 already_gone, 2 failed", said
    assert said["Decided"].startswith("by Ann: "), said
    assert said["Verified"] == "4 grants were looked for again and are gone; 2 not", said
    assert said["Dead by"].startswith("No service accepts an access token of a revoked grant after 2026-"), said
    assert records.HEAD in said["Evidence"] and said["Evidence"].startswith("2 rows since "), said
    # The test made the rows up.
    assert said["Evidence"].endswith("The record is not as it was written: row 1 of the evidence, about review 1, does "
                                     "not fit the rows before it."), said
    assert "Blocked now: Acme Calendar Sync in 1 Organization." in said["Kept out"], said


def says_who_decided_what_until_when(page):
    decided = section(page, "decided")
    assert "2 grants are due." in decided.inner_text(), decided.inner_text()
    assert "q2/users.csv: " in decided.inner_text() and f"{1:064x}" in decided.inner_text(), decided.inner_text()
    groups = [" ".join(text.split()) for text in decided.locator("tbody th").all_inner_texts()]
    assert any(group == "keep until 2020-01-31, which has passed by Ann needed" for group in groups), groups
    assert any(group.startswith("keep until 2999-12-31 by Ann ") for group in groups), groups
    assert any(group.startswith("revoke by Ann ") for group in groups), groups
    people = decided.locator("li").count()
    assert people == 8, people


def shows_what_others_chose_as_text(page):
    assert page.title() == "Connected Apps of project-test-0b3a: review 2"
    assert page.locator("img, iframe, b, script:not([nonce])").count() == 0
    shown = page.locator(".apps bdi", has_text="evil.example").inner_text()
    assert shown == records.HOSTILE.replace("\u202e", "\ufffd"), shown


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
    links = page.evaluate("[...document.querySelectorAll('a')].map((link) => link.getAttribute('href').slice(1))")
    assert set(links) <= set(ids), set(links) - set(ids)


ALL = (
    sorts,
    finds_apps,
    finds_a_person_by_name,
    finds_a_person_in_the_evidence,
    says_that_nothing_was_found,
    keeps_the_width_of_its_columns,
    leads_to_people,
    groups_people_by_the_same_scopes,
    has_both_views_of_everybody,
    names_the_changes,
    has_the_evidence,
    begins_with_a_page_for_the_auditor,
    says_who_decided_what_until_when,
    shows_what_others_chose_as_text,
    is_semantic,
)


def reads_without_a_script(page):
    assert len(apps(page)) == 11 and len(persons(page)) == 30
    assert page.locator(".search, .controls").filter(visible=True).count() == 0
    assert page.locator("thead button").count() == 0
    section(page, "by-app").locator("summary", has_text="Northwind CRM").click()
    assert section(page, "by-app").locator("details[open] li").first.is_visible()
    has_the_evidence(page)


def is_titled_as_a_leavers(page):
    assert page.title() == f"Leaver {records.ZOE}: Connected Apps of project-test-0b3a", page.title()
    assert page.locator("h1").inner_text() == f"The access of {records.ZOE}, and what became of it"
    rows = section(page, "revoked").locator("tbody tr").all_inner_texts()
    assert len(rows) == 2 and all(records.ZOE in row for row in rows), rows
    page.get_by_label("Filter").fill("member-test-1")
    assert section(page, "revoked").locator("tbody tr:visible").count() == 1
    page.get_by_label("Filter").fill("nobody")
    assert page.get_by_role("status").inner_text() == "Nothing matches “nobody”."
