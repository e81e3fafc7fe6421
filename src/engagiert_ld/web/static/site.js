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
    await navigator.clipboard.writeText(source.textContent.trim());
    told.textContent = source.dataset.copied;
  });
  source.after(button, told);
}
