"use strict";
(() => {
  const table = document.getElementById("table");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const heads = [...table.tHead.rows[0].cells];
  const filter = document.getElementById("filter");
  const type = document.getElementById("type");
  const flagged = document.getElementById("flagged");
  const shown = document.getElementById("shown");

  const apply = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, at) => {
      const fits = words.every((word) => texts[at].includes(word)) &&
        (!type.value || row.dataset.type === type.value) &&
        (!flagged.checked || row.dataset.flags !== "0");
      row.hidden = !fits;
      const people = document.getElementById(row.dataset.people);
      if (people) people.hidden = !fits;
      count += fits;
    });
    shown.value = `${count} of ${rows.length} apps`;
  };

  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value ?? cell.textContent;
  };

  heads.forEach((head, column) => {
    const kind = head.dataset.sort;
    if (!kind) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      // Numbers begin with the largest.
      const first = kind === "number" ? "descending" : "ascending";
      const other = first === "ascending" ? "descending" : "ascending";
      const order = head.getAttribute("aria-sort") === first ? other : first;
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const compare = kind === "number"
        ? (a, b) => value(a, column) - value(b, column)
        : (a, b) => value(a, column).localeCompare(value(b, column));
      body.append(...[...rows].sort((a, b) => sign * compare(a, b)));
    });
  });

  const open = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") target.open = true;
  };
  addEventListener("hashchange", open);
  table.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (target) target.open = true;
  });
  for (const control of [filter, type, flagged]) control.addEventListener("input", apply);
  document.querySelector(".controls").hidden = false;
  open();
  apply();
})();
