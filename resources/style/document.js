"use strict";
const field = document.getElementById("search");
const found = document.getElementById("found");
const lines = new Map();
for (const line of document.querySelectorAll("nav li")) lines.set(line.dataset.of, line);
let entries;
function read() {
  entries = [];
  for (const section of document.querySelectorAll("section"))
    entries.push([section, lines.get(section.id), section.textContent.toLowerCase()]);
  entries.reverse();
}
function show() {
  if (!entries) read();
  const words = field.value.toLowerCase().split(/\s+/);
  const isAll = !field.value.trim();
  let count = 0;
  // From the last to the first: a folder stays while something in it does.
  for (const [section, line, text] of entries) {
    const isGroup = section.className === "group";
    const fits = words.every(word => text.includes(word));
    const isShown = isAll || (isGroup ? !!line.querySelector("li:not([hidden])") || fits : fits);
    section.hidden = line.hidden = !isShown;
    if (isShown && !isGroup) count += 1;
  }
  found.textContent = isAll ? "" : found.dataset.words.replace("{count}", count.toLocaleString());
}
field.hidden = found.hidden = false;
field.addEventListener("input", show);
