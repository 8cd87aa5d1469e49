"use strict";
(() => {
  const filter = document.getElementById("filter");
  const found = document.getElementById("found");
  const table = document.getElementById("table");
  const type = document.getElementById("type");
  const flagged = document.getElementById("flagged");

  // At most so many matches are shown open.
  const MOST_OPENED = 200;

  // Case and accents do not count: "muller" finds "Müller".
  const fold = (text) =>
    (/^[\x00-\x7f]*$/.test(text) ? text : text.normalize("NFKD").replace(/\p{M}/gu, "")).toLowerCase();

  // What can be found is a tree. The text of a node counts for everything in it.
  const node = (element, text, children) => ({ element, text: fold(text), children });
  const leaf = (element) => node(element, element.textContent);
  const place = (element) =>
    node(element, element.firstElementChild.textContent, Array.from(element.querySelectorAll("li"), leaf));
  const row = (element) => {
    const places = element.querySelectorAll(".place");
    return places.length ? node(element, element.cells[0].textContent, Array.from(places, place)) : leaf(element);
  };
  const group = (element) =>
    node(element, element.dataset.of, Array.from(element.querySelector("tbody").rows, row));
  const section = (element) => ({
    element,
    groups: Array.from(element.querySelectorAll("details"), group),
    none: element.querySelector(".none"),
  });
  const app = (groups) => (element) => {
    const people = document.getElementById(element.dataset.people)?.closest("details");
    return { ...leaf(element), people: groups.find((each) => each.element === people) };
  };

  let tree;
  const grow = () => {
    const sections = Array.from(document.querySelectorAll("main section:has(.none)"), section);
    const groups = sections.flatMap(({ groups }) => groups);
    const apps = table ? Array.from(table.tBodies[0].rows, app(groups)) : [];
    const persons = sections.find(({ element }) => element.querySelector("#by-person"));
    const people = persons ? persons.groups.reduce((sum, { children }) => sum + children.length, 0) : 0;
    return { apps, sections, groups, persons, people };
  };

  const hide = (element, hidden) => {
    if (element.hidden !== hidden) element.hidden = hidden;
  };

  // Counts the leaves that have all words, in their own text or in that of a node above.
  const count = (each, words) => {
    const rest = words.filter((word) => !each.text.includes(word));
    if (!each.children) each.count = rest.length ? 0 : 1;
    else each.count = each.children.reduce((sum, child) => sum + count(child, rest), 0);
    return each.count;
  };

  const show = ({ element, count, children = [] }) => {
    hide(element, !count);
    if (count) children.forEach(show);
  };

  const total = (groups) => groups.reduce((sum, each) => sum + each.count, 0);

  const opened = new Set();
  const unfold = (details, open) => {
    if (open && !details.open) {
      details.open = true;
      opened.add(details);
    } else if (!open && opened.delete(details)) details.open = false;
  };

  const apply = () => {
    // Made for the first search, as many people take a moment.
    tree ??= grow();
    const words = fold(filter.value).split(/\s+/).filter(Boolean);
    tree.groups.forEach((each) => count(each, words));
    let shown = 0;
    for (const { element, text, people } of tree.apps) {
      const fits = (!type.value || element.dataset.type === type.value) &&
        (!flagged.checked || element.dataset.flags !== "0");
      if (people && !fits) people.count = 0;
      const is = fits && (words.every((word) => text.includes(word)) || people?.count > 0);
      hide(element, !is);
      shown += is;
    }
    for (const { groups, none } of tree.sections) {
      const matches = total(groups);
      hide(none, matches > 0);
      groups.forEach(show);
      const opens = words.length > 0 && matches <= MOST_OPENED;
      groups.forEach(({ element, count }) => unfold(element, opens && count > 0));
    }
    if (table) {
      hide(table, !shown);
      hide(table.parentElement.querySelector(".none"), shown > 0);
    }
    tell(words, shown);
  };

  const tell = (words, shown) => {
    const counts = [];
    if (table) counts.push(`${shown} of ${tree.apps.length} apps`);
    if (tree.persons) counts.push(`${total(tree.persons.groups)} of ${tree.people} people`);
    const name = filter.value.trim();
    if (!shown && !total(tree.groups)) found.textContent = name ? `Nothing matches “${name}”.` : "Nothing matches.";
    else found.textContent = words.length || type?.value || flagged?.checked ? `Found: ${counts.join(", ")}` : "";
  };

  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value ?? cell.textContent;
  };

  const sort = (heads, column) => {
    const [head, body] = [heads[column], table.tBodies[0]];
    // Numbers begin with the largest.
    const isNumber = head.dataset.sort === "number";
    const [first, other] = isNumber ? ["descending", "ascending"] : ["ascending", "descending"];
    const order = head.getAttribute("aria-sort") === first ? other : first;
    heads.forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const compare = isNumber
      ? (a, b) => value(a, column) - value(b, column)
      : (a, b) => value(a, column).localeCompare(value(b, column));
    body.append(...[...body.rows].sort((a, b) => sign * compare(a, b)));
  };

  table?.classList.add("sortable");
  const heads = table ? [...table.tHead.rows[0].cells] : [];
  heads.forEach((head, column) => {
    if (!head.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.ariaLabel = `Sort by ${head.textContent}`;
    head.append(" ", button);
    button.addEventListener("click", () => sort(heads, column));
  });

  // Where a link leads to is shown, also in browsers that do not open it themselves.
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = target?.closest("details");
    if (!details || details.open) return;
    details.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  // Before the first letter is typed.
  filter.addEventListener("focus", () => (tree ??= grow()));
  for (const control of [filter, type, flagged]) control?.addEventListener("input", apply);
  document.querySelectorAll(".search, .controls").forEach((each) => (each.hidden = false));
  open();
})();
