"use strict";
(() => {
  for (const each of document.querySelectorAll(".scripted")) each.hidden = false;
  const audio = document.getElementById("recording");
  if (audio) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-at]");
      if (!link) return;
      audio.currentTime = Number(link.dataset.at);
      audio.play().catch(() => {});
    });
  }
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const turns = [...document.querySelectorAll(".turns li")];
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    let count = 0;
    for (const turn of turns) {
      const matches = turn.textContent.toLowerCase().includes(wanted);
      turn.classList.toggle("no-match", !matches);
      count += matches ? 1 : 0;
    }
    found.textContent = wanted ? `${count} of ${turns.length} turns` : "";
  });
})();
