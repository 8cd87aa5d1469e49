"""How a report looks: in colours, widths and on paper."""

from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from browser import overflow, section


def passes_axe(page, name):
    found = Axe().run(page).response["violations"]
    assert not found, (name, [(each["id"], each["nodes"][0]["html"][:200]) for each in found])


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


def breaks_no_word_of_a_pill(page, name):
    broken = page.evaluate(
        """() => {
          for (const details of document.querySelectorAll("details")) details.open = true;
          const broken = [];
          let words = 0;
          for (const pill of document.querySelectorAll(".chip")) {
            const walker = document.createTreeWalker(pill, NodeFilter.SHOW_TEXT);
            for (let text; (text = walker.nextNode()); ) {
              for (const word of text.data.matchAll(/[\\p{L}\\p{N}_]+/gu)) {
                const range = document.createRange();
                range.setStart(text, word.index);
                range.setEnd(text, word.index + word[0].length);
                const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
                if (lines.size > 1) broken.push(pill.textContent);
                words += 1;
              }
            }
            const [inside, outside] = [pill.getBoundingClientRect(), pill.parentElement.getBoundingClientRect()];
            if (inside.right > outside.right + 1) broken.push(`${pill.textContent} sticks out`);
          }
          return words > 50 ? broken : ["too few words"];
        }"""
    )
    assert not broken, (name, broken)


def fits(page, name):
    assert overflow(page) <= 0, f"{name}: {overflow(page)}"
    breaks_no_word_of_a_pill(page, name)
    assert overflow(page) <= 0, f"{name}, with everything open: {overflow(page)}"


def swatches(page):
    """The colours of the legend and of the bars: of what a browser also draws on paper, and keeps when it forces colours."""
    colors = """(where) => ["users", "members"].map((kind) => {
      const drawn = document.querySelector(`${where} rect.${kind}`);
      const { width, height } = drawn.getBoundingClientRect();
      if (width < 5 || height < 5 || !drawn.checkVisibility()) return "too small";
      return getComputedStyle(drawn).fill + getComputedStyle(drawn).stroke;
    })"""
    legend, bars = page.evaluate(colors, ".legend"), page.evaluate(colors, "svg[role=img]")
    assert legend == bars and legend[0] != legend[1] and "too small" not in legend, (legend, bars)


def prints(page, folder):
    # The arrow of the order is no part of the paper either.
    page.get_by_role("button", name="Sort by Users").click()
    page.emulate_media(media="print")
    assert page.locator(".search, .controls, nav, .skip, button").filter(visible=True).count() == 0
    swatches(page)
    breaks_no_word_of_a_pill(page, "print")
    for people in (".people li", ".persons tbody tr"):
        shown = page.evaluate("(people) => [...document.querySelectorAll(people)].map((each) => each.offsetHeight)", people)
        assert shown and all(height > 0 for height in shown), (people, shown)
    path = folder / "report.pdf"
    page.pdf(path=path, format="A4")
    pages = [sheet.extract_text() for sheet in PdfReader(path).pages]
    assert not any(arrow in text for text in pages for arrow in "↑↓↕"), pages
    assert "For the auditor" in pages[0] and "request-id" not in pages[0], pages[0]
    evidence = "".join(pages[1:3])
    for number in (0, 1, 2, 3, 4, 5, 77):
        assert f"request-id-test-{number}" in evidence, (number, evidence)
    for title in ("People by app", "People by name"):
        assert not any(title in text for text in pages[:2]) and any(title in text for text in pages), title
    everybody = "".join(pages)
    for person in page.locator(".persons tbody th").all_text_contents():
        assert everybody.count(person.split("\n")[0]) >= 2, person


def leads_to_each(page):
    """A link to a part of the report opens what it is in. The page is opened at an anchor."""
    target = page.evaluate("location.hash.slice(1)")
    element = page.locator(f'[id="{target}"]')
    assert element.is_visible(), target
    assert element.evaluate("(each) => each.getBoundingClientRect().top < innerHeight"), target


def anchors(page):
    """Two apps, two people and each part."""
    by_app = section(page, "by-app").locator("table").evaluate_all("(tables) => tables.map((table) => table.id)")
    by_person = page.locator(".persons tr[id]").evaluate_all("(rows) => rows.map((row) => row.id)")
    assert len(by_app) == 9 and len(by_person) == 30, (by_app, by_person)
    assert "person-user-test-00000003-5d7e-4c1b-9a50-2f0d6c1e7a11" in by_person, by_person
    return [f"#{anchor}" for anchor in ("by-app", "by-person", by_app[0], by_app[-1], by_person[0], by_person[-1])]
