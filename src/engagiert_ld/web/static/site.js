// SPDX-FileCopyrightText: engagiert-ld contributors
// SPDX-License-Identifier: EUPL-1.2

// Adds a button to whatever can be copied; without scripts, pages lack nothing else.
for (const source of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  const told = document.createElement("span");
  button.type = "button";
  button.className = "copy";
  button.textContent = source.dataset.copy;
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText("copyAddress" in source.dataset ? source.href : source.textContent.trim());
    told.textContent = source.dataset.copied;
  });
  source.after(button, told);
}

// Tells how long the answer took, from the request to its first byte, as this reader had it.
const elapsed = document.querySelector("[data-elapsed]");
const [visit] = performance.getEntriesByType("navigation");
if (elapsed && visit) {
  const milliseconds = Math.round(visit.responseStart - visit.requestStart);
  elapsed.textContent = elapsed.dataset.elapsed.replace("{milliseconds}", milliseconds.toLocaleString(document.documentElement.lang));
  elapsed.hidden = false;
}
